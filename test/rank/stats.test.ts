import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isSample,
  jitter,
  mean,
  median,
  quantile,
  relativeSpread,
  type Sample,
} from '../../src/rank/stats.ts';

const sample = (): fc.Arbitrary<Sample> =>
  fc
    .tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.array(fc.integer({ min: -1e6, max: 1e6 })))
    .map(([first, rest]) => [first, ...rest]);

describe('by hand', () => {
  it.each<[string, number, number]>([
    ['median of 3 1 2', median([3, 1, 2]), 2],
    ['median of 4 1 2 3: (2 + 3) / 2', median([4, 1, 2, 3]), 2.5],
    ['lower quartile of 1 2 3 4: 1 + 0.75', quantile([1, 2, 3, 4], 0.25), 1.75],
    ['mean of 1 2 6', mean([1, 2, 6]), 3],
    ['jitter of 10 14 11: (4 + 3) / 2', jitter([10, 14, 11]), 3.5],
    ['jitter of one', jitter([10]), 0],
    ['spread of 9 10 12: 3 / 10', relativeSpread([9, 10, 12]), 0.3],
    ['spread of zeros', relativeSpread([0, 0]), 0],
    ['spread around a median of 0', relativeSpread([0, 0, 1]), Number.POSITIVE_INFINITY],
  ])('%s', (_, got, wanted) => expect(got).toBe(wanted));

  it('refuses a share outside 0 to 1, and nothing at all', () => {
    expect(() => quantile([1], 1.1)).toThrow(RangeError);
    expect(() => quantile([1], Number.NaN)).toThrow(RangeError);
    expect(isSample([])).toBe(false);
  });
});

describe('properties', () => {
  it('a quantile lies in the sample, grows with its share, and does not care for order', () => {
    fc.assert(
      fc.property(
        sample(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, p, q) => {
          const [low, high] = p < q ? [p, q] : [q, p];
          expect(quantile(values, low)).toBeLessThanOrEqual(quantile(values, high));
          expect(quantile(values, 0)).toBe(Math.min(...values));
          expect(quantile(values, 1)).toBe(Math.max(...values));
          const reversed = values.toReversed();
          expect(isSample(reversed) && quantile(reversed, p)).toBe(quantile(values, p));
        },
      ),
    );
  });

  it('half of the sample is not above the median, half not below', () => {
    fc.assert(
      fc.property(sample(), (values) => {
        const middle = median(values);
        expect(values.filter((value) => value <= middle).length * 2).toBeGreaterThanOrEqual(values.length);
        expect(values.filter((value) => value >= middle).length * 2).toBeGreaterThanOrEqual(values.length);
      }),
    );
  });

  it('spreads are never negative and do not change when everything moves by the same amount', () => {
    fc.assert(
      fc.property(sample(), fc.integer({ min: -1e6, max: 1e6 }), (values, offset) => {
        const [first, ...rest] = values;
        const moved: Sample = [first + offset, ...rest.map((value) => value + offset)];
        expect(jitter(values)).toBeGreaterThanOrEqual(0);
        expect(jitter(moved)).toBeCloseTo(jitter(values), 6);
      }),
    );
  });
});
