import { createHash } from 'node:crypto';
import { request } from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Image } from '../../src/demo/image.ts';
import { certificateAuthority, serverCertificate } from '../support/certificates.ts';
import { type RealRegistry, startRegistry } from './support/registry.ts';
import { docker, oci } from './support/registry-images.ts';
import { pushImage } from './support/registry-push.ts';
import { startTokenServer, type TokenServer } from './support/registry-token-server.ts';

/** What the probe takes for granted of distribution 2.8, held against the real one. */

const MANIFEST_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

const stops: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

async function start(...settings: Parameters<typeof startRegistry>): Promise<RealRegistry> {
  const registry = await startRegistry(...settings);
  stops.push(registry.stop);
  return registry;
}

const sha256 = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const basic = (user: string): string => `Basic ${Buffer.from(user).toString('base64')}`;
const manifestUrl = (url: string, image: Image, reference = image.tag): string =>
  `${url}/v2/${image.repository}/manifests/${reference}`;
const blobUrl = (url: string, image: Image, layer: number): string =>
  `${url}/v2/${image.repository}/blobs/${image.layers[layer]?.digest}`;
const get = (url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
  fetch(url, { method, headers: { accept: MANIFEST_TYPES, ...headers } });
const bodyOf = async (response: Response): Promise<Uint8Array> =>
  new Uint8Array(await response.arrayBuffer());
const codeIn = async (response: Response): Promise<string | undefined> =>
  /"code":"(\w+)"/.exec(await response.text())?.[1];

let origin: RealRegistry;
beforeAll(async () => {
  origin = await start();
  await pushImage(origin, oci);
  await pushImage(origin, docker);
});

describe('plain', () => {
  test.each([
    ['oci', oci],
    ['docker', docker],
  ])('keeps every byte of a multi-platform %s image', async (_format, image) => {
    for (const manifest of [image.index, ...image.manifests]) {
      const response = await get(manifestUrl(origin.url, image, manifest.digest));
      expect(response.headers.get('content-type')).toBe(manifest.mediaType);
      expect(response.headers.get('docker-content-digest')).toBe(manifest.digest);
      expect(sha256(await bodyOf(response))).toBe(manifest.digest);
    }
    for (const blob of [...image.configs, ...image.layers]) {
      const response = await get(`${origin.url}/v2/${image.repository}/blobs/${blob.digest}`);
      expect(sha256(await bodyOf(response))).toBe(blob.digest);
    }
  });

  test('HEAD by tag tells digest, length and type, with and without ns', async () => {
    for (const query of ['', '?ns=docker.io']) {
      const response = await get(manifestUrl(origin.url, oci) + query, {}, 'HEAD');
      expect(response.status).toBe(200);
      expect(response.headers.get('docker-content-digest')).toBe(oci.index.digest);
      expect(response.headers.get('content-length')).toBe(String(oci.index.bytes.length));
      expect(response.headers.get('content-type')).toBe(oci.index.mediaType);
    }
  });

  test('an OCI index is "not found" for a client that accepts Docker types alone', async () => {
    const accept = 'application/vnd.docker.distribution.manifest.v2+json';
    const response = await get(manifestUrl(origin.url, oci), { accept });
    expect(response.status).toBe(404);
    expect(await codeIn(response)).toBe('MANIFEST_UNKNOWN');
  });

  test.each([
    ['bytes=0-99', 206, 100],
    ['bytes=8000000-', 206, (oci.layers[0]?.bytes.length ?? 0) - 8_000_000],
    ['bytes=-10', 206, 10],
  ])('range %s gives %i and %i bytes', async (range, status, length) => {
    const response = await get(blobUrl(origin.url, oci, 0), { range });
    expect(response.status).toBe(status);
    expect((await bodyOf(response)).length).toBe(length);
  });

  test('what is not there is 404 in an error envelope', async () => {
    const tag = await get(manifestUrl(origin.url, oci, 'nope'));
    expect([tag.status, await codeIn(tag)]).toEqual([404, 'MANIFEST_UNKNOWN']);
    const repository = await get(`${origin.url}/v2/no/such/manifests/latest`);
    expect([repository.status, await codeIn(repository)]).toEqual([404, 'MANIFEST_UNKNOWN']);
    const blob = await get(`${origin.url}/v2/library/nginx/blobs/sha256:${'0'.repeat(64)}`);
    expect([blob.status, await codeIn(blob)]).toEqual([404, 'BLOB_UNKNOWN']);
    const past = await get(blobUrl(origin.url, oci, 0), { range: 'bytes=99999999-' });
    expect(past.status).toBe(416);
  });
});

test('every request is in its access log, with who asked', async () => {
  const registry = await start();
  await get(`${registry.url}/v2/?ns=docker.io`, { 'user-agent': 'who/1.0' });
  const logged = { method: 'GET', target: '/v2/?ns=docker.io', status: 200, userAgent: 'who/1.0' };
  await expect.poll(() => registry.accessLog()).toEqual([logged]);
});

describe('pull-through', () => {
  test('a blob that it has yet to fetch comes whole with 200 to a Range, afterwards the range with 206', async () => {
    const cache = await start({ proxyOf: origin.url });
    const url = blobUrl(cache.url, oci, 0);
    const cold = await get(url, { range: 'bytes=0-99' });
    expect(cold.status).toBe(200);
    expect(sha256(await bodyOf(cold))).toBe(oci.layers[0]?.digest);
    // It stores the blob by a download of its own, which may outlast ours.
    const warm = async (): Promise<[number, number]> => {
      const response = await get(url, { range: 'bytes=0-99' });
      return [response.status, (await bodyOf(response)).length];
    };
    await expect.poll(warm, { timeout: 20_000 }).toEqual([206, 100]);
  });

  test('it tells the tag by HEAD, refuses uploads, and goes on when its origin has gone', async () => {
    const upstream = await start();
    await pushImage(upstream, docker);
    const cache = await start({ proxyOf: upstream.url });
    const tell = async (): Promise<string | null> =>
      (await get(manifestUrl(cache.url, docker), {}, 'HEAD')).headers.get('docker-content-digest');
    expect(await tell()).toBe(docker.index.digest);
    expect((await bodyOf(await get(manifestUrl(cache.url, docker)))).length).toBe(docker.index.bytes.length);
    expect((await get(`${cache.url}/v2/team/app/blobs/uploads/`, {}, 'POST')).status).toBe(405);
    await upstream.stop();
    expect(await tell()).toBe(docker.index.digest);
  });
});

describe('htpasswd', () => {
  let members: RealRegistry;
  beforeAll(async () => {
    members = await start({ auth: { kind: 'htpasswd', user: 'alice', password: 'secret' } });
    await pushImage({ url: members.url, authorization: basic('alice:secret') }, docker);
  });

  test('it asks strangers for a login, by Basic, on /v2/ and on every manifest', async () => {
    for (const url of [`${members.url}/v2/`, manifestUrl(members.url, docker)]) {
      const response = await get(url);
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Basic realm="members"');
    }
  });

  test('the right password opens it, a wrong one does not', async () => {
    const url = manifestUrl(members.url, docker);
    expect((await get(url, { authorization: basic('alice:secret') })).status).toBe(200);
    expect((await get(url, { authorization: basic('alice:wrong') })).status).toBe(401);
  });
});

describe('token', () => {
  let tokens: TokenServer;
  let registry: RealRegistry;
  const grant = async (scope: string, authorization?: string): Promise<string> => {
    const { realm, service } = tokens.auth;
    const url = `${realm}?service=${service}&scope=${scope}`;
    const answer: unknown = await (
      await get(url, authorization === undefined ? {} : { authorization })
    ).json();
    return typeof answer === 'object' && answer !== null && 'token' in answer ? `Bearer ${answer.token}` : '';
  };

  beforeAll(async () => {
    tokens = await startTokenServer({ private: ['team/app'], pusher: 'alice:secret' });
    stops.push(tokens.stop);
    registry = await start({ auth: tokens.auth });
    for (const image of [oci, docker]) {
      const authorization = await grant(`repository:${image.repository}:pull,push`, basic('alice:secret'));
      await pushImage({ url: registry.url, authorization }, image);
    }
  });

  test('the challenge names realm, service and, for a manifest, the scope', async () => {
    const { realm, service } = tokens.auth;
    const base = await get(`${registry.url}/v2/`);
    expect(base.status).toBe(401);
    expect(base.headers.get('www-authenticate')).toBe(`Bearer realm="${realm}",service="${service}"`);
    const manifest = await get(manifestUrl(registry.url, oci));
    expect(manifest.headers.get('www-authenticate')).toBe(
      `Bearer realm="${realm}",service="${service}",scope="repository:library/nginx:pull"`,
    );
  });

  test('an anonymous token opens manifest and blob of its repository', async () => {
    const authorization = await grant('repository:library/nginx:pull');
    expect((await get(manifestUrl(registry.url, oci), { authorization }, 'HEAD')).status).toBe(200);
    expect((await get(blobUrl(registry.url, oci, 1), { authorization, range: 'bytes=0-9' })).status).toBe(
      206,
    );
  });

  test('a token for another repository, and one for a private one, have too small a scope', async () => {
    for (const scope of ['repository:library/nginx:pull', 'repository:team/app:pull']) {
      const response = await get(manifestUrl(registry.url, docker), { authorization: await grant(scope) });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(/error="insufficient_scope"/);
    }
  });
});

describe('TLS', () => {
  test('a certificate of a private CA is worth what the client trusts', async () => {
    const authority = await certificateAuthority('Private CA');
    const tls = await serverCertificate({ hosts: ['127.0.0.1'], authority });
    const { url } = await start({ proxyOf: origin.url, tls });
    const outcome = (ca: string | undefined): Promise<unknown> =>
      new Promise((resolve) => {
        request(`${url}/v2/`, { agent: false, ...(ca === undefined ? {} : { ca }) }, (response) =>
          resolve(response.statusCode),
        )
          .on('error', (error) => resolve('code' in error ? error.code : error.message))
          .end();
      });
    expect(await outcome(authority.cert)).toBe(200);
    expect(await outcome(undefined)).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  });
});
