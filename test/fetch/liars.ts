import { afterEach, describe, expect, it } from 'vitest';
import { type Behaviour, honest } from '../../src/demo/behaviour.ts';
import { contentOf } from '../../src/demo/content.ts';
import { buildImage } from '../../src/demo/image.ts';
import type { SimulatedMirror } from '../../src/demo/simulated-mirror.ts';
import { type Lab, openLab } from '../support/fake-registry.ts';
import { type Lie, lies } from '../support/fake-registry-lying.ts';
import { type Bench, HASTY, openBench } from './support.ts';

/** Mirrors that stand first, tell a wrong size wherever one is told, and give a little now and then. */

const image = buildImage({
  repository: 'library/nginx',
  tag: 'latest',
  format: 'oci',
  layers: [{ seed: 'untold', bytes: 300_000 }],
});
const content = contentOf({ tagged: [image] });
const [layer] = image.layers;
if (layer === undefined) throw new Error('no layer');
const wanted = { manifest: image.index, blob: layer } as const;

/** Who is asked once has not lied. */
const truthAtFirst: Lie['tells'] = (size, request) => (request === 1 ? size : size + 1000);
type Told = readonly [string, Lie['tells']];
export const TOLD: readonly Told[] = [
  ['more', (size) => size + 1000],
  ['far more', (size) => size * 1000],
  ['less', (size) => size - 100],
  ['nothing', () => null],
  ['another size each time', (size, request) => size + request],
  ['the truth at first, then more', truthAtFirst],
];
type Given = readonly [string, Pick<Lie, 'gives' | 'bytesPerSecond'>];
export const GIVEN: readonly Given[] = [
  ['a byte before each cut', { gives: 1 }],
  ['ten bytes before each cut', { gives: 10 }],
  ['more than a cut may cost before each', { gives: HASTY.cutBytes + 1 }],
  ['all of it slowly', { gives: null, bytesPerSecond: 100_000 }],
  ['it just fast enough to be waited for', { gives: null, bytesPerSecond: 12_000 }],
];

const requestsTo = (mirror: SimulatedMirror | undefined): number => mirror?.requests.length ?? 0;

/** Declares the tests of each of these lies with each way to give. */
export function describeLiars(told: readonly Told[], given: readonly Given[]): void {
  const lab: Lab = openLab();
  let bench: Bench | null = null;
  afterEach(async () => {
    await bench?.stop();
    await lab.stop();
  });

  async function open(...behaviours: readonly Behaviour[]) {
    const mirrors = await Promise.all(behaviours.map((behaviour) => lab.mirror(behaviour, { content })));
    bench = await openBench(
      mirrors.map(({ url }) => url),
      { limits: HASTY },
    );
    return { ...bench, mirrors };
  }

  describe.each(['manifest', 'blob'] as const)('a %s comes soon and right though the best mirror', (kind) => {
    const { digest, bytes: right } = wanted[kind];

    describe.each(told)('tells %s', (_, tells) => {
      describe.each(given)('and gives %s', (__, gives) => {
        const liar = lies({ tells, ...gives });

        it.each([
          ['another', [liar, honest]],
          ['two others', [liar, honest, honest]],
          ['another that lies and one that does not', [liar, liar, honest]],
        ])('with %s behind it', async (___, behaviours) => {
          const { bytes, mirrors, memory } = await open(...behaviours);
          expect((await bytes({ digest, kind })).equals(right)).toBe(true);
          for (const [index, mirror] of mirrors.entries()) {
            const { lastTrouble } = memory.of(mirror.url);
            // Silent or slow anybody may be on a busy machine.
            const blamed = ['not-it', 'wrong-bytes', 'cut'];
            if (behaviours[index] === honest) expect(blamed).not.toContain(lastTrouble?.trouble);
            else if (requestsTo(mirror) > 0 && tells !== truthAtFirst) expect(lastTrouble).not.toBe(null);
            expect(requestsTo(mirror)).toBeLessThan(30);
          }
        });
      });
    });
  });
}
