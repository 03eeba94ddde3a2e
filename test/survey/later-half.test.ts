import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Arrival, laterHalf } from '../../src/survey/later-half.ts';

describe('laterHalf', () => {
  it('begins where half of the bytes had come', () => {
    const arrivals = [
      { atMs: 1000, own: 100, all: 100 },
      { atMs: 1900, own: 400, all: 500 },
      { atMs: 2000, own: 500, all: 900 },
      // 500 of 1,000: from here 250 ms.
      { atMs: 2100, own: 700, all: 1400 },
      { atMs: 2250, own: 1000, all: 2400 },
    ];
    // 500 bytes of its own in 0.25 s, 1,500 of all.
    expect(laterHalf(arrivals)).toEqual({ own: 2000, all: 6000 });
  });

  it('is not known of what came at once, or not at all', () => {
    expect(laterHalf([])).toBeNull();
    expect(laterHalf([{ atMs: 5, own: 100, all: 100 }])).toBeNull();
    const atOnce = [
      { atMs: 5, own: 100, all: 100 },
      { atMs: 5, own: 200, all: 200 },
    ];
    expect(laterHalf(atOnce)).toBeNull();
  });

  it('never gives one download more than all of them', () => {
    const steps = fc.array(fc.record({ ms: fc.nat(50), own: fc.nat(20_000), others: fc.nat(20_000) }));
    fc.assert(
      fc.property(steps, (parts) => {
        let last: Arrival = { atMs: 0, own: 0, all: 0 };
        const arrivals = parts.map(({ ms, own, others }) => {
          last = { atMs: last.atMs + ms, own: last.own + own, all: last.all + own + others };
          return last;
        });
        const rates = laterHalf(arrivals);
        if (rates === null) return;
        expect(rates.own).toBeLessThanOrEqual(rates.all);
        expect(Number.isFinite(rates.all)).toBe(true);
      }),
    );
  });
});
