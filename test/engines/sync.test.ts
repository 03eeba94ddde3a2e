import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Image } from '../../src/demo/image.ts';
import { buildImage } from '../../src/demo/image.ts';
import { certificateAuthority, serverCertificate } from '../support/certificates.ts';
import { type HubStandin, startHub } from '../support/hub-standin.ts';
import { withLayer } from '../support/image-with-layer.ts';
import { openSyncHome, type SyncHome } from '../support/sync-process.ts';
import { type RealRegistry, startRegistry } from './support/registry.ts';
import { docker, formerOci, oci } from './support/registry-images.ts';
import { startTagDeleter } from './support/registry-tag-deleter.ts';
import { startTokenServer } from './support/registry-token-server.ts';

/** `mirror-sync` into Debian's docker-registry 2.8, from a stand-in for Docker Hub that counts as the Hub does. */

const stops: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

async function start(...settings: Parameters<typeof startRegistry>): Promise<RealRegistry> {
  const registry = await startRegistry(...settings);
  stops.push(registry.stop);
  return registry;
}

async function home(): Promise<SyncHome> {
  const opened = await openSyncHome();
  stops.push(opened.remove);
  return opened;
}

async function hubOf(images: readonly Image[]): Promise<HubStandin> {
  const hub = await startHub(images);
  stops.push(hub.stop);
  return hub;
}

const small = (repository: string, seed = repository): Image =>
  buildImage({
    repository,
    tag: 'latest',
    format: 'oci',
    layers: [
      { seed: 'shared', bytes: 400_000 },
      { seed, bytes: 5_000 },
    ],
  });

const ACCEPT = [oci, docker].flatMap(({ index, manifests }) => [
  index.mediaType,
  manifests[0]?.mediaType ?? '',
]);
const headers = (authorization?: string): Record<string, string> => ({
  accept: ACCEPT.join(', '),
  ...(authorization === undefined ? {} : { authorization }),
});
const digestAt = async (
  url: string,
  name: string,
  tag: string,
  authorization?: string,
): Promise<string | null> =>
  (
    await fetch(`${url}/v2/${name}/manifests/${tag}`, { method: 'HEAD', headers: headers(authorization) })
  ).headers.get('docker-content-digest');
const requests = (registry: RealRegistry, from: number): string[] =>
  registry
    .accessLog()
    .slice(from)
    .map(({ method, target }) => `${method} ${target}`)
    .toSorted();
const auths = (url: string, user: string): string =>
  JSON.stringify({ auths: { [new URL(url).host]: { auth: Buffer.from(user).toString('base64') } } });

let plain: RealRegistry;
beforeAll(async () => {
  plain = await start();
});

describe('a registry without a login', () => {
  test('gets every byte, is found in sync by HEAD alone, and gets what changed', async () => {
    const hub = await hubOf([oci, docker]);
    const own = await home();
    const args = [`${plain.url}/hub`, 'nginx', 'team/app:1.0', '--hub', hub.url, '--no-mirrors'];
    const first = await own.run(args);
    expect([first.exitCode, first.report?.summary], first.stderr).toEqual([
      0,
      { 'in-sync': 0, copied: 2, 'would-copy': 0, failed: 0, left: 0, pruned: 0 },
    ]);
    expect(await digestAt(plain.url, 'hub/library/nginx', 'latest')).toBe(oci.index.digest);
    expect(await digestAt(plain.url, 'hub/team/app', '1.0')).toBe(docker.index.digest);
    for (const blob of [...oci.layers, ...oci.configs]) {
      const response = await fetch(`${plain.url}/v2/hub/library/nginx/blobs/${blob.digest}`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      expect(`sha256:${createHash('sha256').update(bytes).digest('hex')}`).toBe(blob.digest);
    }
    // One index and its children; each once.
    expect(hub.counts.pulls).toBe(2 + oci.manifests.length + docker.manifests.length);

    const [{ ...before }, asked] = [hub.counts, plain.accessLog().length];
    const second = await own.run(args);
    expect([second.exitCode, second.report?.summary['in-sync']]).toEqual([0, 2]);
    expect({ ...hub.counts }).toEqual({
      ...before,
      heads: before.heads + 2,
      pings: before.pings + 1,
      tokens: before.tokens + 2,
    });
    expect(requests(plain, asked)).toEqual(
      [
        'GET /v2/',
        'HEAD /v2/hub/library/nginx/manifests/latest',
        'HEAD /v2/hub/team/app/manifests/1.0',
      ].toSorted(),
    );

    hub.publish(formerOci);
    const sent = plain.accessLog().length;
    const third = await own.run(args);
    expect([third.exitCode, third.report?.summary.copied]).toEqual([0, 1]);
    expect(await digestAt(plain.url, 'hub/library/nginx', 'latest')).toBe(formerOci.index.digest);
    // The large layer is there already.
    expect(third.report?.traffic.sentBytes).toBeLessThan(8_000_000);
    const order = plain
      .accessLog()
      .slice(sent)
      .filter(({ method }) => method === 'PUT')
      .map(({ target }) => target);
    expect(order.at(-1)).toBe('/v2/hub/library/nginx/manifests/latest');
  });

  test('layers of another repository there are mounted, not sent', async () => {
    const [one, two] = [small('library/one'), small('library/two')];
    const hub = await hubOf([one, two]);
    const { report, exitCode } = await (await home()).run([
      `${plain.url}/mount`,
      'one',
      'two',
      '--hub',
      hub.url,
      '--no-mirrors',
    ]);
    expect(exitCode).toBe(0);
    expect(report?.traffic.mountedBlobs).toBeGreaterThanOrEqual(1);
    expect(report?.traffic.sentBytes).toBeLessThan(2 * 400_000);
    expect(await digestAt(plain.url, 'mount/library/two', 'latest')).toBe(two.index.digest);
  });

  test('layers that lie elsewhere are what it refuses, and that is said', async () => {
    const told = {
      mediaType: 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
      urls: ['https://elsewhere.example/layer'],
    };
    const hub = await hubOf([withLayer(small('library/windows'), told)]);
    const { report, exitCode } = await (await home()).run([
      `${plain.url}/elsewhere`,
      'windows',
      '--hub',
      hub.url,
      '--no-mirrors',
    ]);
    expect([exitCode, report?.images.map(({ code }) => code)]).toEqual([1, ['foreign-layers']]);
  });

  test('one platform: the tag is its manifest, and is found in sync by HEAD of the index', async () => {
    const hub = await hubOf([oci]);
    const own = await home();
    const args = [`${plain.url}/one`, 'nginx', '--platform', 'linux/arm64', '--hub', hub.url, '--no-mirrors'];
    const first = await own.run(args);
    const placed = await digestAt(plain.url, 'one/library/nginx', 'latest');
    expect([first.exitCode, hub.counts.pulls], first.stderr).toEqual([0, 2]);
    expect(oci.manifests.map(({ digest }) => digest as string)).toContain(placed);
    const second = await own.run(args);
    expect([second.exitCode, second.report?.summary['in-sync'], hub.counts.pulls]).toEqual([0, 1, 2]);
    hub.publish(formerOci);
    expect((await own.run(args)).report?.summary.copied).toBe(1);
  });

  test('several platforms: 2.8 takes no index of which children are missing, and of no other more than the index is taken', async () => {
    const whole = buildImage({
      repository: 'library/whole',
      tag: 'latest',
      format: 'docker',
      platforms: [
        { os: 'linux', architecture: 'amd64' },
        { os: 'linux', architecture: 'arm64' },
      ],
      layers: [{ seed: 'whole', bytes: 2_000 }],
    });
    const hub = await hubOf([small('library/first'), small('library/second'), whole]);
    const args = [`${plain.url}/several`, 'first', 'second', 'whole', '--hub', hub.url, '--no-mirrors'];
    const end = await (await home()).run([...args, '--platform', 'linux/amd64', '--platform', 'linux/arm64']);
    expect([end.exitCode, end.report?.images.map(({ code }) => code)], end.stderr).toEqual([
      1,
      ['partial-index', 'partial-index', null],
    ]);
    // The first one's index and two children, the second's index, all of the third.
    expect(hub.counts.pulls).toBe(3 + 1 + 3);
    expect(await digestAt(plain.url, 'several/library/whole', 'latest')).toBe(whole.index.digest);
    expect(await digestAt(plain.url, 'several/library/first', 'latest')).toBeNull();
  });

  test('kill -9 at any moment loses nothing, and two runs at once are refused', async () => {
    const hub = await hubOf([oci]);
    const own = await home();
    const args = [`${plain.url}/killed`, 'nginx', '--hub', hub.url, '--no-mirrors'];
    for (const moment of [
      () => existsSync(own.state) && readFileSync(own.state, 'utf8').includes('"upload"'),
      () => existsSync(own.state) && readFileSync(own.state, 'utf8').includes('"blob"'),
      () => existsSync(own.state) && readFileSync(own.state, 'utf8').includes('"tag"'),
    ]) {
      await own.run(args, { killWhen: moment });
    }
    let release = (): void => {};
    hub.holds = new Promise<void>((resolve) => {
      release = resolve;
    });
    hub.publish(formerOci);
    const before = hub.counts.blobs;
    const one = own.run(args);
    while (hub.counts.blobs === before) await new Promise((resolve) => setTimeout(resolve, 20));
    const two = await own.run(args);
    expect([two.exitCode, two.stderr]).toEqual([3, expect.stringContaining('Another run')]);
    release();
    expect((await one).exitCode).toBe(0);
    expect(await digestAt(plain.url, 'killed/library/nginx', 'latest')).toBe(formerOci.index.digest);
    // Each manifest was pulled once, whatever run it was in.
    expect(hub.counts.pulls).toBe(2 + oci.manifests.length + formerOci.manifests.length);
    expect((await own.run(args)).report?.summary['in-sync']).toBe(1);
  });

  test('--prune takes away what an earlier run put there, with consent, and nothing that is shared', async () => {
    const [one, two] = [small('library/kept'), small('library/gone')];
    const hub = await hubOf([one, two]);
    hub.publish(one, ['latest', 'twin']);
    const own = await home();
    const base = [`${plain.url}/pruned`, '--hub', hub.url, '--no-mirrors'];
    await own.run([...base, 'kept', 'kept:twin', 'gone']);
    const without = await own.run([...base, 'kept', '--prune', '--no-input']);
    expect(without.stderr).toContain('  gone:latest\n');
    expect(without.report?.pruned).toEqual([]);
    const { exitCode, report } = await own.run([...base, 'kept', '--prune', '--yes']);
    expect([exitCode, report?.pruned.map(({ name, status }) => [name, status])]).toEqual([
      0,
      [
        ['library/kept:twin', 'shared'],
        ['library/gone:latest', 'deleted'],
      ],
    ]);
    expect(await digestAt(plain.url, 'pruned/library/gone', 'latest')).toBeNull();
    expect(await digestAt(plain.url, 'pruned/library/kept', 'latest')).toBe(one.index.digest);
  });
});

describe('the space comes back, and what is taken away behind our back is put back', () => {
  test('the registry frees what tags of ours were, and what they named', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mirror-check-sync-'));
    stops.push(async () => rmSync(folder, { recursive: true, force: true }));
    const data = join(folder, 'data');
    const registry = await start({ data });
    const hub = await hubOf([oci]);
    const own = await home();
    const args = [`${registry.url}/x`, '--hub', hub.url, '--no-mirrors'];
    expect((await own.run([...args, 'nginx'])).exitCode).toBe(0);
    hub.publish(formerOci);
    const kept = new Set<string>([formerOci.index, ...formerOci.manifests].map(({ digest }) => digest));
    const former = [oci.index, ...oci.manifests].map(({ digest }) => digest as string);
    expect((await own.run([...args, 'nginx'])).exitCode).toBe(0);
    const { exitCode, report, stderr } = await own.run([...args, 'nginx', '--prune', '--yes']);
    const gone = former.filter((digest) => !kept.has(digest));
    expect([exitCode, report?.untagged], stderr).toEqual([0, { known: 1, deleted: gone.length }]);
    for (const digest of gone) expect(await digestAt(registry.url, 'x/library/nginx', digest)).toBeNull();
    for (const digest of kept) expect(await digestAt(registry.url, 'x/library/nginx', digest)).toBe(digest);

    const config = join(folder, 'config.yml');
    writeFileSync(
      config,
      JSON.stringify({ version: '0.1', storage: { filesystem: { rootdirectory: data } } }),
    );
    execFileSync('docker-registry', ['garbage-collect', config], { stdio: 'ignore' });
    const blobs = join(data, 'docker/registry/v2/blobs/sha256');
    const lies = (digest: string): boolean =>
      existsSync(join(blobs, digest.slice(7, 9), digest.slice(7), 'data'));
    expect(gone.filter(lies)).toEqual([]);
    expect([...kept].filter((digest) => !lies(digest))).toEqual([]);
  });

  test('--verify finds a child and a layer that are missing, and costs no pull of what is there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mirror-check-sync-'));
    stops.push(async () => rmSync(folder, { recursive: true, force: true }));
    const registry = await start({ data: folder });
    const hub = await hubOf([oci]);
    const own = await home();
    const args = [registry.url, 'nginx', '--hub', hub.url, '--no-mirrors'];
    expect((await own.run([...args, '--verify'])).exitCode).toBe(0);
    expect((await own.run([...args, '--verify'])).report?.summary['in-sync']).toBe(1);
    const [child] = oci.manifests.map(({ digest }) => digest as string);
    const [layer] = oci.layers.map(({ digest }) => digest as string);
    const at = `${registry.url}/v2/library/nginx`;
    const pulls = hub.counts.pulls;
    for (const path of [`manifests/${child}`, `blobs/${layer}`]) {
      expect((await fetch(`${at}/${path}`, { method: 'DELETE' })).status).toBe(202);
      expect((await own.run(args)).report?.summary['in-sync']).toBe(1);
      const seen = await own.run([...args, '--verify', '-n']);
      expect(seen.report?.summary['would-copy']).toBe(1);
      const mended = await own.run([...args, '--verify']);
      expect([mended.exitCode, mended.report?.summary.copied], mended.stderr).toEqual([0, 1]);
      expect((await fetch(`${at}/${path}`, { method: 'HEAD', headers: headers() })).status).toBe(200);
    }
    // This disk has them still.
    expect(hub.counts.pulls).toBe(pulls);
    expect((await own.run([...args, '--verify'])).report?.summary['in-sync']).toBe(1);
  });
});

describe('--prune deletes no manifest that something else there needs', () => {
  const each = (digests: readonly string[], path: string): Promise<(string | null)[]> =>
    Promise.all(digests.map((digest) => digestAt(plain.url, path, digest)));

  test('a child of an index that is wanted now', async () => {
    const hub = await hubOf([oci]);
    hub.publish(oci, ['latest', '1']);
    const own = await home();
    const base = [`${plain.url}/child`, '--hub', hub.url, '--no-mirrors'];
    await own.run([...base, 'nginx:1', '--platform', 'linux/amd64']);
    const seen = await own.run([...base, 'nginx:latest', '--prune', '-n']);
    expect(seen.report?.pruned.map(({ name, status }) => [name, status])).toEqual([
      ['library/nginx:1', 'would-delete'],
    ]);
    const { report, exitCode } = await own.run([...base, 'nginx:latest', '--prune', '--yes']);
    expect([exitCode, report?.pruned.map(({ status }) => status)]).toEqual([0, ['shared']]);
    const children = oci.manifests.map(({ digest }) => digest as string);
    expect(await each(children, 'child/library/nginx')).toEqual(children);
  });

  test('an image that is named by digest, and a child of one', async () => {
    const hub = await hubOf([oci, formerOci]);
    hub.publish(oci, ['latest']);
    const own = await home();
    const base = [`${plain.url}/pin`, '--hub', hub.url, '--no-mirrors'];
    await own.run([...base, 'nginx:latest']);
    const pin = `nginx@${oci.index.digest}`;
    const kept = await own.run([...base, pin, '--prune', '--yes']);
    expect([kept.exitCode, kept.report?.pruned.map(({ status }) => status)], kept.stderr).toEqual([
      0,
      ['shared'],
    ]);
    const all = [oci.index, ...oci.manifests].map(({ digest }) => digest as string);
    expect(await each(all, 'pin/library/nginx')).toEqual(all);
    // When nobody wants it any more, tag and pin go together.
    const gone = await own.run([...base, `nginx@${formerOci.index.digest}`, '--prune', '--yes']);
    expect([gone.exitCode, gone.report?.pruned[0]?.status]).toEqual([0, 'deleted']);
    expect(await digestAt(plain.url, 'pin/library/nginx', oci.index.digest)).toBeNull();
  });

  test('of a registry that takes the manifest along with a tag it is put back, and that is remembered', async () => {
    const hub = await hubOf([oci]);
    hub.publish(oci, ['latest', '1', '2']);
    const proxy = await startTagDeleter(plain.url);
    stops.push(proxy.stop);
    const own = await home();
    const base = [`${proxy.url}/along`, '--hub', hub.url, '--no-mirrors'];
    await own.run([...base, 'nginx:latest', 'nginx:1', 'nginx:2']);
    const { report, exitCode } = await own.run([...base, 'nginx:latest', 'nginx:2', '--prune', '--yes']);
    expect([exitCode, report?.pruned.map(({ status, detail }) => [status, detail])]).toEqual([
      1,
      [['failed', expect.stringMatching(/put back: sha256:(?=.*, latest).*, 2(?:,|$)/)]],
    ]);
    expect(await digestAt(plain.url, 'along/library/nginx', '1')).toBeNull();
    const all = [oci.index, ...oci.manifests].map(({ digest }) => digest as string);
    expect(await each([...all, 'latest', '2'], 'along/library/nginx')).toEqual([
      ...all,
      oci.index.digest,
      oci.index.digest,
    ]);
    const deleted = proxy.deleted();
    const again = await own.run([...base, 'nginx:latest', '--prune', '--yes']);
    expect([again.exitCode, again.report?.pruned.map(({ name, status }) => [name, status])]).toEqual([
      0,
      [
        ['library/nginx:1', 'gone'],
        ['library/nginx:2', 'shared'],
      ],
    ]);
    expect(proxy.deleted()).toBe(deleted);
  });

  test('an image failed: nothing is taken away, and that is said', async () => {
    const hub = await hubOf([small('library/old'), small('library/new')]);
    const own = await home();
    const base = [`${plain.url}/skipped`, '--hub', hub.url, '--no-mirrors'];
    await own.run([...base, 'old']);
    const end = await own.run([...base, 'new', 'not-there', '--prune', '--yes']);
    expect([end.exitCode, end.report?.pruned, end.stderr]).toEqual([
      1,
      [],
      expect.stringContaining('Nothing is taken away'),
    ]);
    expect(await digestAt(plain.url, 'skipped/library/old', 'latest')).not.toBeNull();
  });
});

describe('a registry with a login', () => {
  const user = 'sync:S3CRET';

  test.each([
    ['htpasswd', async () => await start({ auth: { kind: 'htpasswd', user: 'sync', password: 'S3CRET' } })],
    [
      'token',
      async () => {
        const tokens = await startTokenServer({ pusher: user });
        stops.push(tokens.stop);
        return await start({ auth: tokens.auth });
      },
    ],
  ])('%s: takes what the file of logins has, and tells it nobody else', async (_kind, open) => {
    const destination = await open();
    const image = small('library/one');
    const hub = await hubOf([image]);
    const own = await home();
    const args = [`${destination.url}/x`, 'one', '--hub', hub.url, '--no-mirrors'];
    const file = await own.file('auth.json', auths(destination.url, user));
    const end = await own.run([...args, '--auth-file', file]);
    expect([end.exitCode, end.report?.summary.copied], end.stderr).toEqual([0, 1]);
    const again = await own.run([...args, '--auth-file', file]);
    expect(again.report?.summary['in-sync']).toBe(1);
    hub.publish(small('library/two'));
    const mounted = await own.run([...args, 'two', '--auth-file', file]);
    expect([mounted.exitCode, mounted.report?.traffic.mountedBlobs], mounted.stderr).toEqual([0, 1]);
    expect(hub.logins).toEqual([]);
    const wrong = await own.file('wrong.json', auths(destination.url, 'sync:WR0NG'));
    const refused = await own.run([...args, '--auth-file', wrong]);
    expect([refused.exitCode, refused.stderr]).toEqual([
      1,
      expect.stringMatching(/wrong\.json was sent, and refused: .*docker login/),
    ]);
    hub.publish(small('library/one', 'changed'));
    const without = await own.run(args);
    expect([without.exitCode, without.stderr]).toEqual([1, expect.stringMatching(/login/)]);
    for (const { stdout, stderr } of [end, again, refused, without])
      expect(`${stdout}${stderr}`).not.toMatch(/S3CRET|WR0NG/);
    expect(readFileSync(own.state, 'utf8')).not.toContain('S3CRET');
  });

  test('TLS by a private authority: refused without --ca, taken with it', async () => {
    const authority = await certificateAuthority('a private authority');
    const tls = await serverCertificate({ hosts: ['127.0.0.1'], authority });
    const destination = await start({ tls });
    const hub = await hubOf([small('library/one')]);
    const own = await home();
    const args = [destination.url, 'one', '--hub', hub.url, '--no-mirrors'];
    const without = await own.run(args);
    expect([without.exitCode, without.stderr]).toEqual([1, expect.stringContaining('--ca')]);
    const ca = await own.file('ca.pem', authority.cert);
    const end = await own.run([...args, '--ca', ca]);
    expect([end.exitCode, end.report?.summary.copied], end.stderr).toEqual([0, 1]);
  });
});

describe('the pull limit', () => {
  test('ends the run when half of what was left is spent, and the next one goes on', async () => {
    const images = Array.from({ length: 4 }, (_, index) => small(`library/app${index}`, `app${index}`));
    const hub = await hubOf(images);
    const each = 2;
    hub.remaining = each * 2 * 2;
    const own = await home();
    const names = images.map((_, index) => `app${index}`);
    const args = [
      `${plain.url}/quota`,
      ...names,
      '--platform',
      'linux/amd64',
      '--hub',
      hub.url,
      '--no-mirrors',
    ];
    const first = await own.run(args);
    expect([first.exitCode, first.report?.summary, hub.counts.pulls]).toEqual([
      7,
      { 'in-sync': 0, copied: 2, 'would-copy': 0, failed: 0, left: 2, pruned: 0 },
      each * 2,
    ]);
    hub.remaining = 100;
    const second = await own.run(args);
    expect([second.exitCode, second.report?.summary['in-sync'], second.report?.summary.copied]).toEqual([
      0, 2, 2,
    ]);
    expect(hub.counts.pulls).toBe(each * 4);
    hub.refusesQuestions = true;
    expect((await own.run(args)).exitCode).toBe(7);
  });
});
