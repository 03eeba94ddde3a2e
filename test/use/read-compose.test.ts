import { chmod, link, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { imagesOfCompose } from '../../src/use/compose.ts';
import { type ReadCompose, readCompose } from '../../src/use/read-compose.ts';
import { nothingFetched } from '../../src/use/read-source.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compose-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function read(
  image: string,
  dotEnv: string | Uint8Array | null,
  more: Readonly<Record<string, string>> = {},
): Promise<ReadCompose> {
  await writeFile(join(folder, 'compose.yaml'), JSON.stringify({ services: { a: { image } } }));
  if (dotEnv !== null) await writeFile(join(folder, '.env'), dotEnv);
  return readCompose(
    join(folder, 'compose.yaml'),
    { SET: '1', ...more },
    { stdin: none(), fetch: nothingFetched },
  );
}

async function* none(): AsyncGenerator<Uint8Array> {}

it('the environment counts more than the file, the file more than a default', async () => {
  const end = await read(`app:\${SET}-\${TAG:-3}`, 'SET=9\nTAG: 2\n');
  expect(end).toMatchObject({ kind: 'images', images: [{ text: 'app:1-2' }], unset: [] });
});

it('what is made of nothing takes no default', async () => {
  const end = await read(`app:\${TAG:-3}`, 'TAG=$NONE\n');
  expect(end).toMatchObject({ kind: 'images', images: [], unset: ['TAG'] });
});

it('COMPOSE_ENV_FILES takes the place of it, the last counts most, and each has to be there', async () => {
  const [base, over] = [join(folder, 'base.env'), join(folder, 'over.env')];
  await writeFile(base, 'TAG=1\nURL=$TAG\n');
  await writeFile(over, 'TAG=2\nMORE=$URL$TAG\n');
  const image = `app:\${TAG}-\${URL}-\${MORE}-\${X:-none}`;
  const by = { COMPOSE_ENV_FILES: `${base},${over}` };
  expect(await read(image, 'X=1', by)).toMatchObject({ images: [{ text: 'app:2-1-12-none' }] });
  await rm(over);
  expect(await read(image, 'X=1', by)).toMatchObject({ option: 'env-file', name: over, detail: 'ENOENT' });
});

it('none is read where it is a folder, or compose is told not to', async () => {
  const off = { COMPOSE_DISABLE_ENV_FILE: 'true' };
  expect(await read(`app:\${X:-none}`, 'X=1', off)).toMatchObject({ images: [{ text: 'app:none' }] });
  await rm(join(folder, '.env'));
  expect(await read(`app:\${X:-none}`, null)).toMatchObject({ images: [{ text: 'app:none' }] });
  await mkdir(join(folder, '.env'));
  expect(await read(`app:\${X:-none}`, null)).toMatchObject({ images: [{ text: 'app:none' }] });
});

it.each([
  ['A=1\nTAG 2 = 3\n', 'not-env', 'line 2'],
  [Uint8Array.of(0x41, 0x3d, 0xff), 'not-utf8', null],
])('a file .env that is not one is told, and not the compose file', async (text, reason, detail) => {
  const name = join(folder, '.env');
  expect(await read('app', text)).toEqual({ kind: 'source', option: 'env-file', name, reason, detail });
});

it('an expression over several lines is told in one', async () => {
  await writeFile(join(folder, 'compose.yaml'), 'services: {a: {image: "app:$' + '{A\\n\\x1b[31mB"}}\n');
  const sources = { stdin: none(), fetch: nothingFetched };
  const { notes } = await imagesOfCompose([join(folder, 'compose.yaml')], 'docker.io', {}, sources);
  expect(notes.map(({ unread }) => unread)).toEqual([['image: app:$' + '{A B']]);
});

it("what the project is called is not the environment's to tell alone", async () => {
  const image = `app:\${COMPOSE_PROJECT_NAME:-1}`;
  expect(await read(image, null)).toMatchObject({ images: [], unset: ['COMPOSE_PROJECT_NAME'] });
  expect(await read(image, 'COMPOSE_PROJECT_NAME=2\n')).toMatchObject({ images: [{ text: 'app:2' }] });
});

it('of files in several folders, where their .env say different things, that is told', async () => {
  const [one, two] = [join(folder, 'one'), join(folder, 'two')];
  await Promise.all([mkdir(one), mkdir(two)]);
  const files = [join(one, 'compose.yaml'), join(two, 'compose.yaml')];
  for (const file of files) await writeFile(file, `services: {a: {image: "app:\${TAG:-1}"}}`);
  const unread = async (): Promise<readonly (readonly string[])[]> => {
    const { notes } = await imagesOfCompose(files, 'docker.io', {}, { stdin: none(), fetch: nothingFetched });
    return notes.map((note) => note.unread);
  };
  expect(await unread()).toEqual([[], []]);
  await writeFile(join(two, '.env'), 'OTHER=2\n');
  expect(await unread()).toEqual([[], []]);
  await writeFile(join(one, '.env'), 'TAG=2\n');
  expect(await unread()).toEqual([[], [`.env: ${join(one, '.env')}`]]);
});

it('what is of another registry is told as it is written', async () => {
  await read(`registry.example/\${TOKEN}/app`, null);
  const sources = { stdin: none(), fetch: nothingFetched };
  const env = { TOKEN: 'secret' };
  const { notes, others } = await imagesOfCompose([join(folder, 'compose.yaml')], 'docker.io', env, sources);
  expect(notes[0]?.others).toEqual([`registry.example/\${TOKEN}/app`]);
  expect(others.map(({ repository }) => repository)).toEqual(['secret/app']);
});

it('a file that Compose would lay over this one is told, unless it is named', async () => {
  await read('app', null);
  const [file, over] = [join(folder, 'compose.yaml'), join(folder, 'compose.override.yml')];
  await writeFile(over, 'services: {a: {image: app:2}}');
  const overrides = async (...files: string[]): Promise<readonly (string | null)[]> => {
    const { notes } = await imagesOfCompose(files, 'docker.io', {}, { stdin: none(), fetch: nothingFetched });
    return notes.map(({ override }) => override);
  };
  expect(await overrides(file)).toEqual([over]);
  expect(await overrides(file, over)).toEqual([null, null]);
});

it('another file that is read as well is not unread, and neither is the file itself', async () => {
  const [file, base] = [join(folder, 'compose.yaml'), join(folder, 'base.yaml')];
  const text =
    'include: [base.yaml]\nservices: {a: {extends: {file: base.yaml, service: b}}, c: {extends: {file: compose.yaml, service: a}}}';
  await writeFile(file, text);
  await writeFile(base, 'services: {b: {image: app:1}}');
  const unread = async (...files: string[]): Promise<readonly string[]> => {
    const { notes } = await imagesOfCompose(files, 'docker.io', {}, { stdin: none(), fetch: nothingFetched });
    return notes.flatMap((note) => note.unread);
  };
  expect(await unread(file)).toEqual(['include: base.yaml', 'extends: base.yaml']);
  expect(await unread(file, base)).toEqual([]);
  await mkdir(join(folder, 'sub'));
  const far = join(folder, 'sub', 'base.yaml');
  await writeFile(far, 'services: {b: {image: app:1}}');
  expect(await unread(file, far)).toContain('include: base.yaml');
});

describe.runIf(process.geteuid?.() === 0)('root, led by a link in a folder that others write to', () => {
  it.each([
    ['symbolic', symlink],
    ['hard', link],
  ])('a %s one: reads no .env', async (_kind, make) => {
    const theirs = join(folder, 'theirs');
    const secret = join(folder, 'secret');
    await writeFile(secret, 'TAG=S3CRET\n', { mode: 0o600 });
    await mkdir(theirs);
    await chmod(theirs, 0o777);
    await make(secret, join(theirs, '.env'));
    await writeFile(join(theirs, 'compose.yaml'), `services: {a: {image: "app:\${TAG:-3}"}}`);
    const end = await readCompose(join(theirs, 'compose.yaml'), {}, { stdin: none(), fetch: nothingFetched });
    expect(end).toMatchObject({ kind: 'source', option: 'env-file', detail: 'FOREIGN_LINK' });
    await rm(join(theirs, '.env'));
    await writeFile(join(theirs, '.env'), 'TAG=2');
    const own = await readCompose(join(theirs, 'compose.yaml'), {}, { stdin: none(), fetch: nothingFetched });
    expect(own).toMatchObject({ images: [{ text: 'app:2' }] });
  });
});

it('what cannot be read as an image is told as it is written, without a login', async () => {
  await writeFile(
    join(folder, 'compose.yaml'),
    'services: {a: {image: "$S"}, b: {image: "http://u:S3CRET@registry.example/app"}}',
  );
  await writeFile(join(folder, '.env'), 'S=S3CRET WORDS\n');
  const sources = { stdin: none(), fetch: nothingFetched };
  const { notes } = await imagesOfCompose([join(folder, 'compose.yaml')], 'docker.io', {}, sources);
  expect(notes[0]?.unread).toEqual(['image: $S', 'image: http://xxxxx:xxxxx@registry.example/app']);
});

it('a service that names nothing to run is unread unless another file says what it runs', async () => {
  const [one, two] = [join(folder, 'compose.yaml'), join(folder, 'over.yaml')];
  await writeFile(one, 'services: {a: {image: app}}');
  await writeFile(two, 'services: {a: {ports: ["80:80"]}, b: {ports: []}}');
  const sources = { stdin: none(), fetch: nothingFetched };
  const { notes } = await imagesOfCompose([one, two], 'docker.io', {}, sources);
  expect(notes.map(({ unread }) => unread)).toEqual([[], ['services: b']]);
});
