import { randomBytes } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { digestOf } from '../../src/registry/digest.ts';
import { type Lab, openLab } from '../support/fake-registry.ts';
import { openLine } from './one-line.ts';
import { type Bench, HASTY, openBench } from './support.ts';

/** Honest mirrors behind one slow line: what the first gives is not asked of all of them, and it is not blamed. */

const lab: Lab = openLab();
let bench: Bench | null = null;
afterEach(async () => {
  await bench?.stop();
  await lab.stop();
});

async function open(count: number, bytes: Uint8Array, bytesPerSecond: number, isTold: boolean) {
  const line = openLine(bytesPerSecond);
  lab.keep(line);
  const behaviour = line.mirror(bytes, { isTold, hasRange: true });
  const mirrors = await Promise.all(Array.from({ length: count }, () => lab.mirror(behaviour)));
  bench = await openBench(
    mirrors.map(({ url }) => url),
    { limits: { ...HASTY, besideMs: 200 } },
  );
  return { ...bench, mirrors };
}

it.each([
  ['manifest', 6, true],
  ['manifest', 2, false],
  ['blob', 2, false],
] as const)('a %s of %d mirrors comes from the first', async (kind, count, isTold) => {
  const right = randomBytes(60_000);
  const { bytes, memory, mirrors } = await open(count, right, 50_000, isTold);
  expect((await bytes({ digest: digestOf(right), kind })).equals(right)).toBe(true);
  const asked = mirrors.map(({ requests }) => requests.filter(({ method }) => method === 'GET').length);
  expect(asked[0]).toBe(1);
  expect(asked.reduce((sum, one) => sum + one, 0)).toBeLessThan(4);
  expect(mirrors.map(({ url }) => memory.of(url).lastTrouble)).toEqual(mirrors.map(() => null));
});
