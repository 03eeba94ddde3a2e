import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { markAsCache, storeIn } from '../../../src/use/cache/store-folder.ts';

const made: string[] = [];
afterEach(async () => {
  for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true });
});

const BLOB = 'docker/registry/v2/blobs/sha256/00/data';
const LINK = 'docker/registry/v2/repositories/a/_layers/x';
const SCHEDULER = 'scheduler-state.json';

async function folderWith(...files: readonly string[]): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'mirror-check-store-')), 'docker.io');
  made.push(dirname(folder));
  await mkdir(folder);
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), '');
  }
  return folder;
}
const cacheFolder = (...files: readonly string[]): Promise<string> =>
  folderWith(BLOB, LINK, SCHEDULER, ...files);

it('a cache’s store is known by what a pull-through cache writes, or by our own file', async () => {
  for (const proof of [SCHEDULER, 'mirror-cache-pulls.json'])
    expect(await storeIn(await folderWith(BLOB, LINK, proof))).toEqual({ kind: 'cache' });
});

it.each([[BLOB], [LINK], ['docker/registry/v2/blobs/sha512/00/data'], [BLOB, 'mirror-cache-pulls.json/x']])(
  'the store of a registry is not one: %s',
  async (...files) => {
    expect((await storeIn(await folderWith(...files))).kind).toMatch(/^(?:registry|foreign)$/);
  },
);

it('where no image is, nothing can be lost', async () => {
  const folder = await folderWith();
  expect(await storeIn(folder)).toEqual({ kind: 'empty' });
  expect(await storeIn(join(folder, 'missing'))).toEqual({ kind: 'empty' });
  await mkdir(join(folder, 'docker/registry/v2/blobs/sha256'), { recursive: true });
  expect(await storeIn(folder)).toEqual({ kind: 'empty' });
});

it('what was just set up is marked, and what is marked stays as it is', async () => {
  const fresh = await folderWith(BLOB, LINK);
  await markAsCache(fresh);
  expect(await storeIn(fresh)).toEqual({ kind: 'cache' });
  const text = await readFile(join(fresh, 'mirror-cache-pulls.json'), 'utf8');
  await writeFile(join(fresh, 'mirror-cache-pulls.json'), text.replace('null', '5'));
  await markAsCache(fresh);
  expect(await readFile(join(fresh, 'mirror-cache-pulls.json'), 'utf8')).toContain('5');
  await expect(markAsCache(join(fresh, 'missing'))).resolves.toBeUndefined();
});

it.each([
  ...['thesis.txt', 'docker/compose/thesis.txt', 'docker/thesis.txt', 'docker/registry/thesis.txt'],
  ...['docker/registry/v2/thesis.txt', 'docker/registry/v2/blobs/thesis.txt'],
])('%s is somebody’s', async (file) => {
  const found = await storeIn(await cacheFolder(file));
  expect(found.kind === 'foreign' && file.startsWith(found.name.replaceAll('\\', '/'))).toBe(true);
});

it.skipIf(process.platform === 'win32').each(['', 'docker', 'docker/registry', 'docker/registry/v2/blobs'])(
  'a link at "%s" is nobody’s that we know',
  async (at) => {
    const folder = await cacheFolder();
    const elsewhere = await cacheFolder();
    await rm(join(folder, at), { recursive: true });
    await symlink(join(elsewhere, at), join(folder, at));
    expect(await storeIn(folder)).toEqual({ kind: 'foreign', name: at === '' ? '.' : at });
  },
);

it.skipIf(process.platform === 'win32')('what cannot be looked into is a value', async () => {
  const folder = await folderWith('file');
  expect(await storeIn(join(folder, 'file', 'docker.io'))).toEqual({ kind: 'unreadable', code: 'ENOTDIR' });
  expect(await storeIn(join(folder, 'x'.repeat(300)))).toEqual({ kind: 'unreadable', code: 'ENAMETOOLONG' });
});
