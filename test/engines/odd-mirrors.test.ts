import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixedMirrors } from './odd/fixed.ts';
import { askCommand, compare, type Said } from './odd/judge.ts';
import { DIFFERENCES } from './odd/known.ts';
import { openRig, type Rig } from './odd/rig.ts';

/**
 * Mirrors that are odd in one way each: what the command says of each client is what real engines do. Where they do not agree, and it cannot be helped, ./odd/known.ts has the reason; what is there and agrees
 * is an error as well.
 */

const fixed = fixedMirrors(1);
const mirrors = fixed.map(({ mirror }) => mirror);
const nameOf = new Map(fixed.map(({ name, mirror }) => [mirror.id, name]));

const rig: Rig = await openRig('fixed');
let said: ReadonlyMap<number, Said>;

beforeAll(async () => {
  await rig.stage.play(mirrors);
  said = await askCommand(mirrors, rig.namespace, rig.stage);
});
afterAll(() => rig.stop());

it('asks each at most fourteen times', () => {
  expect(fixed.length).toBeGreaterThanOrEqual(120);
  expect([...said.values()].filter(({ requests }) => requests > 14)).toEqual([]);
});

describe.each(rig.engines.map((make, index) => [index, make] as const))('engine %i', (_, make) => {
  it('pulls through what is said to work for it, and through nothing else', async () => {
    const engine = await make();
    try {
      const pulls = await engine.pull(mirrors);
      const told = (ids: Iterable<number>): string[] => [...ids].map((id) => nameOf.get(id) ?? '').sort();
      const differences = compare(said, pulls, engine).map(({ id }) => id);
      const expected = DIFFERENCES.filter(({ engines }) =>
        engines.some((name) => engine.name.startsWith(name)),
      );
      expect(told(differences), engine.name).toEqual(expected.map(({ mirror }) => mirror).sort());
    } finally {
      await engine.stop();
    }
  });
});
