import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OWN_LINE } from '../../src/survey/limits.ts';
import { type MeasuredAlone, ownLine } from '../../src/survey/own-line.ts';

const limits = { alike: 0.9, heldBack: 2, ownShare: 0.75, leastShare: 0.8, mostShare: 1.1 };
/** Had 40 of a line of 100 among others. */
const held = { own: 40, all: 98 };
const mirror = (
  id: string,
  bytesPerSecond: number,
  shared: MeasuredAlone['shared'] = held,
): MeasuredAlone => ({ id, bytesPerSecond, shared });

describe('ownLine', () => {
  it('names all who fill the line, in their order', () => {
    const free = mirror('c', 95, null);
    expect(ownLine([mirror('a', 92), mirror('b', 100), free, mirror('d', 89)], limits)).toEqual({
      bytesPerSecond: 100,
      mirrors: ['a', 'b', 'c'],
    });
  });

  it.each([
    ['nobody was measured', []],
    ['one mirror proves nothing', [mirror('a', 100), mirror('b', 60)]],
    ['only one of them was held back', [mirror('a', 100), mirror('b', 100, { own: 90, all: 100 })]],
    ['it is not known what they had among others', [mirror('a', 100, null), mirror('b', 100, null)]],
    [
      'all together were faster: two ports of one speed',
      [mirror('a', 100, { own: 70, all: 140 }), mirror('b', 100, { own: 70, all: 140 })],
    ],
    [
      'all together were slower: it was not full',
      [mirror('a', 100, { own: 30, all: 70 }), mirror('b', 100, { own: 30, all: 70 })],
    ],
    [
      'one alone was faster than the line would be',
      [mirror('a', 100), mirror('b', 100), mirror('c', 150, null)],
    ],
  ])('says nothing where %s', (_, alone) => {
    expect(ownLine(alone, limits)).toBeNull();
  });

  const rates = fc.double({ min: 1, max: 1e8, noNaN: true });
  const shared = fc.option(fc.record({ own: rates, all: rates }));
  const mirrors = fc
    .uniqueArray(fc.record({ id: fc.string(), bytesPerSecond: rates, shared }), { selector: ({ id }) => id })
    .chain((drawn) =>
      // Half of the time a line of 1 MB/s that holds them all back, or claims would be rare.
      fc.boolean().map((full) =>
        full
          ? drawn.map((one, index) => ({
              ...one,
              bytesPerSecond: 1e6 * (1 - (index % 5) / 50),
              shared: { own: 5e5, all: 1e6 },
            }))
          : drawn,
      ),
    );

  it('no mirror exceeds the line, none far under it is named, and all who fill it are', () => {
    let claims = 0;
    fc.assert(
      fc.property(mirrors, (alone) => {
        const line = ownLine(alone, OWN_LINE);
        if (line === null) return;
        claims += 1;
        expect(line.mirrors.length).toBeGreaterThanOrEqual(OWN_LINE.heldBack);
        for (const { id, bytesPerSecond } of alone) {
          expect(bytesPerSecond).toBeLessThanOrEqual(line.bytesPerSecond);
          expect(line.mirrors.includes(id)).toBe(bytesPerSecond >= OWN_LINE.alike * line.bytesPerSecond);
        }
      }),
    );
    expect(claims).toBeGreaterThan(0);
  });

  it('is the same for another unit of bytes', () => {
    fc.assert(
      fc.property(mirrors, (alone) => {
        // A power of two: no rounding.
        const bits = alone.map((one) => ({
          ...one,
          bytesPerSecond: one.bytesPerSecond * 8,
          shared: one.shared === null ? null : { own: one.shared.own * 8, all: one.shared.all * 8 },
        }));
        expect(ownLine(bits, OWN_LINE)?.mirrors).toEqual(ownLine(alone, OWN_LINE)?.mirrors);
      }),
    );
  });
});
