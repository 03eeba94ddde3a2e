import { createHash } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import {
  at,
  type Behaviour,
  chain,
  changes,
  ignoresRange,
  paced,
  redirects,
  refuses,
  reset,
  silence,
  tampers,
  waits,
} from '../../src/demo/behaviour.ts';
import type { Stored } from '../../src/demo/image.ts';
import { type SimulatedMirror, startSimulatedMirror } from '../../src/demo/simulated-mirror.ts';
import { bearerAuth, ownTokens, tokenEndpoint, tokenIssuer } from '../../src/demo/token.ts';
import { content, current, older } from '../support/images.ts';

const running: SimulatedMirror[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((mirror) => mirror.stop()));
});

async function start(behaviour?: Behaviour): Promise<SimulatedMirror> {
  const mirror = await startSimulatedMirror({ content, ...(behaviour && { behaviour }) });
  running.push(mirror);
  return mirror;
}

const [config, layer, manifest] = [current.configs[0], current.layers[0], current.manifests[0]].map(
  (stored): Stored => {
    if (stored === undefined) throw new Error('the image has no such part');
    return stored;
  },
);
if (config === undefined || layer === undefined || manifest === undefined) throw new Error('unreachable');
const indexPath = '/v2/library/nginx/manifests/latest';
const layerPath = `/v2/library/nginx/blobs/${layer.digest}`;
const sha256 = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const bytesOf = async (response: Response): Promise<Uint8Array> =>
  new Uint8Array(await response.arrayBuffer());

async function tokenOf(url: string): Promise<unknown> {
  const answer: unknown = await (await fetch(url)).json();
  return typeof answer === 'object' && answer !== null && 'token' in answer ? answer.token : null;
}

test('a pull of the whole image gives bytes that match every digest', async () => {
  const { url } = await start();
  expect((await fetch(`${url}/v2/`)).status).toBe(200);
  for (const stored of [current.index, ...current.manifests, older.index]) {
    const response = await fetch(`${url}/v2/library/nginx/manifests/${stored.digest}`);
    expect(response.headers.get('content-type')).toBe(stored.mediaType);
    expect(response.headers.get('docker-content-digest')).toBe(stored.digest);
    expect(sha256(await bytesOf(response))).toBe(stored.digest);
  }
  for (const blob of [...current.configs, ...current.layers]) {
    const response = await fetch(`${url}/v2/library/nginx/blobs/${blob.digest}`);
    expect(response.status).toBe(200);
    expect(sha256(await bytesOf(response))).toBe(blob.digest);
  }
});

test('the tag names the tagged image, HEAD tells its digest and length without a body', async () => {
  const { url } = await start();
  const head = await fetch(url + indexPath, { method: 'HEAD' });
  expect(head.headers.get('docker-content-digest')).toBe(current.index.digest);
  expect(head.headers.get('content-length')).toBe(String(current.index.bytes.length));
  expect((await bytesOf(head)).length).toBe(0);
});

test.each([
  ['bytes=0-99', 206, 0, 100],
  ['bytes=299000-', 206, 299_000, undefined],
  ['bytes=-10', 206, -10, undefined],
  ['bytes=0-999999999', 206, 0, undefined],
  ['bytes=5-4', 200, 0, undefined],
  ['lines=1-2', 200, 0, undefined],
])('range %s is answered %i', async (range, status, from, to) => {
  const { url } = await start();
  const response = await fetch(url + layerPath, { headers: { range } });
  expect(response.status).toBe(status);
  expect(Buffer.from(await bytesOf(response)).equals(layer.bytes.slice(from, to))).toBe(true);
});

test('a range past the end is 416 and tells the size', async () => {
  const { url } = await start();
  const response = await fetch(url + layerPath, { headers: { range: 'bytes=99999999-' } });
  expect(response.status).toBe(416);
  expect(response.headers.get('content-range')).toBe(`bytes */${layer.bytes.length}`);
});

test('ignoresRange answers a range with the whole blob', async () => {
  const { url } = await start(ignoresRange);
  const response = await fetch(url + layerPath, { headers: { range: 'bytes=0-99' } });
  expect(response.status).toBe(200);
  expect((await bytesOf(response)).length).toBe(layer.bytes.length);
});

test.each([
  ['/v2/library/nginx/manifests/nope', 404, 'MANIFEST_UNKNOWN'],
  ['/v2/library/redis/manifests/latest', 404, 'NAME_UNKNOWN'],
  [`/v2/library/nginx/blobs/sha256:${'0'.repeat(64)}`, 404, 'BLOB_UNKNOWN'],
])('%s is %i %s in an error envelope', async (path, status, code) => {
  const { url } = await start();
  const response = await fetch(url + path);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ errors: [{ code }] });
});

test('a client that asks for Docker types alone does not get an OCI index', async () => {
  const { url } = await start();
  const docker = { accept: 'application/vnd.docker.distribution.manifest.v2+json' };
  expect((await fetch(url + indexPath, { headers: docker })).status).toBe(404);
  const both = { accept: `${docker.accept}, application/vnd.oci.image.index.v1+json;q=0.9` };
  expect((await fetch(url + indexPath, { headers: both })).status).toBe(200);
});

test('every request is recorded with its stage, repository, reference and namespace', async () => {
  const mirror = await start();
  const get = async (path: string, headers = {}): Promise<void> => {
    await bytesOf(await fetch(mirror.url + path, { headers }));
  };
  await get('/v2/');
  await get(`${indexPath}?ns=docker.io`);
  await get(`/v2/library/nginx/manifests/${current.index.digest}`);
  await get(`/v2/library/nginx/manifests/${manifest.digest}`);
  await get(`/v2/library/nginx/blobs/${config.digest}`);
  await get(layerPath, { range: 'bytes=0-9' });
  await get('/favicon.ico');
  expect(mirror.requests.map((visit) => visit.stage)).toEqual([
    'ping',
    'manifest',
    'manifest',
    'platform-manifest',
    'config',
    'layer',
    'other',
  ]);
  expect(mirror.requests[1]).toMatchObject({
    number: 2,
    repository: 'library/nginx',
    reference: 'latest',
    namespace: 'docker.io',
  });
  expect(mirror.requests[5]?.headers.range).toBe('bytes=0-9');
});

test('at() leaves the other stages honest, and the behaviour can be changed while it runs', async () => {
  const mirror = await start(at(['config', 'layer'], refuses(403, 'DENIED', '不在白名单')));
  expect((await fetch(mirror.url + indexPath)).status).toBe(200);
  expect((await fetch(mirror.url + layerPath)).status).toBe(403);
  mirror.setBehaviour(refuses(429, 'TOOMANYREQUESTS', 'slow down', { 'retry-after': '60' }));
  const limited = await fetch(mirror.url + indexPath);
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '60']);
});

test('chain() puts the first in front', async () => {
  const add = (letter: string): Behaviour =>
    changes((reply) => ({
      headers: { ...reply.headers, order: `${reply.headers['order'] ?? ''}${letter}` },
    }));
  const { url } = await start(chain(add('a'), add('b')));
  expect((await fetch(`${url}/v2/`)).headers.get('order')).toBe('ba');
});

test('tampers turns one bit and keeps length and digest header', async () => {
  const { url } = await start(at('layer', tampers));
  const response = await fetch(url + layerPath);
  const bytes = await bytesOf(response);
  expect(bytes.length).toBe(layer.bytes.length);
  expect(response.headers.get('docker-content-digest')).toBe(layer.digest);
  expect(sha256(bytes)).not.toBe(layer.digest);
  expect(bytes.filter((byte, index) => byte !== layer.bytes[index]).length).toBe(1);
});

test('a wait comes before the headers and a pace stretches the body; both are lower bounds', async () => {
  const { url } = await start(chain(waits(120), paced(1_000_000)));
  const begun = performance.now();
  const response = await fetch(url + layerPath);
  const headers = performance.now();
  const bytes = await bytesOf(response);
  expect(headers - begun).toBeGreaterThan(110);
  // 300 KB at 1 MB/s are 300 ms, less the first tick.
  expect(performance.now() - headers).toBeGreaterThan(250);
  expect(sha256(bytes)).toBe(layer.digest);
});

test('a pace is for bodies: HEAD is answered at once, with the length that GET would have', async () => {
  const { url } = await start(paced(1));
  const head = await fetch(url + layerPath, { method: 'HEAD' });
  expect(head.headers.get('content-length')).toBe(String(layer.bytes.length));
});

test.each([
  ['close', /other side closed|terminated/],
  ['reset', /ECONNRESET|terminated/],
] as const)('a body can end too early by %s', async (kind, message) => {
  const { url } = await start(
    at(
      'layer',
      changes(() => ({ ending: { kind, afterBytes: 1000 } })),
    ),
  );
  const response = await fetch(url + layerPath);
  expect(response.headers.get('content-length')).toBe(String(layer.bytes.length));
  await expect(bytesOf(response)).rejects.toThrow(message);
});

test('a body can stop coming with the connection open', async () => {
  const mirror = await start(
    at(
      'layer',
      changes(() => ({ ending: { kind: 'hang', afterBytes: 1000 } })),
    ),
  );
  const reader = (await fetch(mirror.url + layerPath)).body?.getReader();
  let received = 0;
  while (received < 1000) received += (await reader?.read())?.value?.length ?? 0;
  expect(received).toBe(1000);
  const more = expect(reader?.read()).rejects.toThrow('terminated');
  await mirror.stop();
  await more;
});

test('reset cuts the connection before any byte', async () => {
  const { url } = await start(reset);
  await expect(fetch(`${url}/v2/`)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
});

test('silence answers nothing, and stop() cuts who waits', async () => {
  const mirror = await start(silence);
  const asked = fetch(`${mirror.url}/v2/`);
  await expect.poll(() => mirror.requests.length).toBe(1);
  const outcome = expect(asked).rejects.toThrow('fetch failed');
  await mirror.stop();
  await outcome;
  await expect(fetch(`${mirror.url}/v2/`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
});

test('a stopped mirror can come back under its address', async () => {
  const mirror = await start();
  await mirror.stop();
  const again = await startSimulatedMirror({ content, port: Number(new URL(mirror.url).port) });
  running.push(again);
  expect(again.url).toBe(mirror.url);
  expect((await fetch(`${again.url}/v2/`)).status).toBe(200);
});

test('a registry can lie under a path, and tells what it was asked for without it', async () => {
  const mirror = await startSimulatedMirror({ content, pathPrefix: '/pre' });
  running.push(mirror);
  expect(new URL(mirror.url).pathname).toBe('/pre');
  expect((await fetch(mirror.url + indexPath)).status).toBe(200);
  expect(mirror.requests[0]).toMatchObject({ target: indexPath, stage: 'manifest' });
});

test('redirects name their target', async () => {
  const { url } = await start(
    at(
      'layer',
      redirects(307, () => 'http://127.0.0.1:9/elsewhere'),
    ),
  );
  const response = await fetch(url + layerPath, { redirect: 'manual' });
  expect([response.status, response.headers.get('location')]).toEqual([307, 'http://127.0.0.1:9/elsewhere']);
});

test('a token of its own endpoint opens the repository it was asked for and no other', async () => {
  const { url } = await start(ownTokens());
  const closed = await fetch(url + indexPath);
  expect(closed.status).toBe(401);
  expect(closed.headers.get('www-authenticate')).toBe(
    `Bearer realm="${url}/token",service="demo",scope="repository:library/nginx:pull"`,
  );
  const tokenFor = async (repository: string): Promise<string> => {
    return `Bearer ${await tokenOf(`${url}/token?service=demo&scope=repository:${repository}:pull`)}`;
  };
  const open = await fetch(url + indexPath, { headers: { authorization: await tokenFor('library/nginx') } });
  expect(open.status).toBe(200);
  const other = await fetch(url + indexPath, { headers: { authorization: await tokenFor('library/redis') } });
  expect(other.status).toBe(401);
  const invented = await fetch(url + indexPath, { headers: { authorization: 'Bearer invented' } });
  expect(invented.status).toBe(401);
});

test('a token endpoint on another origin works too', async () => {
  const issuer = tokenIssuer();
  const endpoint = await start(tokenEndpoint(issuer));
  const { url } = await start(bearerAuth(issuer, () => `${endpoint.url}/token`));
  const token = await tokenOf(`${endpoint.url}/token?scope=repository:library/nginx:pull`);
  const open = await fetch(url + indexPath, { headers: { authorization: `Bearer ${token}` } });
  expect(open.status).toBe(200);
});

test('what is no registry request is refused in the right way', async () => {
  const { url } = await start();
  expect((await fetch(`${url}/v2/library/nginx/blobs/uploads/`, { method: 'POST' })).status).toBe(405);
  expect((await fetch(`${url}/`)).status).toBe(404);
});
