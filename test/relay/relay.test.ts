import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  at,
  type Behaviour,
  redirects,
  refuses,
  reset,
  silence,
  tampers,
  waits,
} from '../../src/demo/behaviour.ts';
import { contentOf } from '../../src/demo/content.ts';
import { BODY_LIMITS } from '../../src/limits.ts';
import { createTransport } from '../../src/registry/transport/index.ts';
import { parseState, RELAY, renderState } from '../../src/relay/index.ts';
import { sourceOf } from '../fetch/support.ts';
import { type Lab, openLab } from '../support/fake-registry.ts';
import { alien, current, older } from '../support/images.ts';
import { PLAIN_TRANSPORT, type RelayLab, startRelay } from './support.ts';

const lab: Lab = openLab();
let running: RelayLab | null = null;
afterEach(async () => {
  await running?.stop();
  running = null;
  await lab.stop();
});

const TAG = '/v2/library/nginx/manifests/latest';
const layer = current.layers[0] ?? { digest: '', bytes: new Uint8Array() };
const BLOB = `/v2/library/nginx/blobs/${layer.digest}`;

async function relay(
  behaviours: readonly (Behaviour | undefined)[],
  upstream: string | null,
  more: Parameters<typeof startRelay>[2] = {},
): Promise<RelayLab> {
  const mirrors = await Promise.all(behaviours.map((behaviour) => lab.mirror(behaviour)));
  running = await startRelay(
    mirrors.map(({ url }) => url),
    upstream,
    more,
  );
  return running;
}

describe('an engine is answered', () => {
  it('without a challenge, so that no login is sent anywhere', async () => {
    const { get } = await relay([undefined], null);
    const { status, headers } = await get('/v2/');
    expect([status, headers['www-authenticate']]).toEqual([200, undefined]);
  });

  it('a tag as the registry itself has it, its bytes from the mirrors', async () => {
    const hub = await lab.hub();
    const { get, relay: own } = await relay([undefined], hub.url);
    for (const path of [TAG, `${TAG}?ns=docker.io`, '/v2/nginx/manifests/latest']) {
      const { status, headers, body } = await get(path);
      expect([status, headers['docker-content-digest']]).toEqual([200, current.index.digest]);
      expect(headers['content-type']).toBe(current.index.mediaType);
      expect(body.equals(current.index.bytes)).toBe(true);
    }
    const head = await get(TAG, { method: 'HEAD' });
    expect([head.headers['content-length'], head.body.length]).toEqual([
      String(current.index.bytes.length),
      0,
    ]);
    expect(
      hub.requests.filter(({ method }) => method === 'GET').every(({ stage }) => stage === 'token'),
    ).toBe(true);
    expect(own.status().hitRate).toBe(3 / 4);
  });

  it('a blob, and parts of it', async () => {
    const { get } = await relay([undefined], null);
    const whole = await get(BLOB);
    expect([whole.status, whole.headers['content-length']]).toEqual([200, String(layer.bytes.length)]);
    expect(whole.body.equals(layer.bytes)).toBe(true);
    const part = await get(BLOB, { headers: { range: 'bytes=10-19' } });
    expect([part.status, part.headers['content-range']]).toEqual([206, `bytes 10-19/${layer.bytes.length}`]);
    expect(part.body.equals(Buffer.from(layer.bytes).subarray(10, 20))).toBe(true);
    expect((await get(BLOB, { headers: { range: `bytes=${layer.bytes.length}-` } })).status).toBe(416);
    expect((await get(BLOB, { headers: { range: 'bytes=5-2' } })).status).toBe(200);
  });

  it.each([
    ['GET', '/', 404],
    ['GET', '/v2/_catalog', 404],
    ['GET', '/v2/library/nginx/tags/list', 404],
    ['GET', `${TAG}?ns=ghcr.io`, 404],
    ['GET', '/v2/ghcr.io/owner/app/manifests/latest', 404],
    ['GET', '/v2/library/../../etc/manifests/latest', 404],
    ['GET', 'http://example.com/v2/', 404],
    ['POST', '/v2/library/nginx/blobs/uploads/', 404],
    ['PUT', TAG, 405],
    ['DELETE', BLOB, 405],
  ])('%s %s with %d', async (method, path, status) => {
    const { get } = await relay([undefined], null);
    expect((await get(path, { method })).status).toBe(status);
  });

  it('with 403 when it is none of those that were allowed', async () => {
    const { get, relay: own } = await relay([undefined], null, { mayAsk: () => false });
    for (const path of ['/v2/', TAG, BLOB, '/status', '/metrics']) expect((await get(path)).status).toBe(403);
    expect(own.status().requests.refused).toBe(5);
  });
});

it.skipIf(process.platform !== 'linux')(
  'who may not ask takes no place of those who may, however many connections he opens',
  async () => {
    const { get, url } = await relay([undefined], null, { mayAsk: (remote) => remote !== '127.0.0.2' });
    const { hostname, port } = new URL(url);
    const idle = Array.from({ length: RELAY.connections + RELAY.strangers }, () =>
      connect({ host: hostname, port: Number(port), localAddress: '127.0.0.2' }).on('error', () => {}),
    );
    await Promise.all(idle.map((socket) => once(socket, 'connect')));
    expect((await get('/v2/')).status).toBe(200);
    await expect.poll(() => idle.filter(({ closed }) => !closed).length).toBeLessThanOrEqual(RELAY.strangers);
    await Promise.all(idle.map((socket) => socket.resume().closed || once(socket, 'close')));
  },
);

it('the next layers come with the first, and are no savings', async () => {
  const mirror = await lab.mirror();
  running = await startRelay([mirror.url], null);
  const { get, relay: own } = running;
  const [manifest] = current.manifests;
  await get(`/v2/library/nginx/manifests/${manifest?.digest}`);
  const layers = current.layers.filter(({ digest }) => Buffer.from(manifest?.bytes ?? []).includes(digest));
  await get(`/v2/library/nginx/blobs/${layers[0]?.digest}`);
  const blobs = (): number => mirror.requests.filter(({ target }) => target.includes('/blobs/')).length;
  await expect.poll(blobs).toBe(layers.length);
  for (const { digest } of layers.slice(1)) await get(`/v2/library/nginx/blobs/${digest}`);
  expect([layers.length > 1, blobs()]).toEqual([true, layers.length]);
  expect(own.status().requests).toMatchObject({ hit: 0, miss: 1 + layers.length });
});

it('several registries by ?ns=, each from its own mirrors, which are told', async () => {
  const [hubs, others] = [
    await lab.mirror(),
    await lab.mirror(undefined, { content: contentOf({ tagged: [alien] }) }),
  ];
  running = await startRelay([], null, {
    resolve: 'first',
    registries: [
      { registry: 'docker.io', upstream: null, sources: [sourceOf(hubs.url)] },
      { registry: 'ghcr.io', upstream: null, sources: [sourceOf(others.url)] },
    ],
  });
  const digests: unknown[] = [];
  for (const ns of ['', '?ns=docker.io', '?ns=ghcr.io', '?ns=quay.io'])
    digests.push((await running.get(`${TAG}${ns}`)).headers['docker-content-digest']);
  const [own, other] = [current.index.digest, alien.index.digest];
  expect(digests).toEqual([own, own, other, undefined]);
  expect(others.requests.every(({ target }) => target.endsWith('?ns=ghcr.io'))).toBe(true);
  expect(hubs.requests.some(({ target }) => target.includes('ns='))).toBe(false);
});

describe('a tag is believed', () => {
  const three = [undefined, undefined, undefined];

  it('of three operators that agree where the registry is out of reach', async () => {
    const { get, relay: own } = await relay(three, await lab.closedPort());
    expect((await get(TAG)).headers['docker-content-digest']).toBe(current.index.digest);
    expect([...own.state().tags.values()].map(({ by }) => by)).toEqual(['consensus']);
  });

  it('of no single mirror, nor of two', async () => {
    const { get } = await relay([undefined, undefined], await lab.closedPort());
    expect((await get(TAG)).status).toBe(404);
  });

  it('of the first one by the user’s own decision', async () => {
    const { get } = await relay([at(['manifest'], silence), undefined], null, { resolve: 'first' });
    expect((await get(TAG)).headers['docker-content-digest']).toBe(current.index.digest);
  });

  it('of the registry even when three mirrors say otherwise', async () => {
    const wrong = contentOf({ tagged: [alien], untagged: [current] });
    const hub = await lab.hub();
    const mirrors = await Promise.all(three.map(() => lab.mirror(undefined, { content: wrong })));
    running = await startRelay(
      mirrors.map(({ url }) => url),
      hub.url,
    );
    expect((await running.get(TAG)).headers['docker-content-digest']).toBe(current.index.digest);
  });

  it('as it was, and said so, when nobody can tell any more; over a restart too', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'mirror-check-relay-'));
    try {
      let nowMs = Date.now();
      const hub = await lab.hub();
      const first = await relay([undefined], hub.url, { directory, now: () => nowMs });
      await first.get(TAG);
      const written = renderState({ ...first.relay.state(), mirrors: new Map() });
      const state = parseState(Buffer.from(written));
      await first.stop();
      nowMs += 10 * 60_000;
      const { get, relay: own } = await relay([], await lab.closedPort(), {
        directory,
        state,
        now: () => nowMs,
      });
      const { status, headers } = await get(TAG);
      expect([status, headers['docker-content-digest']]).toEqual([200, current.index.digest]);
      expect(headers['x-mirror-relay']).toMatch(/^stale; confirmed=/);
      expect(own.status().staleTags.map(({ tag }) => tag)).toEqual(['docker.io/library/nginx:latest']);
      await running?.stop();
      running = null;
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  it('no longer than it holds, though the clock is set back', async () => {
    let nowMs = Date.now();
    const hub = await lab.hub();
    const { get } = await relay([undefined], hub.url, { now: () => nowMs });
    await get(TAG);
    nowMs -= 3_600_000;
    const before = hub.requests.length;
    await get(TAG);
    expect(hub.requests.length).toBeGreaterThan(before);
  });

  it('as unknown where the registry says so', async () => {
    const hub = await lab.hub();
    const { get } = await relay(three, hub.url);
    const { status, body } = await get('/v2/library/nginx/manifests/nosuch');
    expect([status, JSON.parse(body.toString()).errors[0].message]).toEqual([
      404,
      'the registry has no such tag',
    ]);
  });
});

describe('nothing unproven reaches an engine', () => {
  it.each<[string, Behaviour]>([
    ['turns a bit', tampers],
    [
      'serves another image under the digest',
      (visit, next) =>
        next({
          ...visit,
          reference: older.index.digest,
          url: new URL(visit.url.href.replace(/sha256:[0-9a-f]+/, older.index.digest)),
        }),
    ],
  ])('of a mirror that %s', async (_, behaviour) => {
    const hub = await lab.hub();
    const { get } = await relay([at(['manifest', 'layer', 'config'], behaviour)], hub.url);
    for (const path of [TAG, BLOB]) {
      const { status, body } = await get(path);
      expect(status).toBe(404);
      expect(body.toString()).toMatch(/^\{"errors":/);
    }
  });

  it('of a place in our own network that a mirror redirects to', async () => {
    const inside = await lab.mirror();
    const target = (visit: { readonly target: string }): string =>
      `http://inside.example:${new URL(inside.url).port}${visit.target}`;
    const mirror = await lab.mirror(at(['layer', 'manifest'], redirects(307, target)));
    running = await startRelay([mirror.url], (await lab.hub()).url, {
      openTransport: () =>
        createTransport(PLAIN_TRANSPORT, {
          // The mirror's own address passes for a public one, the other spelling of it for one of ours.
          lookup: async () => [{ ip: '::ffff:127.0.0.1', family: 6 }],
          classify: (ip) => (ip === '127.0.0.1' ? 'public' : 'special'),
        }),
    });
    expect([(await running.get(TAG)).status, (await running.get(BLOB)).status]).toEqual([404, 404]);
    expect(inside.requests).toEqual([]);
  });

  it('when the headers went out already: the body is cut', async () => {
    const hub = await lab.hub();
    const manifest = current.manifests[0]?.digest ?? '';
    const bad: Behaviour = (visit, next) =>
      at(['layer'], tampers)(visit, (asked) => at(['layer'], waits(300))(asked, next));
    const { get } = await relay([bad], hub.url, { headersAfterMs: 50 });
    await get(`/v2/library/nginx/manifests/${manifest}`);
    const { status, complete, body } = await get(BLOB);
    expect([status, complete, body.length]).toEqual([200, false, 0]);
  });

  it.each([
    [0, 'waits for the proof', true],
    [layer.bytes.length + 5, 'is cut', false],
    [layer.bytes.length - 5, 'is cut', false],
  ])('a body of which a manifest says %d bytes %s', async (size, _, complete) => {
    const bytes = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        config: { digest: alien.index.digest, size: 1 },
        layers: [{ digest: layer.digest, size }],
      }),
    );
    const name = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    const directory = await mkdtemp(join(tmpdir(), 'mirror-check-relay-'));
    await mkdir(join(directory, 'proven'));
    await writeFile(join(directory, 'proven', name.replace(':', '-')), bytes);
    const { get } = await relay([at(['layer'], waits(300))], null, { directory, headersAfterMs: 50 });
    expect((await get(`/v2/library/nginx/manifests/${name}`)).status).toBe(200);
    const { status, complete: isComplete, body } = await get(BLOB);
    expect([status, isComplete, body.length]).toEqual([200, complete, complete ? layer.bytes.length : 0]);
    await rm(directory, { recursive: true });
  });

  it('headers go out while a blob is on its way, and the blob when it is proven', async () => {
    const hub = await lab.hub();
    const manifest = current.manifests[0]?.digest ?? '';
    const { get } = await relay([at(['layer'], waits(300))], hub.url, { headersAfterMs: 50 });
    await get(`/v2/library/nginx/manifests/${manifest}`);
    const { status, complete, body } = await get(BLOB);
    expect([status, complete, body.equals(layer.bytes)]).toEqual([200, true, true]);
  });
});

it('goes on when mirrors fail, and remembers it', async () => {
  const { get, relay: own } = await relay([reset, refuses(500, 'X', 'x'), undefined], null);
  expect((await get(BLOB)).body.equals(layer.bytes)).toBe(true);
  expect(own.status().mirrors.map(({ state }) => state)).toEqual(['resting', 'resting', 'fit']);
});

it('counts one failure for one blob, and has no use for instants that are none', async () => {
  const written = JSON.stringify({
    schemaVersion: 1,
    healths: [[await lab.closedPort(), { failures: 1, rest: { untilMs: 1e300, firm: true } }]],
    tags: [['docker.io/library/nginx:latest', { digest: current.index.digest, by: 'hub', atMs: 1e300 }]],
  });
  const state = parseState(Buffer.from(written));
  expect([[...state.healths.values()][0]?.rest, state.tags.size]).toEqual([null, 0]);
  const { get, relay: own } = await relay([refuses(500, 'X', 'x')], null, { state });
  expect((await get(BLOB)).status).toBe(404);
  expect(own.status().mirrors.map(({ failuresInARow }) => failuresInARow)).toEqual([1]);
});

it('tells Prometheus', async () => {
  const { get } = await relay([undefined], null);
  await get(BLOB);
  const { body } = await get('/metrics');
  expect(body.toString()).toContain('mirror_relay_requests_total{result="miss"} 1\n');
  expect(body.toString()).toContain(`mirror_relay_served_bytes_total ${layer.bytes.length}\n`);
});

describe('a spool that something happens to', () => {
  it('is made anew when its folder was taken away', async () => {
    const { get, directory } = await relay([undefined], null);
    await rm(directory, { recursive: true });
    const { status, body } = await get(BLOB);
    expect([status, body.equals(layer.bytes)]).toEqual([200, true]);
    const again = await get(BLOB);
    expect([again.status, again.body.equals(layer.bytes)]).toEqual([200, true]);
  });

  it('does not give a layer for a manifest', async () => {
    // White space behind a manifest: it would be one if it were read.
    const bytes = Buffer.alloc(BODY_LIMITS.manifestBytes + 1, ' ');
    bytes.set(current.index.bytes);
    const name = createHash('sha256').update(bytes).digest('hex');
    const directory = await mkdtemp(join(tmpdir(), 'mirror-check-relay-'));
    await mkdir(join(directory, 'proven'));
    await writeFile(join(directory, 'proven', `sha256-${name}`), bytes);
    const { get } = await relay([undefined], null, { directory });
    expect((await get(`/v2/library/nginx/blobs/sha256:${name}`)).status).toBe(200);
    expect((await get(`/v2/library/nginx/manifests/sha256:${name}`)).status).toBe(404);
    await rm(directory, { recursive: true });
  });
});
