import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type RealRegistry, startRegistry } from './support/registry.ts';
import { docker } from './support/registry-images.ts';
import { pushImage } from './support/registry-push.ts';

/** examples/cluster/nginx.conf as it stands, but for its addresses: a real nginx over two real caches. */

let origin: RealRegistry;
let caches: RealRegistry[] = [];
let nginx: ChildProcess;
let url = '';
let folder = '';

beforeAll(async () => {
  origin = await startRegistry();
  for (const repository of ['team/app', 'team/b', 'library/c', 'library/d'])
    await pushImage(origin, { ...docker, repository });
  caches = [await startRegistry({ proxyOf: origin.url }), await startRegistry({ proxyOf: origin.url })];
  folder = await mkdtemp(join(tmpdir(), 'mirror-check-cluster-'));
  const address = `127.0.0.1:${await freePort()}`;
  url = `http://${address}`;
  const example = await readFile(new URL('../../examples/cluster/nginx.conf', import.meta.url), 'utf8');
  const replaced = [
    ['10.0.0.10:5100', address],
    ...caches.map((cache, index) => [`10.0.0.${index + 1}:5100`, new URL(cache.url).host]),
  ];
  const config = replaced.reduce((text, [from = '', to = '']) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  }, example);
  await writeFile(join(folder, 'nginx.conf'), config);
  const global = `daemon off; pid ${folder}/pid; error_log stderr;`;
  nginx = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-g', global], {
    stdio: 'inherit',
  });
  await vi.waitFor(async () => expect((await fetch(`${url}/v2/`)).status).toBe(200), { timeout: 10_000 });
});
afterAll(async () => {
  if (nginx?.exitCode === null) {
    const ended = once(nginx, 'exit');
    nginx.kill('SIGTERM');
    await ended;
  }
  for (const cache of caches) await cache.stop();
  await origin?.stop();
  if (folder !== '') await rm(folder, { recursive: true });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function pull(repository: string, at = url): Promise<readonly (string | number)[]> {
  const accept = [docker.index.mediaType, ...docker.manifests.map(({ mediaType }) => mediaType)].join(', ');
  const tag = await fetch(`${at}/v2/${repository}/manifests/${docker.tag}`, { headers: { accept } });
  const layer = await fetch(`${at}/v2/${repository}/blobs/${docker.layers[0]?.digest}`);
  const hash = createHash('sha256').update(Buffer.from(await layer.arrayBuffer()));
  return [tag.status, layer.status, `sha256:${hash.digest('hex')}`];
}

/** One of examples/cluster/registry-s3.yml, its addresses replaced. */
async function startOnBucket(bucket: string): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const example = await readFile(new URL('../../examples/cluster/registry-s3.yml', import.meta.url), 'utf8');
  const address = `127.0.0.1:${await freePort()}`;
  const config = [
    ['http://10.0.0.20:9000', bucket],
    ['10.0.0.1:5100', address],
    ['https://registry-1.docker.io', origin.url],
  ].reduce((text, [from = '', to = '']) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  }, example);
  const file = join(folder, `${address.replace(':', '-')}.yml`);
  await writeFile(file, config);
  const child = spawn('docker-registry', ['serve', file], {
    env: { PATH: process.env['PATH'] ?? '' },
    stdio: 'ignore',
  });
  await vi.waitFor(async () => expect((await fetch(`http://${address}/v2/`)).status).toBe(200), {
    timeout: 15_000,
  });
  return { url: `http://${address}`, stop: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

const whole = [200, 200, docker.layers[0]?.digest];
const repositoriesOf = (cache: RealRegistry): ReadonlySet<string> =>
  new Set(
    cache.accessLog().flatMap(({ target }) => /^\/v2\/(.+)\/(?:manifests|blobs)\//.exec(target)?.[1] ?? []),
  );

test('each repository has one cache', async () => {
  for (const repository of ['team/app', 'team/b', 'library/c', 'library/d'])
    for (let times = 0; times < 3; times++) expect(await pull(repository)).toEqual(whole);
  await expect.poll(() => caches.reduce((sum, cache) => sum + repositoriesOf(cache).size, 0)).toBe(4);
});

test('pushes and what is no pull are refused', async () => {
  expect((await fetch(`${url}/v2/team/app/blobs/uploads/`, { method: 'POST' })).status).toBe(403);
  expect((await fetch(`${url}/debug/vars`)).status).toBe(404);
});

test('with the owner killed, the other one takes over', async () => {
  const owner = caches.find((cache) => repositoriesOf(cache).has('team/app'));
  const other = caches.find((cache) => cache !== owner);
  if (owner === undefined || other === undefined) throw new Error('nobody owns it');
  await owner.stop();
  expect(await pull('team/app')).toEqual(whole);
  await expect.poll(() => repositoriesOf(other).has('team/app')).toBe(true);
});

test('of several caches on one bucket each has what one has fetched', async () => {
  const port = await freePort();
  const program = fileURLToPath(new URL('../../node_modules/s3rver/bin/s3rver.js', import.meta.url));
  const args = ['--directory', join(folder, 'bucket'), '--address', '127.0.0.1', '--port', String(port)];
  const s3 = spawn(process.execPath, [program, ...args, '--configure-bucket', 'mirror-cache'], {
    stdio: 'ignore',
  });
  const bucket = `http://127.0.0.1:${port}`;
  const started: { stop(): Promise<void> }[] = [];
  try {
    await vi.waitFor(() => fetch(bucket), { timeout: 20_000 });
    const first = await startOnBucket(bucket);
    started.push(first);
    const second = await startOnBucket(bucket);
    started.push(second);
    expect(await pull('library/c', first.url)).toEqual(whole);
    const asked = (): number =>
      origin.accessLog().filter(({ method, target }) => method === 'GET' && target.includes('/blobs/'))
        .length;
    // It keeps by a download of its own.
    const settled = async (): Promise<number> => {
      const before = asked();
      await new Promise((resolve) => setTimeout(resolve, 500));
      return asked() - before;
    };
    await expect.poll(settled, { timeout: 10_000 }).toBe(0);
    const before = asked();
    expect(await pull('library/c', second.url)).toEqual(whole);
    expect(asked()).toBe(before);
  } finally {
    for (const one of started) await one.stop();
    await end(s3);
  }
});
