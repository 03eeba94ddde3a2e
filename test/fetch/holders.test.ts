import { afterEach, describe, expect, it } from 'vitest';
import { type Behaviour, chain, changes, ignoresRange } from '../../src/demo/behaviour.ts';
import { contentOf } from '../../src/demo/content.ts';
import { buildImage } from '../../src/demo/image.ts';
import { type Lab, openLab } from '../support/fake-registry.ts';
import { type Holding, holds, ranged } from './holders.ts';
import { type Bench, HASTY, openBench } from './support.ts';

/** Mirrors that stand first, give the right bytes, and never come to the end. */

const image = buildImage({
  repository: 'library/nginx',
  tag: 'latest',
  format: 'oci',
  layers: [{ seed: 'held', bytes: 3_000 }],
});
const content = contentOf({ tagged: [image] });
const [layer] = image.layers;
if (layer === undefined) throw new Error('no layer');
const wanted = { manifest: image.index, blob: layer } as const;

/** As in earnest, but that nobody who holds is ever left alone for his silence. */
const limits = { ...HASTY, silenceMs: 60_000, aloneMs: 1_000 };

const all = { told: null, given: 1, blanks: 0, again: null } as const;
const held: readonly (readonly [string, Holding])[] = [
  ['all of it and is silent', all],
  ['ten bytes more and is silent', { ...all, blanks: 10 }],
  ['all of it and a blank now and then', { ...all, again: { bytes: 1, everyMs: 60 } }],
  ['all of it and goes on and on', { ...all, again: { bytes: 700, everyMs: 20 } }],
];
const lab: Lab = openLab();
let bench: Bench | null = null;
afterEach(async () => {
  await bench?.stop();
  await lab.stop();
});

const open = (...behaviours: readonly Behaviour[]) => openWith({}, ...behaviours);

async function openWith(others: Partial<typeof limits>, ...behaviours: readonly Behaviour[]) {
  const mirrors = await Promise.all(behaviours.map((behaviour) => lab.mirror(behaviour, { content })));
  const urls = mirrors.map(({ url }) => url);
  bench = await openBench(urls, { limits: { ...limits, ...others } });
  return { ...bench, urls };
}

describe.each(['manifest', 'blob'] as const)(
  'a %s of unknown size comes, and its giver is not blamed',
  (kind) => {
    const { digest, bytes: right } = wanted[kind];

    describe.each(held)('though the best mirror gives %s', (_, holding) => {
      it.each([
        ['tells the size to who asks behind it', [holds(holding), ranged(true)]],
        ['does not tell it', [holds(holding), ranged(false)]],
        ['stands behind three of them', [holds(holding), holds(holding), holds(holding), ranged(true)]],
      ])('where the one that is right %s', async (__, behaviours) => {
        const { bytes, memory, urls } = await open(...behaviours);
        expect((await bytes({ digest, kind })).equals(right)).toBe(true);
        expect(memory.of(urls.at(-1) ?? '').lastTrouble).toBe(null);
      });
    });

    it.each<[string, (from: number, size: number) => number | null]>([
      ['ends where it came to', (from) => from],
      ['is shorter', (from) => from - 1],
      ['is longer', (from) => from + 1_000],
    ])('though three give half of it, and say to others that it %s', async (_, tells) => {
      const liar = holds({ ...all, given: 0.5 }, tells);
      const { bytes, memory, urls } = await open(liar, liar, liar, ranged(true));
      expect((await bytes({ digest, kind })).equals(right)).toBe(true);
      expect(memory.of(urls.at(-1) ?? '').lastTrouble).toBe(null);
    });
  },
);

it.each(['manifest', 'blob'] as const)(
  'who falters in the middle of a %s is not condemned where another one says that it was all',
  async (kind) => {
    const { digest, bytes: right } = wanted[kind];
    const falters: Behaviour = (visit, next) =>
      (visit.number === 1 ? holds({ ...all, given: 0.5 }) : ranged(true))(visit, next);
    const { bytes, memory, urls } = await open(
      falters,
      holds({ ...all, given: 0 }, (from) => from),
    );
    expect((await bytes({ digest, kind })).equals(right)).toBe(true);
    expect(memory.of(urls[0] ?? '').lastTrouble?.trouble).not.toBe('wrong-bytes');
  },
);

const never = 600_000;
const unsized: Behaviour = changes(({ headers: { 'content-length': _, ...headers } }) => ({ headers }));

it.each(['manifest', 'blob'] as const)(
  'a %s that comes no more is asked for from the beginning where another one sends the whole and nothing else',
  async (kind) => {
    const { digest, bytes: right } = wanted[kind];
    const { bytes, memory, urls } = await openWith(
      { aloneMs: never },
      holds({ ...all, given: 0.5 }),
      chain(unsized, ignoresRange),
    );
    expect((await bytes({ digest, kind })).equals(right)).toBe(true);
    expect(memory.of(urls[0] ?? '').lastTrouble?.trouble).toBe('stalled');
  },
);

it('a manifest is asked for everywhere in the end though three mirrors send just enough to be waited for', async () => {
  const liars = [1, 2, 3].map((index) =>
    holds({ told: 60_000 + index, given: 1, blanks: 0, again: { bytes: 700, everyMs: 20 } }),
  );
  const { bytes } = await openWith({ crawlMs: never }, ...liars, ranged(true));
  expect((await bytes({ digest: image.index.digest, kind: 'manifest' })).equals(image.index.bytes)).toBe(
    true,
  );
});
