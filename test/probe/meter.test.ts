import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMeter } from '../../src/probe/meter.ts';
import { type Arrival, measure, trace } from './meter-trace.ts';

const MiB = 1024 * 1024;
const Mbit = 1e6 / 8;
const budgetBytes = 8 * MiB;
const even = (bytesPerSecond: number) => [{ fromMs: 0, bytesPerSecond }];

describe('a settled link', () => {
  it.each([
    [5, 20],
    [5, 200],
    [20, 100],
    [50, 50],
    [100, 20],
    [100, 50],
  ])('%d Mbit/s, %d ms: within 5 %%, and stops before the budget', (mbit, rttMs) => {
    const link = trace({ rttMs, paces: even(mbit * Mbit), bytes: 100 * MiB });
    const { result, readBytes } = measure(link, { budgetBytes, rttMs });
    expect(result?.steady).toBe(true);
    expect(Math.abs((result?.bytesPerSecond ?? 0) / (mbit * Mbit) - 1)).toBeLessThan(0.05);
    expect(result?.low).toBeLessThanOrEqual(mbit * Mbit);
    expect(result?.high).toBeGreaterThanOrEqual(mbit * Mbit);
    expect(readBytes).toBeLessThan(budgetBytes);
    expect(result?.bytes).toBe(readBytes);
  });

  it('leaves slow start out: the average of the same bytes is far lower', () => {
    const { result } = measure(trace({ rttMs: 100, paces: even(20 * Mbit), bytes: 100 * MiB }), {
      budgetBytes,
      rttMs: 100,
    });
    const average = ((result?.bytes ?? 0) * 1000) / (result?.ms ?? 1);
    expect(average).toBeLessThan(0.9 * 20 * Mbit);
    expect(result?.rampMs).toBeGreaterThan(200);
    expect(result?.rampBytes).toBeLessThan(result?.bytes ?? 0);
  });

  it('does not take the size of reads for a change of rate, nor need the round trip', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 5, max: 150 }),
        fc.integer({ min: 1_448, max: 65_536 }),
        fc.boolean(),
        (mbit, rttMs, readBytes, known) => {
          const link = trace({ rttMs, paces: even(mbit * Mbit), bytes: 100 * MiB, readBytes });
          const { result } = measure(link, { budgetBytes, rttMs: known ? rttMs : null });
          expect(Math.abs((result?.bytesPerSecond ?? 0) / (mbit * Mbit) - 1)).toBeLessThan(0.1);
        },
      ),
    );
  });
});

describe('budgets', () => {
  const swinging = Array.from({ length: 200 }, (_, index) => ({
    fromMs: index * 150,
    bytesPerSecond: (index % 2 === 0 ? 1 : 9) * Mbit,
  }));

  it('four seconds from the first byte, for a link that never settles', () => {
    const { result, stopped } = measure(
      trace({ rttMs: 20, paces: swinging, bytes: 100 * MiB, readBytes: 8_192 }),
      {
        budgetBytes,
        rttMs: 20,
      },
    );
    expect(stopped).toBe(true);
    expect(result?.steady).toBe(false);
    expect(result?.ms).toBeGreaterThanOrEqual(4000);
    expect(result?.ms).toBeLessThan(4200);
    // Time shares are even, so the mean is 5 Mbit/s.
    expect(result?.low).toBeLessThan(5 * Mbit);
    expect(result?.high).toBeGreaterThan(5 * Mbit);
  });

  it('bytes: a body that is still growing when they are spent is not called settled', () => {
    const { result, readBytes } = measure(trace({ rttMs: 200, paces: even(1000 * Mbit), bytes: 100 * MiB }), {
      budgetBytes: 2 * MiB,
      rttMs: 200,
    });
    expect(readBytes).toBeLessThan(2 * MiB + 65_536);
    expect(result?.steady).toBe(false);
    expect(result?.high).toBeGreaterThan((result?.bytesPerSecond ?? 0) * 2);
  });

  it('2 MiB in 2 ms: a rate without a promise', () => {
    const { result } = measure(trace({ rttMs: 0.1, paces: even(1e9), bytes: 100 * MiB, slowStart: false }), {
      budgetBytes: 2 * MiB,
      rttMs: 0.1,
    });
    expect(result?.steady).toBe(false);
    expect(result?.bytesPerSecond).toBeGreaterThan(5e8);
    expect(result?.bytesPerSecond).toBeLessThan(2e9);
  });
});

describe('what is not measured', () => {
  it('no byte, one read, a body of two flights', () => {
    expect(createMeter({ budgetBytes, rttMs: 20 }).result(1000)).toBeNull();
    expect(measure([{ bytes: 4_000, atMs: 5 }], { budgetBytes, rttMs: 20 }).result).toBeNull();
    const small = trace({ rttMs: 100, paces: even(100 * Mbit), bytes: 40_000 });
    expect(measure(small, { budgetBytes, rttMs: 100 }).result).toBeNull();
  });

  it('a longer body that ended in slow start has the rate that it had reached, and the link may have more', () => {
    const { result } = measure(trace({ rttMs: 100, paces: even(100 * Mbit), bytes: 500_000 }), {
      budgetBytes,
      rttMs: 100,
    });
    // Ten segments of 1,448 bytes double each 100 ms: the sixth flight is the last, the fifth has 231,680 bytes.
    expect(result?.steady).toBe(false);
    expect(result?.bytesPerSecond).toBeGreaterThan(1_158_400);
    expect(result?.bytesPerSecond).toBeLessThan(100 * Mbit);
    expect(result?.high).toBeGreaterThan(4 * 1_158_400);
  });

  it('a small body on a slow link is measured: its rate is known before it ends', () => {
    const slow = trace({ rttMs: 20, paces: even(0.5 * Mbit), bytes: 150_000, readBytes: 4_096 });
    const { result } = measure(slow, { budgetBytes, rttMs: 20 });
    expect(Math.abs((result?.bytesPerSecond ?? 0) / (0.5 * Mbit) - 1)).toBeLessThan(0.1);
  });
});

describe('changes on the way', () => {
  it('a throttle inside the budget: the rate is the one after it', () => {
    const paces = [
      { fromMs: 0, bytesPerSecond: 100 * Mbit },
      { fromMs: 150, bytesPerSecond: 4 * Mbit },
    ];
    const { result } = measure(trace({ rttMs: 30, paces, bytes: 100 * MiB, readBytes: 16_384 }), {
      budgetBytes,
      rttMs: 30,
    });
    expect(result?.steady).toBe(true);
    expect(Math.abs((result?.bytesPerSecond ?? 0) / (4 * Mbit) - 1)).toBeLessThan(0.1);
  });

  it('silence at the end counts as time', () => {
    const meter = createMeter({ budgetBytes, rttMs: 50 });
    const arrivals: Arrival[] = [0, 30, 70, 90].map((atMs) => ({ bytes: 20_000, atMs }));
    for (const { bytes, atMs } of arrivals) meter.add(bytes, atMs);
    const silent = meter.result(3_000);
    expect(silent === null || silent.bytesPerSecond < 60_000).toBe(true);
  });
});

describe('a throttle', () => {
  const rttMs = 30;
  const pace = 40 * Mbit;
  const throttled = [
    { fromMs: 0, bytesPerSecond: pace },
    { fromMs: 700, bytesPerSecond: pace / 4 },
  ];
  const read = (paces: typeof throttled, unthrottledBytes: number) =>
    measure(trace({ rttMs, paces, bytes: 100 * MiB }), {
      budgetBytes: 7 * MiB,
      leastBytes: 7 * MiB,
      unthrottledBytes,
      rttMs,
    });

  it('that set in is told from an even pace', () => {
    expect(read(even(pace), 0).result).toMatchObject({ steady: true, even: true });
    const { result } = read(throttled, 0);
    expect(result?.bytesPerSecond).toBeCloseTo(pace / 4, -5);
    expect(result?.even).toBeUndefined();
  });

  it('is not waited for within the bytes that are known to come without one', () => {
    expect(read(even(pace), 7 * MiB).readBytes).toBeLessThan(4 * MiB);
    expect(read(even(pace), 6 * MiB).readBytes).toBeGreaterThanOrEqual(7 * MiB);
  });

  it('nor where the whole time brings no more than those', () => {
    const slow = 5 * Mbit;
    const { readBytes } = read(even(slow), 3 * MiB);
    expect(readBytes).toBeLessThan(2 * MiB);
    expect(read(even(slow), 2 * MiB).readBytes).toBeGreaterThan(2 * MiB);
  });
});
