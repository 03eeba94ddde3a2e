import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { certificateAuthority, serverCertificate } from '../support/certificates.ts';
import { createNamespace, type Namespace } from './support/namespace.ts';
import { type RealRegistry, startRegistry } from './support/registry.ts';
import { type Checked, mirrorCheck } from './support/registry-check.ts';
import { docker, formerOci, oci } from './support/registry-images.ts';
import { pushImage } from './support/registry-push.ts';
import { startTokenServer } from './support/registry-token-server.ts';

/** `mirror-check` itself, against Debian's docker-registry in each of its forms. */

const stops: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

async function start(...settings: Parameters<typeof startRegistry>): Promise<RealRegistry> {
  const registry = await startRegistry(...settings);
  stops.push(registry.stop);
  return registry;
}

/** Stands in for Docker Hub: today's images, and last month's by digest. */
let hub: RealRegistry;
beforeAll(async () => {
  hub = await start();
  await pushImage(hub, formerOci);
  await pushImage(hub, oci);
  await pushImage(hub, docker);
});

function check(url: string, ...options: readonly string[]): Promise<Checked> {
  return mirrorCheck([
    url,
    '--image',
    'nginx:latest',
    '--hub',
    hub.url,
    '--platform',
    'linux/amd64',
    ...options,
  ]);
}

const asked = (registry: RealRegistry): number =>
  registry.accessLog().filter(({ userAgent }) => userAgent.startsWith('mirror-check/')).length;

const usable = {
  verdict: 'usable',
  code: null,
  rank: 1,
  verified: true,
  worksWith: { classic: true, containerd: true },
  images: [{ ref: 'nginx:latest', present: true, digest: oci.index.digest, fresh: true }],
};

function expectMeasured({ mirror }: Checked): void {
  expect(mirror.throughput?.bytesPerSecond).toBeGreaterThan(0);
  expect(mirror.throughput?.bytes).toBeGreaterThan(0);
  expect(mirror.pullSeconds).toBeGreaterThan(0);
  expect(mirror.latency?.medianMs).toBeGreaterThan(0);
}

test('plain: usable, proved, measured, and as many requests as it says', async () => {
  const registry = await start();
  await pushImage(registry, oci);
  const checked = await check(registry.url);
  expect(checked.exitCode).toBe(0);
  expect(checked.mirror).toMatchObject(usable);
  expect(checked.report.reference).toMatchObject({ source: 'hub', digest: oci.index.digest });
  expectMeasured(checked);
  await expect.poll(() => asked(registry)).toBe(checked.mirror.requests);
  expect(checked.mirror.requests).toBeLessThanOrEqual(14);
});

test('pull-through: usable while it is cold (200 to a Range) and when it is warm (206)', async () => {
  const cache = await start({ proxyOf: hub.url });
  const layer = oci.layers[0]?.digest;
  const statuses = (): number[] =>
    cache
      .accessLog()
      .filter(({ target }) => layer !== undefined && target.includes(layer))
      .map(({ status }) => status);
  const cold = await check(cache.url);
  expect(cold.mirror).toMatchObject(usable);
  expectMeasured(cold);
  // It answered 200, and logs 500 where the client had enough before the end.
  await expect.poll(() => [200, 500].includes(statuses()[0] ?? 0)).toBe(true);

  await expect
    .poll(async () => (await fetch(`${cache.url}/v2/library/nginx/blobs/${layer}`, RANGE)).status, WAIT)
    .toBe(206);
  const warm = await check(cache.url);
  expect(warm.mirror).toMatchObject(usable);
  expectMeasured(warm);
  await expect.poll(() => statuses().at(-1)).toBe(206);
});

const RANGE = { headers: { range: 'bytes=0-9' } };
const WAIT = { timeout: 20_000 };

test('pull-through whose origin has gone: what it holds is still good', async () => {
  const origin = await start();
  await pushImage(origin, oci);
  const cache = await start({ proxyOf: origin.url });
  expect((await check(cache.url)).mirror.verdict).toBe('usable');
  const blobs = [...oci.layers, ...oci.configs].map(
    ({ digest }) => `${cache.url}/v2/library/nginx/blobs/${digest}`,
  );
  for (const url of blobs) {
    await expect.poll(async () => (await fetch(url, RANGE)).status, WAIT).toBe(206);
  }
  await origin.stop();
  expect((await check(cache.url)).mirror).toMatchObject(usable);
});

test('stale: the Hub still knows what it serves', async () => {
  const registry = await start();
  await pushImage(registry, formerOci);
  const { mirror, exitCode } = await check(registry.url);
  expect(mirror).toMatchObject({ verdict: 'degraded', code: 'stale', images: [{ fresh: false }] });
  expect(exitCode).toBe(1);
});

test('several images: one that is missing makes it degraded', async () => {
  const registry = await start();
  await pushImage(registry, oci);
  const { mirror } = await check(registry.url, '--image', 'team/app:1.0');
  expect(mirror).toMatchObject({ verdict: 'degraded', code: 'image-missing' });
  expect(mirror.images.map((image) => image.present)).toEqual([true, false]);
  await pushImage(registry, docker);
  expect((await check(registry.url, '--image', 'team/app:1.0')).mirror.verdict).toBe('usable');
});

test("Docker's media types: usable too", async () => {
  const { mirror } = await mirrorCheck([hub.url, '--image', 'team/app:1.0', '--hub', hub.url]);
  expect(mirror).toMatchObject({
    verdict: 'usable',
    verified: true,
    images: [{ digest: docker.index.digest }],
  });
});

test('empty: not found, and at most one more request after the refusal', async () => {
  const registry = await start();
  const { mirror } = await check(registry.url);
  expect(mirror).toMatchObject({ verdict: 'broken', code: 'not-found', phase: 'manifest', httpStatus: 404 });
  const refused = (): number => registry.accessLog().filter(({ status }) => status === 404).length;
  await expect.poll(refused).toBeLessThanOrEqual(2);
});

test('stopped: dead', async () => {
  const registry = await startRegistry();
  await registry.stop();
  const { mirror, exitCode } = await check(registry.url);
  expect(mirror).toMatchObject({ verdict: 'dead', code: 'connection-refused', throughput: null });
  expect(exitCode).toBe(1);
});

test('htpasswd: a login is wanted', async () => {
  const registry = await start({ auth: { kind: 'htpasswd', user: 'alice', password: 'secret' } });
  const { mirror } = await check(registry.url);
  expect(mirror).toMatchObject({ verdict: 'restricted', code: 'auth-required', httpStatus: 401 });
});

describe('token', () => {
  test('a token for anybody: usable, and the token service is named', async () => {
    const tokens = await startTokenServer({ pusher: 'alice:secret' });
    stops.push(tokens.stop);
    const registry = await start({ auth: tokens.auth });
    await pushImage({ url: registry.url, authorization: await pushToken(tokens.auth.realm) }, oci);
    const checked = await check(registry.url);
    expect(checked.mirror).toMatchObject({ ...usable, tokenHost: new URL(tokens.auth.realm).host });
    expect(checked.mirror.tokenMs).toBeGreaterThan(0);
    expectMeasured(checked);
    expect(tokens.requests.at(-1)?.get('scope')).toBe('repository:library/nginx:pull');
  });

  test('a token that opens nothing: restricted', async () => {
    const tokens = await startTokenServer({ pusher: 'alice:secret', private: ['library/nginx'] });
    stops.push(tokens.stop);
    const registry = await start({ auth: tokens.auth });
    const { mirror } = await check(registry.url);
    expect(mirror).toMatchObject({ verdict: 'restricted', httpStatus: 401 });
  });

  test('a token service that has gone: unreachable', async () => {
    const tokens = await startTokenServer({ pusher: 'alice:secret' });
    const registry = await start({ auth: tokens.auth });
    await tokens.stop();
    const { mirror } = await check(registry.url);
    expect(mirror).toMatchObject({ verdict: 'broken', code: 'token-unreachable', phase: 'token' });
  });
});

async function pushToken(realm: string): Promise<string> {
  const authorization = `Basic ${Buffer.from('alice:secret').toString('base64')}`;
  const url = `${realm}?service=test-registry&scope=repository:library/nginx:pull,push`;
  const grant: unknown = await (await fetch(url, { headers: { authorization } })).json();
  return typeof grant === 'object' && grant !== null && 'token' in grant ? `Bearer ${grant.token}` : '';
}

describe('TLS', () => {
  test('a private CA: usable with --ca, untrusted without', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mirror-check-ca-'));
    stops.push(() => rm(folder, { recursive: true }));
    const authority = await certificateAuthority('Private CA');
    const ca = join(folder, 'ca.pem');
    await writeFile(ca, authority.cert);
    const tls = await serverCertificate({ hosts: ['127.0.0.1'], authority });
    const { url } = await start({ proxyOf: hub.url, tls });

    const trusted = await check(url, '--ca', ca);
    expect(trusted.mirror).toMatchObject(usable);
    expect(trusted.mirror.tlsMs).toBeGreaterThan(0);
    // Made for 30 days from now.
    expect(trusted.mirror.certificateDaysLeft).toBeGreaterThanOrEqual(29);
    expect((await check(url)).mirror).toMatchObject({ verdict: 'dead', code: 'tls-untrusted' });
  });
});

describe('in a namespace without a way out', () => {
  let namespace: Namespace;
  beforeAll(async () => {
    namespace = await createNamespace();
    stops.push(namespace.stop);
  });

  test('a host behind a firewall that drops, and one to which no route leads', async () => {
    await namespace.blackHole('10.77.0.9');
    const run = (url: string): Promise<Checked> =>
      mirrorCheck([url, '--reference', 'none', '--hub', 'http://127.0.0.1:9'], namespace.prefix);
    expect((await run('http://10.77.0.9')).mirror).toMatchObject({
      code: 'connection-timeout',
      verdict: 'dead',
    });
    expect((await run('http://192.0.2.1')).mirror.verdict).toMatch(/^(dead|unknown)$/);
  });
});
