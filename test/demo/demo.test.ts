import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Demo, startDemo } from '../../src/demo/index.ts';
import { LANGS } from '../../src/words/lang.ts';
import { messagesFor } from '../support/words.ts';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo(messagesFor('en').demo.operators);
});
afterAll(() => demo.stop());

const serverOf = (id: string) => demo.mirrors.find((mirror) => mirror.id === id)?.server;
const indexOf = (id: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${serverOf(id)?.url}/v2/library/nginx/manifests/latest`, init);

test('every mirror has its own id, address and name, in each language', () => {
  const { candidates } = demo;
  expect(new Set(candidates.map((candidate) => candidate.id)).size).toBe(candidates.length);
  expect(new Set(candidates.map((candidate) => candidate.url.href)).size).toBe(candidates.length);
  for (const lang of LANGS) {
    const names = Object.values(messagesFor(lang).demo.operators);
    expect(new Set(names).size).toBe(candidates.length);
  }
  for (const { id, url } of candidates) {
    expect(id).toMatch(/^[a-z0-9][a-z0-9.-]*$/);
    expect(url.host).toMatch(/^127\.0\.0\.1:\d+$/);
  }
});

test('the good ones, the stale one and the inventor serve three different images by one tag', async () => {
  const digest = async (id: string) => (await indexOf(id)).headers.get('docker-content-digest');
  const today = await digest('good-fast');
  expect(await digest('good-slow')).toBe(today);
  expect(new Set([today, await digest('stale'), await digest('unknown-tag')]).size).toBe(3);
});

test('the dead one refuses connections', async () => {
  const dead = demo.candidates.find((candidate) => candidate.id === 'dead');
  await expect(fetch(`${dead?.url.href}/v2/`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
});

test('there is a layer worth measuring, on every platform that Node runs on', async () => {
  const index: unknown = await (await indexOf('good-fast')).json();
  expect(JSON.stringify(index)).toContain('"architecture":"s390x"');
  const [, digest] = /"digest":"(sha256:\w+)"/.exec(JSON.stringify(index)) ?? [];
  const manifest = await fetch(`${serverOf('good-fast')?.url}/v2/library/nginx/manifests/${digest}`);
  const sizes = [...(await manifest.text()).matchAll(/"size":(\d+)/g)].map((match) => Number(match[1]));
  expect(Math.max(...sizes)).toBeGreaterThan(8 * 1024 * 1024);
});

test('a stopped mirror is gone while the others stay', async () => {
  const mirror = serverOf('good-campus');
  await mirror?.stop();
  await expect(fetch(`${mirror?.url}/v2/`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  expect((await indexOf('good-fast')).status).toBe(200);
});
