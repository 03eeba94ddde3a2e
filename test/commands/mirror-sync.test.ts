import { chmodSync, existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { listeningPort } from '../../src/demo/closed-port.ts';
import { buildImage, type Image } from '../../src/demo/image.ts';
import { packageFile } from '../../src/packaging.ts';
import { digestOf } from '../../src/registry/digest.ts';
import type { SyncReason } from '../../src/words/sync/messages.ts';
import { runCli } from '../support/cli.ts';
import { type HubStandin, startHub } from '../support/hub-standin.ts';
import { withLayer } from '../support/image-with-layer.ts';
import { type PushFault, type PushRegistry, startPushRegistry } from '../support/push-registry.ts';
import { openSyncHome, type SyncHome } from '../support/sync-process.ts';
import { tarOf } from '../support/tar.ts';

/** `mirror-sync` from end to end, the destination in memory; real ones are in test/engines/sync.test.ts. Needs a build. */

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const schema = JSON.parse(packageFile('schema/sync.schema.json')) as {
  readonly properties: Readonly<
    Record<
      string,
      { readonly items?: { readonly properties: { readonly code: { readonly enum: unknown } } } }
    >
  >;
};

const small = (repository: string, seed = repository, tag = 'latest'): Image =>
  buildImage({
    repository,
    tag,
    format: 'oci',
    layers: [{ seed, bytes: 2_000 }],
    platforms: [{ os: 'linux', architecture: 'amd64' }],
  });

async function open(
  images: readonly Image[],
  fault: PushFault | null = null,
  elsewhere?: string,
): Promise<{ hub: HubStandin; destination: PushRegistry; home: SyncHome; args: readonly string[] }> {
  const [hub, destination, home] = await Promise.all([
    startHub(images),
    startPushRegistry(fault, elsewhere),
    openSyncHome(),
  ]);
  stops.push(hub.stop, destination.stop, home.remove);
  return { hub, destination, home, args: [destination.url, '--hub', hub.url] };
}

describe('two hundred images', () => {
  it('cost one HEAD an entry at the source and one a tag at the destination, and no pull', async () => {
    const images = Array.from({ length: 200 }, (_, index) =>
      small(`library/app${index}`, 'all the same', '1.0'),
    );
    const { hub, destination, home, args } = await open(images);
    for (const image of images) hub.publish(image, ['1.0', '1', 'latest']);
    const files = images.map(({ repository }) => repository.slice('library/'.length));
    const library = await home.file(
      'library.tar',
      tarOf(files.map((name) => [`top/library/${name}`, 'Tags: 1.0, 1\nSharedTags: latest\n'])),
    );
    const all = [...args, '--library', library, '--no-mirrors'];
    const first = await home.run(all);
    expect([first.exitCode, first.report?.summary.copied], first.stderr).toEqual([0, 200]);
    const validate = new Ajv2020({ strict: false, formats: { 'date-time': true } }).compile(schema);
    expect(validate(first.report), JSON.stringify(validate.errors)).toBe(true);
    // Sent once, mounted 199 times is not for this registry: it answers 202, and the bytes are sent.
    const [before, asked] = [{ ...hub.counts }, destination.requests.length];
    const second = await home.run(all);
    expect([second.exitCode, second.report?.summary['in-sync']]).toEqual([0, 200]);
    expect({ ...hub.counts }).toEqual({
      ...before,
      heads: before.heads + 200,
      pings: before.pings + 1,
      tokens: before.tokens + 200,
    });
    const since = destination.requests.slice(asked);
    expect(since.filter((request) => request.startsWith('HEAD'))).toHaveLength(600);
    expect(since).toHaveLength(601);
  });
});

describe('where bytes come from', () => {
  it('mirrors give manifests that the Hub would count, and what they give wrongly is asked for elsewhere', async () => {
    const image = small('library/app');
    const { hub, home, args, destination } = await open([image]);
    const good = await startHub([image]);
    const liar = await startHub();
    const other = small('library/app', 'other');
    liar.publish({
      ...image,
      index: { ...image.index, bytes: other.index.bytes },
      layers: image.layers.map((layer) => ({ ...layer, bytes: Buffer.alloc(layer.bytes.length) })),
    });
    stops.push(good.stop, liar.stop);
    const end = await home.run([...args, 'app', '--mirror', liar.url, '--mirror', good.url]);
    expect([end.exitCode, hub.counts.pulls, end.report?.quota.spent], end.stderr).toEqual([0, 0, 0]);
    const wrong = [
      { url: expect.stringContaining(liar.url), troubles: [{ trouble: 'wrong-bytes', count: 1 }] },
    ];
    expect(end.report?.mirrors).toEqual(wrong);
    for (const { digest, bytes } of [...image.layers, ...image.configs])
      expect(destination.blobs.get(digest)?.equals(Buffer.from(bytes))).toBe(true);
  });
});

it('a mirror that is Docker Hub itself is not asked as one: its pulls count', async () => {
  const { hub, home, args } = await open([small('library/app')]);
  const end = await home.run([...args, 'app', '--mirror', `${hub.url}/`]);
  expect([end.exitCode, end.report?.quota.spent, end.stderr]).toEqual([
    0,
    hub.counts.pulls,
    expect.stringContaining('No mirror is used'),
  ]);
});

it('surveys when something is to be copied and nobody says which mirrors, and not again within a day', async () => {
  const nginx = small('library/nginx');
  const { hub, home, args } = await open([nginx, small('library/app')]);
  const [good, dead] = [await startHub([nginx, small('library/app')]), await startHub()];
  stops.push(good.stop);
  await dead.stop();
  const list = await home.file('list.txt', `${dead.url}\n${good.url}\n`);
  const first = await home.run([...args, 'nginx', '--list', list]);
  expect([first.exitCode, first.stderr, hub.counts.pulls]).toEqual([
    0,
    expect.stringContaining(`Bytes come from ${good.url}, else from Docker Hub.`),
    0,
  ]);
  const asked = good.counts.heads;
  const second = await home.run([...args, 'nginx', 'app', '--list', list]);
  expect([second.exitCode, second.report?.summary.copied, hub.counts.pulls]).toEqual([0, 1, 0]);
  expect(good.counts.heads).toBe(asked);
});

describe.skipIf(process.platform === 'win32')('Ctrl-C', () => {
  it.each([
    ['silent', 'Stopped before anything was copied.'],
    ['never-answers', '1 left for the next run'],
  ] as const)("while the destination is silent (%s) is nobody's fault", async (fault, said) => {
    const { home, args, destination } = await open([small('library/app')], fault);
    const end = await home.run([...args, 'app', '--no-mirrors'], {
      killWhen: () => destination.requests.length > (fault === 'silent' ? 0 : 1),
      signal: 'SIGINT',
      format: 'text',
    });
    const told = `${end.stdout}${end.stderr}`;
    expect([end.exitCode, told]).toEqual([130, expect.stringContaining(said)]);
    expect(told).not.toMatch(/cannot be reached|FAILED|aborted/);
  });

  it('ends it in order, names no tag, and the next run goes on', async () => {
    const image = small('library/app');
    const { hub, home, args, destination } = await open([image]);
    let release = (): void => {};
    hub.holds = new Promise<void>((resolve) => {
      release = resolve;
    });
    const end = await home.run([...args, 'app', '--no-mirrors'], {
      killWhen: () => hub.counts.blobs > 0,
      signal: 'SIGINT',
    });
    release();
    expect([end.exitCode, end.report?.aborted, end.report?.summary.left], end.stderr).toEqual([130, true, 1]);
    expect(destination.requests.filter((request) => /^PUT .*manifests/.test(request))).toEqual([]);
    expect((await home.run([...args, 'app', '--no-mirrors'])).exitCode).toBe(0);
  });
});

describe('what is wrong', () => {
  it.each([
    [[], 'Say where to'],
    [['nginx'], 'The first argument is the destination'],
    [['redis:7', '--images', '/dev/null'], 'No image to copy to https://redis:7 is named'],
    [['https://me:S3CRET@registry.example', 'nginx'], 'docker login'],
    [['https://registry.example?token=S3CRET', 'nginx'], 'not "https://registry.example?xxxxx"'],
    [['registry.example', '--compose', 'http://me:S3CRET@127.0.0.1:1/c.yaml'], 'a user or a password'],
    [['registry.example', '--library', 'http://me:S3CRET@127.0.0.1:1/l.tar'], 'a user or a password'],
    [['registry.example'], 'No image to copy to https://registry.example is named'],
    [['registry.example', 'ghcr.io/a/b'], 'not an image of Docker Hub'],
    [['registry.example', 'NGINX'], 'is not an image reference'],
    [['registry.example', 'nginx', '--tags', 'latest'], '--official'],
    [['registry.example', 'nginx', '--platform', 'amd64'], '--platform'],
    [['registry.example', '--official', '--tags', 'a b'], '--tags takes a tag'],
    [['registry.example', 'nginx', '--no-mirrors', '--mirror', 'https://m.example'], 'contradict'],
    [['registry.example', '--images', '/nowhere/at/all'], 'list of images /nowhere/at/all cannot be read'],
    [['registry.example', '--library', '/nowhere/at/all'], 'official library /nowhere/at/all cannot be read'],
    [
      ['registry.example', 'nginx', '--auth-file', '/nowhere/at/all'],
      'file of logins /nowhere/at/all cannot be read',
    ],
    [['registry.example', 'nginx', '--mirror', 'not a mirror'], 'not a mirror'],
    [['registry.example', 'nginx', '--from', '/nowhere/at/all'], 'report /nowhere/at/all cannot be read'],
    [['registry.example', 'nginx', '--proxy', 'ftp://proxy.example'], 'proxy'],
  ])('%j: %s', async (args, expected) => {
    const home = await openSyncHome();
    stops.push(home.remove);
    const { exitCode, stderr } = await home.run(args);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(expected)]);
    expect(stderr).not.toContain('S3CRET');
  });

  it.each([
    ['other.example', { auth: 'bWU6cHc=' }, 'has no login for'],
    ['', { auth: '!' }, 'that is no login'],
  ])('a file of logins without one for the destination is told', async (other, entry, said) => {
    const { home, args } = await open([small('library/app')]);
    const host = new URL(args[0] ?? '').host;
    const file = await home.file('auth.json', JSON.stringify({ auths: { [other || host]: entry } }));
    const end = await home.run([...args, 'app', '--no-mirrors', '--auth-file', file]);
    expect([end.exitCode, end.stderr]).toEqual([0, expect.stringContaining(said)]);
    expect(end.stderr).toContain(`${host} is asked without one`);
  });

  it('a list with a wrong line is told with its line', async () => {
    const { home, args } = await open([]);
    const list = await home.file('images.txt', 'nginx\nghcr.io/a/b\n');
    const { exitCode, stderr } = await home.run([...args, '--images', list]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('images.txt, line 2:')]);
  });

  it('a state of another destination is not taken', async () => {
    const { home, args } = await open([small('library/app')]);
    const other = await startPushRegistry();
    stops.push(other.stop);
    await home.run([...args, 'app', '--no-mirrors']);
    for (const more of [[], ['-n']]) {
      const { exitCode, stderr } = await home.run([
        other.url,
        ...args.slice(1),
        'app',
        '--no-mirrors',
        ...more,
      ]);
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining('another destination')]);
    }
  });

  it('nobody is there: who it is, and that the destination comes first', async () => {
    const { home, args, hub } = await open([small('library/app')]);
    const dead = await startHub();
    await dead.stop();
    const away = await home.run([dead.url, 'app', '--hub', hub.url, '--no-mirrors']);
    expect([away.exitCode, away.stderr]).toEqual([
      1,
      expect.stringMatching(
        /^http:.* the destination cannot be reached; .*first argument is the destination/m,
      ),
    ]);
    const alone = await home.run([...args.slice(0, 1), 'app', '--hub', dead.url, '--no-mirrors']);
    expect([alone.exitCode, alone.stderr]).toEqual([
      1,
      expect.stringMatching(/^Docker Hub cannot be reached; --proxy/m),
    ]);
    expect(alone.stderr).not.toContain('--ca');
  });

  it('a list that cannot be fetched is an outage, not wrong usage', async () => {
    const { home, args } = await open([]);
    const end = await home.run([...args, '--library', 'http://127.0.0.1:1/library.tar.gz']);
    expect([end.exitCode, end.stderr]).toEqual([1, expect.stringContaining('--library takes a copy')]);
    expect(end.stderr).not.toContain('--help');
  });

  it('a destination that sends everybody elsewhere is told to be named there', async () => {
    const there = await startPushRegistry();
    stops.push(there.stop);
    const { home, args } = await open([small('library/app')], 'moved', there.url);
    const { exitCode, stderr } = await home.run([...args, 'app', '--no-mirrors']);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(`name that one (${there.url})`)]);
    expect(there.requests).toEqual(['GET /v2/']);
  });

  it('a list that is longer than any, and images that are not of Docker Hub, are told', async () => {
    const { home, args } = await open([small('library/app')]);
    const long = await home.file('long.txt', 'app\n'.repeat(100_001));
    const end = await home.run([...args, '--images', long]);
    expect([end.exitCode, end.stderr]).toEqual([2, expect.stringContaining('more than 100,000 lines')]);
    const compose = await home.file(
      'compose.yaml',
      'services:\n  a:\n    image: app\n  b:\n    image: ghcr.io/a/b\n',
    );
    const { stderr } = await home.run([...args, '--compose', compose, '-n']);
    expect(stderr).toMatch(/app:latest\. Not copied.*: ghcr\.io\/a\/b\./);
  });

  it('a manifest of the source that is not what its digest says is not put anywhere', async () => {
    const [image, other] = [small('library/app'), small('library/app', 'other')];
    const { hub, home, args, destination } = await open([]);
    hub.publish({ ...image, index: { ...image.index, bytes: other.index.bytes } });
    const { exitCode, report } = await home.run([...args, 'app', '--no-mirrors']);
    expect([exitCode, report?.images.map(({ at, code }) => [at, code])]).toEqual([
      1,
      [['source', 'wrong-digest']],
    ]);
    expect(destination.requests.filter((request) => request.startsWith('PUT'))).toEqual([]);
  });

  it.each([0, -1, 2 ** 53])('a layer of %d bytes is not fetched', async (size) => {
    const { hub, home, args } = await open([withLayer(small('library/app'), { size })]);
    const { exitCode, report } = await home.run([...args, 'app', '--no-mirrors']);
    expect([exitCode, report?.images.map(({ at, code }) => [at, code]), hub.counts.blobs]).toEqual([
      1,
      [['source', 'bad-manifest']],
      // Those of the attestation.
      2,
    ]);
  });

  it('a layer that is empty is put and not asked for', async () => {
    const digest = digestOf(new Uint8Array());
    const { home, args, destination } = await open([withLayer(small('library/app'), { size: 0, digest })]);
    const end = await home.run([...args, 'app', '--no-mirrors']);
    expect([end.exitCode, destination.blobs.get(digest)?.length], end.stderr).toEqual([0, 0]);
  });

  it('an image that is not there fails alone', async () => {
    const { home, args } = await open([small('library/app')]);
    const pin = digestOf(Buffer.from('gone'));
    const pinned = await home.run([...args, `app:1@${pin}`, '--no-mirrors']);
    expect(pinned.stderr).toContain(`FAILED   app:1@${pin}: `);
    const { exitCode, report } = await home.run([...args, 'app', 'gone', '--no-mirrors']);
    expect([exitCode, report?.images.map(({ status, code }) => [status, code])]).toEqual([
      1,
      [
        ['copied', null],
        ['failed', 'no-such-image'],
      ],
    ]);
  });

  it.each(['foreign-location', 'read-only'] as const)(
    'a destination that takes nothing is left after a few: %s',
    async (fault) => {
      const images = Array.from({ length: 12 }, (_, index) => small(`library/app${index}`));
      const { home, args, hub } = await open(images, fault);
      const { exitCode, report } = await home.run([
        ...args,
        ...images.map((_, index) => `app${index}`),
        '--no-mirrors',
      ]);
      expect([exitCode, report?.summary.failed, report?.summary.left]).toEqual([1, 5, 7]);
      // Its index, its one platform and the attestation.
      expect(hub.counts.pulls).toBeLessThanOrEqual(5 * 3);
    },
  );

  it('a layer that the Hub sends damaged fails its image alone, and is told as what it is', async () => {
    const images = ['a', 'b', 'c'].map((name) => small(`library/${name}`));
    const { home, args, hub } = await open(images);
    for (const { digest } of images[0]?.layers ?? []) hub.damaged.add(digest);
    const end = await home.run([...args, 'a', 'b', 'c', '--no-mirrors']);
    expect([end.exitCode, end.report?.images.map(({ at, code }) => [at, code])], end.stderr).toEqual([
      1,
      [
        ['source', 'wrong-digest'],
        [null, null],
        [null, null],
      ],
    ]);
  });

  it('a Hub that grants no layers is not asked for the manifests of others', async () => {
    const images = Array.from({ length: 4 }, (_, index) => small(`library/app${index}`));
    const { home, args, hub } = await open(images);
    hub.refusesBlobs = true;
    const all = [...args, ...images.map((_, index) => `app${index}`), '--no-mirrors'];
    const end = await home.run(all);
    expect([end.exitCode, end.report?.summary.left, end.report?.stoppedByQuota]).toEqual([7, 4, true]);
    // Its index, its one platform and the attestation.
    expect(hub.counts.pulls).toBeLessThanOrEqual(3);
    hub.refusesBlobs = false;
    expect((await home.run(all)).report?.summary.copied).toBe(4);
  });

  it('a mirror that gives nothing is not asked for each manifest', async () => {
    const images = Array.from({ length: 6 }, (_, index) => small(`library/app${index}`));
    const { home, args, hub } = await open(images);
    let asked = 0;
    const dead = createServer((request) => {
      asked += 1;
      request.socket.destroy();
    });
    await new Promise<void>((resolve) => dead.listen(0, '127.0.0.1', resolve));
    stops.push(() => new Promise((resolve) => dead.close(resolve)));
    const mirror = `http://127.0.0.1:${listeningPort(dead)}`;
    const names = images.map((_, index) => `app${index}`);
    const end = await home.run([...args, ...names, '--mirror', mirror]);
    expect([end.exitCode, end.report?.summary.copied], end.stderr).toEqual([0, 6]);
    expect(hub.counts.pulls).toBe(6 * 3);
    expect(asked).toBeLessThan(6 * 3);
  });

  it('a destination that has had enough is not asked for each image', async () => {
    const { home, args, hub, destination } = await open([], 'limited');
    const names = Array.from({ length: 30 }, (_, index) => `app${index}`);
    for (const name of names) hub.publish(small(`library/${name}`));
    const { exitCode, report } = await home.run([...args, ...names, '--no-mirrors']);
    expect([exitCode, report?.images[0]?.code]).toEqual([1, 'limited']);
    // Five in a row, and those that were under way beside them.
    expect(destination.requests.length).toBeLessThanOrEqual(1 + 5 + 3);
  });

  it('a dry run writes nothing, here or there', async () => {
    const { home, args, destination } = await open([small('library/app')]);
    const { exitCode, stdout } = await home.run([...args, 'app', '--dry-run'], { format: 'text' });
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('1 to copy')]);
    expect(destination.requests.filter((request) => !/^(?:GET|HEAD)/.test(request))).toEqual([]);
    expect(() => readFileSync(home.state)).toThrow('ENOENT');
  });

  it.skipIf(process.geteuid?.() !== 0)('root is told how not to be', async () => {
    const { exitCode, stderr } = await runCli(['registry.example', 'nginx'], { bin: 'mirror-sync' });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('DynamicUser=')]);
  });
});

describe.skipIf(process.platform === 'win32')('the state', () => {
  it('is for its owner alone, as is the folder that was made for it', async () => {
    const { home, args } = await open([small('library/app')]);
    const again = [...args, 'app', '--no-mirrors'];
    await home.run(again);
    expect(statSync(home.state).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(home.state)).mode & 0o777).toBe(0o700);
    chmodSync(home.state, 0o644);
    await home.run(again);
    expect(statSync(home.state).mode & 0o777).toBe(0o600);
  });

  it('is of one run at a time, by whatever link and from whatever session', async () => {
    const { hub, home, args } = await open([small('library/app')]);
    let release = (): void => {};
    hub.holds = new Promise<void>((resolve) => {
      release = resolve;
    });
    const all = [...args, 'app', '--no-mirrors'];
    const one = home.run(all);
    let ended: string | null = null;
    void one.then(({ stderr }) => {
      ended = stderr;
    });
    while (hub.counts.blobs === 0) {
      expect(ended).toBeNull();
      await sleep(20);
    }
    const link = `${dirname(home.state)}.link`;
    symlinkSync(home.state, link);
    const elsewhere = { XDG_RUNTIME_DIR: '/nowhere', HOME: '/nowhere' };
    for (const state of [home.state, link]) {
      const two = await home.run(all, { env: elsewhere, state });
      expect([two.exitCode, two.stderr]).toEqual([3, expect.stringContaining('Another run')]);
    }
    release();
    expect((await one).exitCode).toBe(0);
  });

  it.each([
    ['a file of somebody else', '{"v":1}\nmine\n'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00])],
  ])('is not written over %s', async (_what, mine) => {
    const { home, args } = await open([small('library/app')]);
    const state = await home.file('mine', mine);
    chmodSync(state, 0o666);
    for (const option of ['--no-mirrors', '-n']) {
      const end = await home.run([...args, 'app', option], { state });
      expect([end.exitCode, end.stderr]).toEqual([2, expect.stringMatching(/mine is not a state of/)]);
    }
    expect(readFileSync(state)).toEqual(Buffer.from(mine));
    expect(existsSync(`${state}.lock`)).toBe(false);
  });

  it('cannot be a folder', async () => {
    const { home, args } = await open([small('library/app')]);
    const end = await home.run([...args, 'app', '--no-mirrors'], { state: dirname(dirname(home.state)) });
    expect([end.exitCode, end.stderr]).toEqual([3, expect.stringContaining('it is a folder')]);
  });
});

describe('--prune, where an input was read only in part, takes nothing away and says so', () => {
  const compose = (text: string) => ({ 'compose.yaml': `services:\n  a:\n    image: ${text}\n` });
  it.each([
    ['a variable without a value', compose(`app:\${TAG}`), ['TAG', 'unset']],
    ['an expression that is none', compose(`"app:\${TAG"`), [`image: app:\${TAG`, 'not-read']],
    [
      'another file',
      { 'compose.yaml': 'include: [o.yaml]\nservices: {}\n' },
      ['include: o.yaml', 'not-read'],
    ],
  ])('%s', async (_what, files, [name, reason]) => {
    const { home, args } = await open([small('library/app'), small('library/other')]);
    const all = [...args, '--no-mirrors', 'other'];
    const file = await home.file('compose.yaml', files['compose.yaml']);
    expect((await home.run([...all, 'app'])).exitCode).toBe(0);
    const end = await home.run([...all, '--compose', file, '--prune', '--yes']);
    expect([end.exitCode, end.report?.pruned, end.report?.pruneSkipped]).toEqual([1, [], 'unread']);
    expect(end.report?.unread).toEqual([{ source: file, name, reason, detail: null }]);
    expect(end.stderr).toContain('only in part');
    const dry = await home.run([...all, '--compose', file, '--prune', '-n']);
    expect([dry.exitCode, dry.report?.pruned]).toEqual([1, []]);
  });

  it('a file of the library', async () => {
    const { home, args } = await open([small('library/app'), small('library/other')]);
    const [whole, broken] = await Promise.all(
      ['Tags: latest\n', '<<<<<<< HEAD\n'].map((text, index) =>
        home.file(
          `${index}.tar`,
          tarOf([
            ['top/library/other', 'Tags: latest\n'],
            ['top/library/app', text],
          ]),
        ),
      ),
    );
    expect((await home.run([...args, '--no-mirrors', '--library', String(whole)])).exitCode).toBe(0);
    const all = [...args, '--no-mirrors', '--library', String(broken), '--prune', '--yes'];
    const end = await home.run(all);
    expect([end.exitCode, end.report?.pruned, end.report?.unread]).toEqual([
      1,
      [],
      [{ source: broken, name: 'app', reason: 'malformed', detail: null }],
    ]);
    expect(end.stderr).toContain("library's file app");
  });

  it('a list without an image', async () => {
    const { home, args } = await open([small('library/app'), small('library/other')]);
    const all = [...args, '--no-mirrors', 'other'];
    expect((await home.run([...all, 'app'])).exitCode).toBe(0);
    const list = await home.file('images.txt', '# none yet\n');
    const end = await home.run([...all, '--images', list, '--prune', '--yes']);
    expect([end.exitCode, end.report?.pruned, end.report?.unread]).toEqual([
      1,
      [],
      [{ source: list, name: list, reason: 'empty', detail: null }],
    ]);
    expect(end.stderr).toContain(`${list} names no image`);
  });

  it('a compose file that is not YAML is wrong usage, and .env beside it is read', async () => {
    const { home, args } = await open([small('library/app', 'x', '1')]);
    const file = await home.file('compose.yaml', `services:\n  a: {image: "app:\${TAG}"}\n`);
    await home.file('.env', `BASE=1\nTAG=\${BASE}\n`);
    const end = await home.run([...args, '--no-mirrors', '--compose', file]);
    expect([end.exitCode, end.report?.images.map(({ tags }) => tags)]).toEqual([0, [['1']]]);
    await home.file('compose.yaml', 'services: [');
    const broken = await home.run([...args, '--no-mirrors', '--compose', file, '--prune', '--yes']);
    expect([broken.exitCode, broken.stderr]).toEqual([2, expect.stringContaining('not a compose file')]);
  });
});

describe('--prune', () => {
  it('to which nobody agrees takes nothing away, and that is told', async () => {
    const { home, args } = await open([small('library/app'), small('library/other')]);
    const all = [...args, '--no-mirrors', 'other'];
    await home.run([...all, 'app']);
    const end = await home.run([...all, '--prune', '--no-input']);
    expect([end.exitCode, end.report?.pruned, end.report?.pruneSkipped]).toEqual([0, [], 'no-consent']);
    const gone = await home.run([...all, '--prune', '--yes']);
    expect([gone.report?.pruned.length, gone.report?.pruneSkipped]).toEqual([1, null]);
  });

  it.each([
    ['TAG: 2\n', 0],
    ['OTHER\nTAG=2\n', 0],
    // Compose makes nothing of NONE and takes 1; where something is taken away that is too little to go by.
    ['TAG=$NONE\n', 1],
  ])('what %j names stays', async (dotEnv, exitCode) => {
    const { hub, home, args, destination } = await open([small('library/app', 'x', '2')]);
    hub.publish(small('library/app', 'y'), ['1']);
    const file = await home.file(
      'compose.yaml',
      `services:\n  a: {image: "app:\${TAG:-1}"}\n  b: {image: app:1}\n`,
    );
    const all = [...args, '--no-mirrors', '--compose', file];
    expect((await home.run([...args, '--no-mirrors', 'app:2'])).exitCode).toBe(0);
    await home.file('.env', dotEnv);
    const end = await home.run([...all, '--prune', '--yes']);
    const { status } = await fetch(`${destination.url}/v2/library/app/manifests/2`, { method: 'HEAD' });
    expect([end.exitCode, status, end.report?.pruned], end.stderr).toEqual([exitCode, 200, []]);
  });

  it.each([
    [
      'no-tag-deletion',
      0,
      [
        ['deleted', null],
        ['deleted', null],
      ],
    ],
    [
      'no-deletion',
      1,
      [
        ['failed', 'no-deletion'],
        ['failed', 'no-deletion'],
      ],
    ],
    [
      'false-deletion',
      1,
      [
        ['failed', 'refused'],
        ['failed', 'refused'],
      ],
    ],
  ] as const)('with a registry of %s', async (fault, exitCode, pruned) => {
    const { hub, home, args, destination } = await open([small('library/other', 'other', '2')], fault);
    hub.publish(small('library/app'), ['1', 'twin']);
    const all = [...args, '--no-mirrors', 'other:2'];
    expect((await home.run([...all, 'app:1', 'app:twin'])).exitCode).toBe(0);
    const end = await home.run([...all, '--prune', '--yes']);
    const told = end.report?.pruned.map(({ status, code }) => [status, code]);
    expect([end.exitCode, told], end.stderr + end.stdout).toEqual([exitCode, pruned]);
    const { status } = await fetch(`${destination.url}/v2/library/app/manifests/1`, { method: 'HEAD' });
    expect(status).toBe(exitCode === 0 ? 404 : 200);
  });

  it('what a compose file names by another address of Docker Hub, or at the destination, stays', async () => {
    const images = ['app', 'hub', 'gone'].map((name) => small(`library/${name}`));
    const { home, args } = await open(images);
    const to = [`${args[0]}/path`, ...args.slice(1), '--no-mirrors'];
    expect((await home.run([...to, 'app', 'hub', 'gone'])).exitCode).toBe(0);
    const file = await home.file(
      'compose.yaml',
      `services: {a: {image: "${new URL(args[0] ?? '').host}/path/library/app"}, b: {image: registry-1.docker.io/library/hub}}`,
    );
    const end = await home.run([...to, '--compose', file, '--prune', '--yes']);
    expect([end.exitCode, end.report?.pruned.map(({ name }) => name)]).toEqual([0, ['library/gone:latest']]);
  });

  it('an image that a compose file names at another registry keeps its namesake here', async () => {
    const { home, args } = await open([small('library/app'), small('library/other')]);
    expect((await home.run([...args, '--no-mirrors', 'app', 'other'])).exitCode).toBe(0);
    const own = new URL(args[0] ?? '').host.replace('127.0.0.1', 'localhost');
    for (const [at, told] of [
      ['registry.example', true],
      [own, false],
    ] as const) {
      const file = await home.file('compose.yaml', `services: {a: {image: "${at}/library/app"}}`);
      const end = await home.run([...args, '--no-mirrors', '--compose', file, '--prune', '-n']);
      expect([end.exitCode, end.report?.pruned.map(({ name }) => name)], end.stderr).toEqual([
        0,
        ['library/other:latest'],
      ]);
      expect(end.stderr.includes('Kept, for a compose file')).toBe(told);
    }
  });

  it("a tag that somebody has rolled back to what we had put there before is somebody else's", async () => {
    const { hub, home, args, destination } = await open([small('library/other', 'other', '2')]);
    const all = [...args, '--no-mirrors', 'other:2'];
    const first = small('library/app', 'first', '1');
    hub.publish(first);
    expect((await home.run([...all, 'app:1'])).exitCode).toBe(0);
    hub.publish(small('library/app', 'second', '1'));
    expect((await home.run([...all, 'app:1'])).exitCode).toBe(0);
    const tag = `${destination.url}/v2/library/app/manifests/1`;
    await fetch(tag, { method: 'PUT', body: Buffer.from(first.index.bytes) });
    const end = await home.run([...all, '--prune', '--yes']);
    expect(end.report?.pruned.map(({ name, status }) => [name, status])).toEqual([
      ['library/app:1', 'foreign'],
    ]);
    expect((await fetch(tag, { method: 'HEAD' })).status).toBe(200);
  });

  it('a tag that was there as it should be is not ours, for one platform neither', async () => {
    const app = small('library/app', 'app', '1');
    const { home, args, hub, destination } = await open([small('library/other', 'other', '2'), app]);
    const all = [...args, '--no-mirrors', 'other:2', '--platform', 'linux/amd64'];
    const [manifest] = app.manifests;
    const tag = `${destination.url}/v2/library/app/manifests/1`;
    await fetch(tag, { method: 'PUT', body: Buffer.from(manifest?.bytes ?? []) });
    expect((await home.run([...all, 'app:1'])).exitCode).toBe(0);
    const pulls = hub.counts.pulls;
    const again = await home.run([...all, 'app:1']);
    expect([again.report?.summary['in-sync'], hub.counts.pulls]).toEqual([2, pulls]);
    const end = await home.run([...all, '--prune', '--yes']);
    expect([end.exitCode, end.report?.pruned]).toEqual([0, []]);
    expect((await fetch(tag, { method: 'HEAD' })).status).toBe(200);
  });

  it('a tag that was there and had to be replaced is told, and is not ours either', async () => {
    const app = small('library/app', 'app', '1');
    const theirs = small('library/app', 'theirs', '1');
    const { home, args, destination } = await open([small('library/other', 'other', '2'), app]);
    const all = [...args, '--no-mirrors', 'other:2'];
    const tag = `${destination.url}/v2/library/app/manifests/1`;
    await fetch(tag, { method: 'PUT', body: Buffer.from(theirs.index.bytes) });
    const replaces = [[], [{ tag: '1', digest: theirs.index.digest }]];
    const seen = await home.run([...all, 'app:1', '-n']);
    expect(seen.report?.images.map((image) => image.replaces)).toEqual(replaces);
    const end = await home.run([...all, 'app:1']);
    expect(end.report?.images.map((image) => image.replaces)).toEqual(replaces);
    expect(end.stderr).toContain('replaces what others put there: 1');
    // Ours is no news.
    expect((await home.run([...all, 'app:1'])).report?.images.flatMap((image) => image.replaces)).toEqual([]);
    const pruned = await home.run([...all, '--prune', '--yes']);
    expect([pruned.exitCode, pruned.report?.pruned]).toEqual([0, []]);
    expect((await fetch(tag, { method: 'HEAD' })).headers.get('docker-content-digest')).toBe(
      app.index.digest,
    );
  });

  it('a tag whose new manifest was not taken is still ours', async () => {
    const { hub, home, args } = await open([small('library/other', 'other', '2')], 'immutable-tags');
    const all = [...args, '--no-mirrors', 'other:2'];
    for (const [seed, code] of [
      ['first', 0],
      ['second', 1],
      ['third', 1],
    ] as const) {
      hub.publish(small('library/app', seed, '1'));
      expect((await home.run([...all, 'app:1'])).exitCode).toBe(code);
    }
    const end = await home.run([...all, '--prune', '--yes']);
    expect(end.report?.pruned.map(({ name, status }) => [name, status])).toEqual([
      ['library/app:1', 'deleted'],
    ]);
  });
});

it('an index that was put in part is put whole when all platforms are wanted', async () => {
  const image = buildImage({
    repository: 'library/app',
    tag: 'latest',
    format: 'oci',
    layers: [{ seed: 'app', bytes: 2_000 }],
  });
  const { home, args, destination } = await open([image]);
  const both = ['--platform', 'linux/amd64', '--platform', 'linux/arm64'];
  expect((await home.run([...args, 'app', ...both, '--no-mirrors'])).report?.summary.copied).toBe(1);
  const asked = destination.requests.length;
  const whole = await home.run([...args, 'app', '--no-mirrors']);
  expect(whole.report?.summary.copied).toBe(1);
  const put = destination.requests.slice(asked).filter((request) => /^PUT .*manifests/.test(request));
  // Two platforms are there, and the tag comes once more.
  expect(put).toHaveLength(image.manifests.length - 2 + 1);
  expect((await home.run([...args, 'app', '--no-mirrors'])).report?.summary['in-sync']).toBe(1);
});

it('its schema has every reason that there is', () => {
  const reasons: Readonly<Record<SyncReason, true>> = {
    'bad-manifest': true,
    denied: true,
    downgrade: true,
    'foreign-layers': true,
    'foreign-location': true,
    limited: true,
    login: true,
    'missing-parts': true,
    moved: true,
    'no-bytes': true,
    'no-deletion': true,
    'no-platform': true,
    'no-room': true,
    'no-such-image': true,
    'not-found': true,
    'partial-index': true,
    'read-only': true,
    refused: true,
    'server-error': true,
    'too-large': true,
    unreachable: true,
    'wrong-digest': true,
  };
  const codes = (list: string): unknown => schema.properties[list]?.items?.properties.code.enum;
  for (const list of ['images', 'pruned'])
    expect(codes(list)).toEqual(expect.arrayContaining([...Object.keys(reasons), null]));
});

describe('images by digest', () => {
  it('of one platform are found in sync by two questions, at whatever digest they lie', async () => {
    const image = small('library/app');
    const { hub, home, args, destination } = await open([image]);
    const twice = ['--platform', 'linux/amd64', '--platform', 'linux/x86_64'];
    const all = [...args, `app@${image.index.digest}`, ...twice, '--no-mirrors'];
    expect((await home.run(all)).report?.summary.copied).toBe(1);
    const [before, asked] = [{ ...hub.counts }, destination.requests.length];
    const { report, exitCode } = await home.run(all);
    expect([exitCode, report?.summary['in-sync'], report?.images[0]?.placedDigest]).toEqual([
      0,
      1,
      image.manifests[0]?.digest,
    ]);
    expect({ ...hub.counts }).toEqual({ ...before, pings: before.pings + 1 });
    expect(destination.requests.slice(asked)).toEqual([
      'GET /v2/',
      `HEAD /v2/library/app/manifests/${image.manifests[0]?.digest}`,
    ]);
  });

  it('spend no more than half of what was left, either', async () => {
    const images = Array.from({ length: 4 }, (_, index) => small(`library/app${index}`));
    const { hub, home, args } = await open(images);
    hub.remaining = 8;
    const pins = images.map(
      ({ repository, index }) => `${repository.slice('library/'.length)}@${index.digest}`,
    );
    const { exitCode, report } = await home.run([...args, ...pins, '--no-mirrors']);
    expect([exitCode, hub.counts.pulls, hub.counts.heads, report?.quota]).toEqual([
      7,
      4,
      1,
      expect.objectContaining({ limit: 100, budget: 4, spent: 4, remaining: 5 }),
    ]);
  });
});

it('says in Chinese what it did', async () => {
  const { home, args } = await open([small('library/app')]);
  const { exitCode, stdout, stderr } = await home.run([...args, 'app', '--no-mirrors', '--lang', 'zh'], {
    format: 'text',
  });
  expect([exitCode, stdout, stderr]).toEqual([
    0,
    expect.stringContaining('1 个已复制'),
    expect.stringContaining('已复制  app:latest'),
  ]);
});

describe('docs/sync.md', () => {
  const blocks = [
    ...readFileSync(new URL('../../docs/sync.md', import.meta.url), 'utf8').matchAll(
      /```(\w+)\n([\s\S]*?)```/g,
    ),
  ];
  const help = runCli(['--help'], { bin: 'mirror-sync' });

  it('has a service, a timer and a workflow whose commands this program takes', async () => {
    const { stdout } = await help;
    const [service = '', timer = ''] = blocks
      .filter(([, kind]) => kind === 'ini')
      .map(([, , text = '']) => text);
    expect(service).toMatch(/^DynamicUser=yes$/m);
    expect(timer).toMatch(/^OnCalendar=\S+ [\d/:]+$/m);
    const workflow = parse(blocks.find(([, kind]) => kind === 'yaml')?.[2] ?? '') as {
      jobs: { sync: { steps: { run?: string }[] } };
    };
    const runs = workflow.jobs.sync.steps.flatMap(({ run }) => (run?.includes('mirror-sync ') ? [run] : []));
    const [start = ''] = /^ExecStart=.*$/m.exec(service) ?? [];
    expect(runs).toHaveLength(1);
    for (const command of [start, ...runs])
      for (const [option] of command.matchAll(/--[a-z-]+/g)) expect(stdout).toContain(option);
  });
});
