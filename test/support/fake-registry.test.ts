import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { at, type Behaviour } from '../../src/demo/behaviour.ts';
import { holdClosedPort } from '../../src/demo/closed-port.ts';
import { CODES } from '../../src/probe/codes.ts';
import { openLab } from './fake-registry.ts';
import { startBlackHole } from './fake-registry-black-hole.ts';
import {
  DIRTY_TEXT,
  dirtyError,
  dirtyHeaders,
  drippingBody,
  drippingHeaders,
  endlessBody,
  endlessHeaders,
  gzipBomb,
  headUnsupported,
  manyChallengeHeaders,
  manyChallenges,
  oversizedManifest,
  redirectChain,
  redirectLoop,
  wrongLength,
} from './fake-registry-hostile.ts';
import { startScenario } from './fake-registry-scenario.ts';
import { SCENARIOS } from './fake-registry-scenarios.ts';
import { HOSTILE_SCENARIOS } from './fake-registry-scenarios-hostile.ts';
import { alien, current, older } from './images.ts';

/** What becomes of a connection attempt within a second. */
function attempt(url: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const timer = setTimeout(() => {
      socket.destroy();
      resolve('no answer');
    }, 1000);
    const end = (outcome: string): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(outcome);
    };
    socket.once('connect', () => end('connected'));
    socket.once('error', (error) => end('code' in error ? String(error.code) : error.message));
  });
}

test.skipIf(process.platform === 'win32')('a black hole neither takes nor refuses a connection', async () => {
  const hole = await startBlackHole();
  try {
    expect(await Promise.all([attempt(hole.url), attempt(hole.url)])).toEqual(['no answer', 'no answer']);
  } finally {
    await hole.stop();
  }
  expect(await attempt(hole.url)).toBe('ECONNREFUSED');
});

test('a closed port refuses, again and again', async () => {
  const closed = await holdClosedPort();
  try {
    for (let round = 0; round < 3; round += 1) expect(await attempt(closed.url)).toBe('ECONNREFUSED');
  } finally {
    await closed.stop();
  }
});

const ALL = [...SCENARIOS, ...HOSTILE_SCENARIOS];

test('every code that a mirror can earn has its scenario, under its own verdict, and no name is used twice', () => {
  const shown = new Set(SCENARIOS.map((scenario) => scenario.code));
  expect(
    Object.values(CODES)
      .flat()
      .filter((code) => !shown.has(code)),
  ).toEqual([]);
  for (const { code, verdict } of ALL) {
    const own = Object.entries(CODES).find(([, codes]) => (codes as readonly string[]).includes(code))?.[0];
    // A code of the dead row is "broken" where the mirror had answered before.
    expect(own === 'dead' ? ['dead', 'broken'] : [own]).toContain(verdict);
  }
  const names = ALL.map((scenario) => scenario.name);
  expect(new Set(names).size).toBe(names.length);
});

test.each(ALL.map((scenario) => [`${scenario.code}: ${scenario.name}`, scenario] as const))(
  '%s can be set up and taken away',
  async (_name, scenario) => {
    const started = await startScenario(scenario);
    expect(URL.canParse(started.url)).toBe(true);
    expect(started.args[0]).toBe(started.url);
    expect([200, 401]).toContain((await fetch(`${started.hub.url}/v2/`)).status);
    await started.stop();
    await expect(fetch(`${started.hub.url}/v2/`)).rejects.toThrow('fetch failed');
  },
);

const lab = openLab();
afterEach(() => lab.stop());

async function get(behaviour: Behaviour, path = '/v2/'): Promise<Response> {
  return fetch((await lab.mirror(behaviour)).url + path, { redirect: 'manual' });
}

/** The raw answer to one request, up to `limit` bytes. */
async function rawGet(behaviour: Behaviour, limit: number): Promise<string> {
  const { url } = await lab.mirror(behaviour);
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write('GET /v2/ HTTP/1.1\r\nhost: x\r\n\r\n');
  let text = '';
  for await (const chunk of socket.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length >= limit) break;
  }
  return text;
}

test('endless headers go on after a megabyte, endless bodies after sixteen', async () => {
  expect((await rawGet(endlessHeaders, 1e6)).length).toBeGreaterThanOrEqual(1e6);
  let received = 0;
  for await (const chunk of (await get(endlessBody)).body ?? []) {
    received += chunk.length;
    if (received > 16e6) break;
  }
  expect(received).toBeGreaterThan(16e6);
});

test.each([
  ['headers', drippingHeaders(5), 'HTTP/1.1 200 OK\r\nx-padding: xxxxx'],
  ['body', drippingBody(5), '\r\n\r\nxxxxx'],
])('a dripping %s comes byte by byte', async (_part, behaviour, text) => {
  expect(await rawGet(behaviour, 130)).toContain(text);
});

test('a redirect chain ends after its hops, a loop never', async () => {
  const { url } = await lab.mirror(redirectChain(2));
  const trail: number[] = [];
  let next = `${url}/v2/`;
  for (;;) {
    const response = await fetch(next, { redirect: 'manual' });
    trail.push(response.status);
    const location = response.headers.get('location');
    if (location === null) break;
    next = new URL(location, next).href;
  }
  expect(trail).toEqual([302, 302, 200]);
  expect((await get(redirectLoop, '/v2/a?b')).headers.get('location')).toBe('/v2/a?b');
});

test('the bomb is a thousand times larger than it looks', async () => {
  const { url } = await lab.mirror(gzipBomb);
  const length = Number((await fetch(url, { method: 'HEAD' })).headers.get('content-length'));
  expect(length).toBeLessThan(100_000);
  expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(64 * 1024 * 1024);
});

test('dirt comes through unwashed, in headers and in bodies', async () => {
  const headers = await rawGet(dirtyHeaders, 400);
  expect(headers).toContain('\u001b[2J');
  expect(headers).toContain('\u202E');
  const body: unknown = await (await get(dirtyError(403))).json();
  expect(body).toMatchObject({ errors: [{ message: DIRTY_TEXT }] });
});

test('a thousand challenges: in one header with a Bearer one at the end, or each in its own', async () => {
  const one = (await get(manyChallenges(1000, () => 'http://r/token'))).headers.get('www-authenticate') ?? '';
  expect(one.match(/Basic|Bearer/g)?.length).toBe(1000);
  const own = await rawGet(manyChallengeHeaders(100), 5000);
  expect(own.match(/www-authenticate: Bearer/g)?.length).toBe(100);
});

test.each([10, -1])('a length that is wrong by %i', async (by) => {
  const response = await get(wrongLength(by));
  expect(response.headers.get('content-length')).toBe(String(2 + by));
});

test('HEAD can be unsupported where GET works', async () => {
  const { url } = await lab.mirror(headUnsupported);
  expect((await fetch(`${url}/v2/`, { method: 'HEAD' })).status).toBe(405);
  expect((await fetch(`${url}/v2/`)).status).toBe(200);
});

test('an oversized manifest is still the same JSON', async () => {
  const response = await get(at('manifest', oversizedManifest(5e6)), '/v2/library/nginx/manifests/latest');
  const text = await response.text();
  expect(text.length).toBe(5e6);
  expect(JSON.parse(text)).toHaveProperty('manifests');
});

test("the lab's Hub tells a token's holder both digests, today's by tag, and lets no blob through", async () => {
  const hub = await lab.hub();
  const grant: unknown = await (await fetch(`${hub.url}/token?scope=repository:library/nginx:pull`)).json();
  const token = typeof grant === 'object' && grant !== null && 'token' in grant ? grant.token : '';
  const head = (reference: string): Promise<Response> =>
    fetch(`${hub.url}/v2/library/nginx/manifests/${reference}`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${token}` },
    });
  const tagged = await head('latest');
  expect(tagged.headers.get('docker-content-digest')).toBe(current.index.digest);
  expect(tagged.headers.get('ratelimit-limit')).toBe('100;w=21600');
  expect((await head(older.index.digest)).status).toBe(200);
  expect((await head(alien.index.digest)).status).toBe(404);
  const blob = fetch(`${hub.url}/v2/library/nginx/blobs/${current.layers[0]?.digest}`);
  await expect(blob).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
});
