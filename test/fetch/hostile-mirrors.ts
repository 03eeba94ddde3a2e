import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type Behaviour, honest } from '../../src/demo/behaviour.ts';
import { contentOf } from '../../src/demo/content.ts';
import { buildImage } from '../../src/demo/image.ts';
import { type Lab, openLab } from '../support/fake-registry.ts';
import { ranged } from './holders.ts';
import { type Hostile, hostile, hostiles } from './hostile.ts';
import { HASTY, openBench } from './support.ts';

/** Mirrors that stand before a good one, each wrong in several ways at once: what is asked for comes, and the good one is not accused. */

const image = buildImage({
  repository: 'library/nginx',
  tag: 'latest',
  format: 'oci',
  layers: [{ seed: 'hostile', bytes: 300_000 }],
});
const content = contentOf({ tagged: [image] });
const [layer] = image.layers;
if (layer === undefined) throw new Error('no layer');
const wanted = { manifest: image.index, blob: layer } as const;

/** Nobody is got rid of for being silent long enough. */
const limits = { ...HASTY, silenceMs: 600_000 };
/** What takes longer hangs on the word of one of them: a drip of 300 kB takes 7 s and more, a good one a tenth of one, on a busy machine one. */
const HANGS_MS = 15_000;

export async function comesThrough(
  kind: 'manifest' | 'blob',
  isSized: boolean,
  ways: readonly Hostile[],
  good: Behaviour = honest,
  lab: Lab = openLab(),
): Promise<void> {
  const behaviours = [...ways.map(hostile), good];
  const mirrors = await Promise.all(behaviours.map((behaviour) => lab.mirror(behaviour, { content })));
  const bench = await openBench(
    mirrors.map(({ url }) => url),
    { limits },
  );
  try {
    const { digest, bytes: right } = wanted[kind];
    const size = isSized ? right.length : null;
    const hung = new Promise<null>((resolve) => setTimeout(() => resolve(null), HANGS_MS).unref());
    const came = await Promise.race([bench.bytes({ digest, kind, size }), hung]);
    expect(came?.equals(right) ?? 'it hangs').toBe(true);
    const trouble = bench.memory.of(mirrors.at(-1)?.url ?? '').lastTrouble?.trouble;
    expect(['not-it', 'wrong-bytes', 'cut', 'refused', 'missing']).not.toContain(trouble);
  } finally {
    await bench.stop();
    await lab.stop();
  }
}

const goods: readonly Behaviour[] = [honest, ranged(true), ranged(false)];

/** Declares the property; `runs`: sets of mirrors that are drawn. */
export function describeHostile(runs: number): void {
  const lab: Lab = openLab();
  afterEach(() => lab.stop());

  describe.each(['manifest', 'blob'] as const)('a %s', (kind) => {
    it.each([
      ['nobody knows', false],
      ['a manifest told', true],
    ])('whose size %s comes though any mirrors stand before the good one', async (_, isSized) => {
      const drawn = fc.tuple(
        fc.array(hostiles, { minLength: 1, maxLength: 3 }),
        fc.nat({ max: goods.length - 1 }),
      );
      await fc.assert(
        fc.asyncProperty(drawn, ([ways, good]) => comesThrough(kind, isSized, ways, goods[good], lab)),
        { numRuns: runs, endOnFailure: true },
      );
    });
  });
}
