import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finalistSlice, overWhole } from '../../src/probe/finalist.ts';

const budget = { layerBytes: 8_000, firstRoundShare: 0.125 };

describe('what a finalist reads', () => {
  it('of a long layer, what lies behind the first round’s share', () => {
    expect(finalistSlice(50_000, budget, null)).toEqual({ offset: 1_000, bytes: 7_000 });
  });

  it('of a layer of which that would be less than the budget allows, its end', () => {
    expect(finalistSlice(7_600, budget, null)).toEqual({ offset: 600, bytes: 7_000 });
  });

  it('a layer that fits whole', () => {
    expect(finalistSlice(7_000, budget, null).offset).toBe(0);
    expect(finalistSlice(20, budget, null).offset).toBe(0);
  });

  it('more where the first round read less', () => {
    expect(finalistSlice(50_000, budget, 300)).toEqual({ offset: 1_000, bytes: 7_700 });
  });

  it('lies in the layer, leaves none of its end that it could read, and keeps to the budget with what was read before', () => {
    const size = (): fc.Arbitrary<number> => fc.integer({ min: 1, max: 20_000 });
    fc.assert(
      fc.property(
        size(),
        size(),
        fc.option(fc.nat(2_000)),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (layer, layerBytes, read, firstRoundShare) => {
          const { offset, bytes } = finalistSlice(layer, { layerBytes, firstRoundShare }, read);
          const share = Math.max(1, Math.floor(layerBytes * firstRoundShare));
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(offset).toBeLessThanOrEqual(layer);
          expect(bytes + Math.min(share, read ?? share)).toBe(layerBytes);
          if (offset > 0) expect(layer - offset).toBeGreaterThanOrEqual(Math.min(bytes, layer - share));
        },
      ),
    );
  });
});

describe('a layer that was read whole', () => {
  const measurement = {
    bytesPerSecond: 1_000,
    low: 900,
    high: 1_100,
    bytes: 5_000,
    ms: 1_500,
    steady: true,
    rampMs: 500,
    rampBytes: 1_000,
  };

  it('has the pace from the end of slow start on, whatever its last part settled at', () => {
    expect(overWhole(measurement)).toEqual({
      ...measurement,
      bytesPerSecond: 4_000,
      high: 4_000,
      steady: false,
    });
    expect(overWhole({ ...measurement, ms: 20_500 })).toEqual({
      ...measurement,
      ms: 20_500,
      bytesPerSecond: 200,
      low: 200,
      steady: false,
    });
  });

  it('is as steady as it was, where both agree', () => {
    expect(overWhole({ ...measurement, ms: 4_500 })).toEqual({ ...measurement, ms: 4_500 });
  });

  it('has no other pace where slow start was all of it', () => {
    const growing = { ...measurement, rampMs: 1_500, rampBytes: 5_000 };
    expect(overWhole(growing)).toBe(growing);
  });
});
