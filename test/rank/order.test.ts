import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RankKey, rankOrder } from '../../src/rank/order.ts';

const key = (): fc.Arbitrary<Omit<RankKey, 'id'>> =>
  fc.record({
    usable: fc.boolean(),
    pullSeconds: fc.option(fc.integer({ min: 0, max: 5 })),
    latencyMs: fc.option(fc.integer({ min: 0, max: 5 })),
  });
const keys = (): fc.Arbitrary<RankKey[]> =>
  fc
    .array(key(), { maxLength: 12 })
    .map((all) => all.map((one, index) => ({ ...one, id: `mirror-${index}` })));
const ids = (all: readonly RankKey[]): string[] => rankOrder(all, (one) => one).map((one) => one.id);
const usable = { usable: true, latencyMs: 10 };

describe('rankOrder', () => {
  it('puts the shorter pull first, then the lower latency, then the id; the unusable behind', () => {
    const all: RankKey[] = [
      { id: 'f', usable: false, pullSeconds: 0.1, latencyMs: 1 },
      { id: 'e', usable: true, pullSeconds: null, latencyMs: null },
      { id: 'd', usable: true, pullSeconds: null, latencyMs: 5 },
      { id: 'c', ...usable, pullSeconds: 9 },
      { id: 'b', ...usable, pullSeconds: 9 },
      { id: 'a', ...usable, pullSeconds: 9, latencyMs: 11 },
      { id: 'z', ...usable, pullSeconds: 2 },
    ];
    expect(ids(all)).toEqual(['z', 'b', 'c', 'a', 'd', 'e', 'f']);
  });

  it('is a permutation, whatever order the items come in', () => {
    fc.assert(
      fc.property(keys(), (all) => {
        const before = structuredClone(all);
        const ranked = ids(all);
        expect(ranked.toSorted()).toEqual(all.map((one) => one.id).toSorted());
        expect(ids(all.toReversed())).toEqual(ranked);
        expect(all).toEqual(before);
      }),
    );
  });

  it('never ranks a mirror later because it became faster', () => {
    fc.assert(
      fc.property(keys(), fc.nat(), fc.integer({ min: 0, max: 5 }), (all, pick, faster) => {
        const one = all[pick % Math.max(1, all.length)];
        fc.pre(one !== undefined);
        const better: RankKey = { ...one, pullSeconds: Math.min(faster, one.pullSeconds ?? faster) };
        const after = ids(all.map((other) => (other === one ? better : other)));
        expect(after.indexOf(one.id)).toBeLessThanOrEqual(ids(all).indexOf(one.id));
      }),
    );
  });
});
