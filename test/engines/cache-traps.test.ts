import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readPullLog, renderCompose } from '../../src/cache/index.ts';
import { parseReference } from '../../src/registry/reference.ts';
import { prune } from '../../src/use/cache/prune.ts';
import { renderSecrets } from '../../src/use/cache/secrets.ts';
import { howItAnswers } from '../../src/use/cache/serves.ts';
import { markAsCache } from '../../src/use/cache/store-folder.ts';
import { warm } from '../../src/use/cache/warm.ts';
import {
  type CacheRegistry,
  type CacheRegistrySettings,
  type Front,
  startCacheRegistry,
  startFront,
} from './support/cache-registry.ts';
import { type RealRegistry, startRegistry } from './support/registry.ts';
import { docker } from './support/registry-images.ts';
import { pushImage } from './support/registry-push.ts';
import { startTokenUpstream } from './support/token-upstream.ts';

/** The traps of docs/cache.md on Debian's own docker-registry. */

const run = promisify(execFile);
const [image] = docker.manifests;
const layer = docker.layers[0];
const MANIFESTS =
  'application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.docker.distribution.manifest.v2+json';

let origin: RealRegistry;
let front: Front;
const caches: CacheRegistry[] = [];

beforeAll(async () => {
  origin = await startRegistry();
  await pushImage(origin, docker);
  // The same layers under another name.
  await pushImage(origin, { ...docker, repository: 'team/copy' });
  front = await startFront(origin.url);
});
afterAll(async () => {
  await front?.stop();
  await origin?.stop();
});
beforeEach(() => {
  front.mode = 'fine';
});
afterEach(async () => {
  for (const cache of caches.splice(0)) await cache.stop();
});

async function start(settings: Omit<CacheRegistrySettings, 'remote'> = {}): Promise<CacheRegistry> {
  const cache = await startCacheRegistry({ remote: front.url, ...settings });
  caches.push(cache);
  return cache;
}

interface Got {
  readonly status: number;
  readonly bytes: number;
  readonly digest: string;
}

async function get(cache: CacheRegistry, path: string, withinMs = 20_000): Promise<Got | 'silent'> {
  try {
    const answer = await fetch(`${cache.url}/v2/${path}`, {
      headers: { accept: MANIFESTS },
      signal: AbortSignal.timeout(withinMs),
    });
    const body = Buffer.from(await answer.arrayBuffer().catch(() => new ArrayBuffer(0)));
    return {
      status: answer.status,
      bytes: body.length,
      digest: `sha256:${createHash('sha256').update(body).digest('hex')}`,
    };
  } catch {
    return 'silent';
  }
}

const layerOf = (repository: string): string => `${repository}/blobs/${layer?.digest}`;
async function pull(cache: CacheRegistry, repository: string): Promise<void> {
  expect(await get(cache, `${repository}/manifests/${docker.tag}`)).toMatchObject({ status: 200 });
  expect(await get(cache, `${repository}/manifests/${image?.digest}`)).toMatchObject({ status: 200 });
  for (const { digest } of docker.layers)
    expect(await get(cache, `${repository}/blobs/${digest}`)).toMatchObject({ status: 200, digest });
  await stored(cache, docker.layers.length);
  // As "up" does; the registry's own file comes some seconds later.
  await markAsCache(cache.root);
}
/** It stores by a download of its own, and then says so. */
const stored = (cache: CacheRegistry, count: number): Promise<void> =>
  expect
    .poll(() => readPullLog(cache.log().split('\n')).blobs.fetched, { timeout: 20_000 })
    .toBeGreaterThanOrEqual(count);

const instance = { registry: 'docker.io', remote: '', redis: null };
const order = (cache: CacheRegistry, maxBytes: number) => ({
  root: cache.root,
  maxBytes,
  redis: null,
  dryRun: false,
  nowMs: Date.now(),
});
const logOf = (cache: CacheRegistry) => async () => readPullLog(cache.log().split('\n'));

describe('upstream', () => {
  test('down at the start: it panics, which is why the unit has Restart=always', async () => {
    front.mode = 'down';
    const cache = await start();
    expect(await cache.listens(10_000)).toBe(false);
    expect([cache.exitCode(), cache.log()]).toEqual([2, expect.stringMatching(/^panic: .*\/v2\/"/m)]);
  });

  test('silent at the start: nobody listens', async () => {
    front.mode = 'silent';
    const cache = await start();
    expect([await cache.listens(2_000), cache.exitCode()]).toEqual([false, null]);
  });

  test('down, limited or silent later: what is kept is served, what is new is 404, and silence is silence', async () => {
    const cache = await start();
    expect(await cache.listens(10_000)).toBe(true);
    await pull(cache, docker.repository);
    const known = `${docker.repository}/manifests/${docker.tag}`;
    for (const mode of ['down', 'limited'] as const) {
      front.mode = mode;
      expect([mode, await get(cache, known)]).toMatchObject([mode, { status: 200 }]);
      expect([mode, await get(cache, 'team/new/manifests/latest')]).toMatchObject([mode, { status: 404 }]);
    }
    const { hostname, port } = new URL(cache.url);
    const looked = () => howItAnswers({ ...instance, host: hostname, port: Number(port), root: cache.root });
    const pulls = () => readPullLog(cache.log().split('\n')).lastPulled;
    front.mode = 'silent';
    expect(await get(cache, known, 3_000)).toBe('silent');
    // What is kept is seen to be served, which asks nobody and counts as nobody's pull.
    const [asked, pulled] = [front.asked.length, pulls()];
    expect([await looked(), front.asked.length, pulls()]).toEqual(['well', asked, pulled]);
    await rename(`${cache.root}/docker/registry/v2/repositories`, `${cache.root}/away`);
    await mkdir(`${cache.root}/docker/registry/v2/repositories`);
    expect(await looked()).toBe('well');
    await rm(`${cache.root}/docker/registry/v2/repositories`, { recursive: true });
    await rename(`${cache.root}/away`, `${cache.root}/docker/registry/v2/repositories`);
    expect(await get(cache, layerOf(docker.repository))).toMatchObject({ digest: layer?.digest });
  });
});

describe('a layer that was let go of while the registry runs', () => {
  const emptied = async (settings: Omit<CacheRegistrySettings, 'remote'>): Promise<Got | 'silent'> => {
    const cache = await start(settings);
    expect(await cache.listens(10_000)).toBe(true);
    await pull(cache, docker.repository);
    // All is let go of; the registry goes on.
    const pruned = await prune({ ...order(cache, 1), redis: settings.redis ?? null }, logOf(cache));
    expect(pruned).toMatchObject({
      kind: 'pruned',
      evicted: [{ name: docker.repository }],
      redisFailure: null,
    });
    return await get(cache, layerOf(docker.repository));
  };

  test('comes whole', async () => {
    expect(await emptied({})).toMatchObject({ status: 200, digest: layer?.digest });
  });

  test('is 200 without a byte by the configuration of the guides', async () => {
    const edit = (config: string): string =>
      config.replace('storage:\n', 'storage:\n  cache:\n    blobdescriptor: inmemory\n');
    expect(await emptied({ edit })).toMatchObject({ status: 200, bytes: 0 });
  });

  test('comes whole with redis, which the prune empties', async () => {
    const socket = spawn('redis-server', [
      '--port',
      '7399',
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--dir',
      tmpdir(),
    ]);
    try {
      await expect
        .poll(
          () =>
            run('redis-cli', ['-p', '7399', 'ping']).then(
              ({ stdout }) => stdout.trim(),
              () => '',
            ),
          { timeout: 10_000 },
        )
        .toBe('PONG');
      const redis = { address: '127.0.0.1:7399', db: 3 };
      expect(await emptied({ redis })).toMatchObject({ status: 200, digest: layer?.digest });
    } finally {
      const ended = once(socket, 'exit');
      socket.kill('SIGTERM');
      await ended;
    }
  });
});

describe('room', () => {
  test('the least recently pulled goes first, and what runs is not hurt', async () => {
    const cache = await start();
    expect(await cache.listens(10_000)).toBe(true);
    await pull(cache, 'team/copy');
    // The log counts seconds.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    front.mode = 'slow';
    const running = get(cache, `${docker.repository}/blobs/${layer?.digest}`);
    expect(await get(cache, `${docker.repository}/manifests/${image?.digest}`)).toMatchObject({
      status: 200,
    });
    const pruned = await prune(order(cache, 1), logOf(cache));
    expect(pruned.kind === 'pruned' && pruned.evicted[0]?.name).toBe('team/copy');
    expect(await running).toMatchObject({ digest: layer?.digest });
    front.mode = 'fine';
    await pull(cache, 'team/copy');
    const second = await prune(order(cache, 1024 ** 3), logOf(cache));
    expect(second).toMatchObject({ kind: 'pruned', evicted: [] });
  });

  test('a full disk: what came through and is not kept is not called fetched', async () => {
    const root = await mkdtemp(join(tmpdir(), 'mirror-check-full-'));
    await run('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'none', root]);
    try {
      const cache = await start({ root });
      expect(await cache.listens(10_000)).toBe(true);
      const manifest = `${docker.repository}/manifests/${docker.tag}`;
      expect(await get(cache, manifest)).toMatchObject({ status: 200 });
      await run('sh', ['-c', 'cat /dev/zero >"$0" || truncate -s -48K "$0"', `${root}/fill`]);
      const reference = parseReference(`${docker.repository}:${docker.tag}`);
      if (!reference.ok) throw new Error('no reference');
      const platform = { os: 'linux', architecture: 'amd64', variant: null };
      expect(await warm(new URL(cache.url), reference.value, platform, new AbortController().signal)).toEqual(
        { kind: 'not-kept', path: expect.stringContaining('/blobs/') },
      );
    } finally {
      for (const cache of caches.splice(0)) await cache.stop();
      await run('umount', [root]);
      await rm(root, { recursive: true });
    }
  });

  test.each([
    'mirror-cache-pulls.json',
    'docker',
    'docker/registry',
    'docker/registry/v2',
    'docker/registry/v2/blobs',
    'docker/registry/v2/repositories',
  ])('no link that the container made at %s is followed', async (at) => {
    const folder = await mkdtemp(join(tmpdir(), 'mirror-check-links-'));
    const [root, victim] = [join(folder, 'root'), join(folder, 'victim')];
    const store = 'docker/registry/v2';
    const digest = 'a'.repeat(64);
    const files = {
      [`${store}/blobs/sha256/aa/${digest}/data`]: 'precious',
      [`${store}/repositories/team/app/_layers/sha256/${digest}/link`]: `sha256:${digest}`,
      'mirror-cache-pulls.json': 'precious\n',
    };
    try {
      for (const [file, text] of Object.entries(files)) {
        await mkdir(join(root, dirname(file)), { recursive: true });
        await writeFile(join(root, file), text);
      }
      await rename(join(root, at), victim);
      await symlink(victim, join(root, at));
      const before = await namesBelow(folder);
      const pruned = await prune(
        { root, maxBytes: 1, redis: null, dryRun: false, nowMs: Date.now() },
        async () => null,
      );
      expect(pruned).toEqual({ kind: 'not-followed', path: join(root, at) });
      expect(await namesBelow(folder)).toEqual(before);
      if (at.endsWith('.json')) expect(await readFile(victim, 'utf8')).toBe('precious\n');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('a full disk: layers come through, new images are 500', async () => {
    const root = await mkdtemp(join(tmpdir(), 'mirror-check-full-'));
    await run('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', root]);
    try {
      await run('dd', ['if=/dev/zero', `of=${root}/fill`, 'bs=1k', 'count=60']);
      const cache = await start({ root });
      expect(await cache.listens(10_000)).toBe(true);
      expect(await get(cache, layerOf(docker.repository))).toMatchObject({
        status: 200,
        digest: layer?.digest,
      });
      expect(await get(cache, `${docker.repository}/manifests/${docker.tag}`)).toMatchObject({ status: 500 });
    } finally {
      for (const cache of caches.splice(0)) await cache.stop();
      await run('umount', [root]);
      await rm(root, { recursive: true });
    }
  });
});

/** With what `find` tells of each. */
async function namesBelow(folder: string): Promise<readonly string[]> {
  const { stdout } = await run('find', [folder, '-printf', '%y %s %P %l\\n']);
  return stdout.split('\n').sort();
}

test.each([
  ...['*hunter2', '#hunter3', '!x', '~', 'null', '@at', '"q', "'q", '{', '%p', '`tick', '12345', 'a:b', '-'],
  ...['a#b', 'a\\b$c', 'true', '&a', '|', '>', '?', 'p\u00e4ss\u0085w\u{1f511}'],
])('the account reaches the upstream with %j as password, and is told nobody', async (password) => {
  const upstream = await startTokenUpstream();
  const folder = await mkdtemp(join(tmpdir(), 'mirror-check-account-'));
  try {
    const file = join(folder, 'env');
    // Of a text in double quotes the shell makes what systemd makes of it: systemd.exec(5).
    await writeFile(file, renderSecrets({ user: 'me', password }, null) ?? '');
    const { stdout } = await run('env', ['-i', 'sh', '-c', 'set -a; . "$1"; exec env -0', 'sh', file]);
    const env = Object.fromEntries(
      stdout.split('\0').flatMap((line) => {
        const [, name = '', value = ''] = /^(REGISTRY_\w+)=([\s\S]*)$/.exec(line) ?? [];
        return name === '' ? [] : [[name, value]];
      }),
    );
    const cache = await startCacheRegistry({ remote: upstream.url, env });
    caches.push(cache);
    expect(await cache.listens(10_000), cache.log()).toBe(true);
    await get(cache, 'team/app/manifests/latest');
    expect(new Set(upstream.accounts)).toEqual(new Set([`me:${password}`]));
    expect(cache.log()).not.toContain('hunter');
  } finally {
    await rm(folder, { recursive: true });
    await upstream.stop();
  }
});

test('warm fetches what is not there, and asks nothing that counts for what is', async () => {
  const cache = await start();
  expect(await cache.listens(10_000)).toBe(true);
  const reference = parseReference(`${docker.repository}:${docker.tag}`);
  if (!reference.ok) throw new Error('no reference');
  const target = new URL(cache.url);
  const platform = { os: 'linux', architecture: 'amd64', variant: null };
  const signal = new AbortController().signal;
  const first = await warm(target, reference.value, platform, signal);
  expect(first).toMatchObject({ kind: 'warm' });
  expect(first.kind === 'warm' && first.fetchedBytes).toBeGreaterThan(0);
  await stored(cache, 2);
  front.asked.length = 0;
  expect(await warm(target, reference.value, platform, signal)).toEqual({ kind: 'warm', fetchedBytes: 0 });
  expect(front.asked.filter((line) => line.startsWith('GET ') && line !== 'GET /v2/')).toEqual([]);
  front.mode = 'down';
  const missing = parseReference('nosuch/image:1');
  expect(missing.ok && (await warm(target, missing.value, platform, signal))).toMatchObject({
    kind: 'status',
    status: 404,
  });
});

test('the variables of the compose file go over a configuration with inmemory, as the image has it', async () => {
  const compose: unknown = parse(
    renderCompose({
      instances: [
        { registry: 'docker.io', remote: front.url, host: '10.0.0.1', port: 5100, root: '', redis: null },
      ],
      via: null,
      secretsFile: null,
    }),
  );
  expect(compose).toMatchObject({ services: { 'docker.io': { environment: expect.anything() } } });
  const { services } = compose as { services: { 'docker.io': { environment: Record<string, string> } } };
  const folder = await mkdtemp(join(tmpdir(), 'mirror-check-compose-'));
  const {
    REGISTRY_HTTP_ADDR: _own,
    REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY: _root,
    ...env
  } = services['docker.io'].environment;
  const cache = await start({
    env: { ...env, REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY: folder },
    edit: (config) =>
      config
        .replace('storage:\n', 'storage:\n  cache:\n    blobdescriptor: inmemory\n')
        .replace(/ {2}maintenance:\n(?: {4,}.*\n)+/, ''),
  });
  expect(await cache.listens(10_000), cache.log()).toBe(true);
  expect(cache.log()).toContain('caching disabled');
  expect(cache.log()).toContain('Starting upload purge');
  expect(await get(cache, `${docker.repository}/manifests/${docker.tag}`)).toMatchObject({ status: 200 });
  expect(await readdir(folder)).toEqual(['docker']);
  await rm(folder, { recursive: true });
});
