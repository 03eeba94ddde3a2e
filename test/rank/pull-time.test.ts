import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PULL_MODEL } from '../../src/rank/limits.ts';
import { type PullModelInput, predictPullSeconds } from '../../src/rank/pull-time.ts';

const MB = 1e6;
const near: PullModelInput = {
  connectMs: 20,
  tlsMs: 40,
  latencyMs: 21,
  tokenMs: null,
  manifestMs: 30,
  ttfbMs: 50,
  bytesPerSecond: 10 * MB,
  layerBytes: [30 * MB],
  configBytes: 8_000,
  index: true,
};

describe('by hand', () => {
  it('one long layer: opening six connections, the requests, and the bytes behind a ramp', () => {
    // Before the blobs: 60 + 20, and three times 60 + 30. Layer: 60 + 50, and slow start: the round trip holds
    // 10 MB/s * 20 ms = 200,000 bytes, reached by the fifth doubling of 14,480 (231,680), so the first four round
    // trips, and sent(4) = 217,200 bytes, are spent below the rate: 80 + (30,000,000 - 217,200) / 10,000 = 3058.28.
    expect(predictPullSeconds(near)).toBeCloseTo((80 + 3 * 90 + 110 + 3058.28) / 1000, 6);
  });

  it('a token is added as a whole', () => {
    const plain = predictPullSeconds(near) ?? 0;
    expect(predictPullSeconds({ ...near, tokenMs: 250 })).toBeCloseTo(plain + 0.25, 6);
  });

  it('a layer that never leaves slow start costs its round trips, not its bytes', () => {
    // 100,000 bytes at 1 GB/s and 200 ms: sent(2) = 43,440, sent(3) = 101,360, so the third flight brings the rest.
    const far = { ...near, connectMs: 200, tlsMs: 200, bytesPerSecond: 1000 * MB, configBytes: 0 };
    const seconds = predictPullSeconds({ ...far, layerBytes: [100_000] }) ?? 0;
    const without = predictPullSeconds({ ...far, layerBytes: [0] }) ?? 0;
    expect(seconds - without).toBeCloseTo((2 * 200 + (100_000 - 43_440) / 1e6) / 1000, 6);
  });

  it('three lanes: a fourth small layer waits for the first', () => {
    const quick = { ...near, bytesPerSecond: 1000 * MB, configBytes: 0 };
    const three = predictPullSeconds({ ...quick, layerBytes: [1000, 1000, 1000] }) ?? 0;
    const four = predictPullSeconds({ ...quick, layerBytes: [1000, 1000, 1000, 1000] }) ?? 0;
    // 60 to open and 50 to the first byte, once more; 1,000 bytes take 1 us.
    expect(four - three).toBeCloseTo(0.11, 4);
  });

  it('a layer that waits for a lane leaves a third of the line idle while its connection opens', () => {
    // Three connections: sent(3) = 3 * 14,480 * 7 = 304,080 bytes in 60 ms, the last below 10 MB/s, then
    // (60,000,000 - 304,080) / 10,000 = 5,969.592. 110 to the first byte, and a third of that for each of three layers.
    const seconds = predictPullSeconds({ ...near, layerBytes: Array.from({ length: 6 }, () => 10 * MB) });
    expect(seconds).toBeCloseTo((80 + 3 * 90 + 110 + 110 + 60 + 5969.592) / 1000, 6);
  });

  it('a large layer that joins small ones waits for them at most, and climbs no longer', () => {
    const far = { ...near, connectMs: 100, configBytes: 0 };
    const small = [1_000, 1_000, 1_000];
    const alone = predictPullSeconds({ ...far, layerBytes: [20 * MB] }) ?? 0;
    // 140 to open and 50 to the first byte of the small ones, once; then slow start as if it were alone.
    expect(predictPullSeconds({ ...far, layerBytes: [...small, 20 * MB] })).toBeCloseTo(alone + 0.19, 3);
  });

  it('of two layers that begin together, either is the one that leaves slow start at half the window', () => {
    // 100 ms hold 1,000,000 bytes. The fifth doubling brings 463,360 (912,240 sent), and twice that is over the half: 500,000 and 0.53 segments a round trip since the start, so 504,604.64, then
    // 505,372.08, 506,139.52 and 506,906.96; ten round trips in all, and (3,000,000 - 2,935,263.2) / 10,000. Where the other layer is that one, both share the rate: 600 + (4,000,000 - 1,824,480) / 10,000.
    const far = { ...near, connectMs: 100, configBytes: 0 };
    const seconds = predictPullSeconds({ ...far, layerBytes: [3 * MB, MB] });
    const layersMs = (1006.47368 + 817.552) / 2;
    expect(seconds).toBeCloseTo((140 + 100 + 3 * 170 + 190 + layersMs) / 1000, 6);
    expect(predictPullSeconds({ ...far, layerBytes: [MB, 3 * MB] })).toBeCloseTo(seconds ?? 0, 6);
  });

  it('layers that are through before slow start ends hold nothing up', () => {
    const far = { ...near, connectMs: 100 };
    const alone = predictPullSeconds({ ...far, layerBytes: [20 * MB] });
    expect(predictPullSeconds({ ...far, layerBytes: [20 * MB, 100, 100] })).toBeCloseTo(alone ?? 0, 3);
  });

  it('a layer that joins others leaves slow start at a part of the window, which tells on a long line alone', () => {
    const held = (connectMs: number): number => {
      const path = { ...near, connectMs, layerBytes: [30 * MB, 30 * MB, 30 * MB, 20 * MB] };
      const unheld = predictPullSeconds(path, { ...PULL_MODEL, joinedPart: 1 }) ?? 0;
      return (predictPullSeconds(path) ?? 0) / unheld;
    };
    expect(held(5)).toBe(1);
    expect(held(200)).toBeGreaterThan(1.05);
  });

  it('big layers share one rate', () => {
    const seconds = predictPullSeconds({ ...near, layerBytes: [10 * MB, 10 * MB, 10 * MB] }) ?? 0;
    expect(seconds).toBeGreaterThan(3);
    expect(seconds).toBeLessThan(4);
  });

  it('fills gaps as documented, and says nothing without a rate or any time', () => {
    const hidden = { ...near, connectMs: null, tlsMs: null };
    expect(predictPullSeconds(hidden)).toBe(predictPullSeconds({ ...near, connectMs: 21, tlsMs: null }));
    expect(predictPullSeconds({ ...near, manifestMs: null })).toBe(
      predictPullSeconds({ ...near, manifestMs: 50 }),
    );
    expect(predictPullSeconds({ ...near, ttfbMs: null })).toBe(predictPullSeconds({ ...near, ttfbMs: 30 }));
    expect(predictPullSeconds({ ...near, bytesPerSecond: null })).toBeNull();
    expect(predictPullSeconds({ ...near, bytesPerSecond: 0 })).toBeNull();
    expect(
      predictPullSeconds({ ...near, connectMs: null, latencyMs: null, manifestMs: null, ttfbMs: null }),
    ).toBeNull();
  });
});

describe('a faster mirror never gets a longer prediction', () => {
  const ms = (): fc.Arbitrary<number> => fc.double({ min: 0, max: 2_000, noNaN: true });
  /** Each power of ten as likely as any other: on most lines that are drawn evenly nothing but the rate counts. */
  const spread = (least: number, most: number): fc.Arbitrary<number> =>
    fc
      .double({ min: Math.log(least), max: Math.log(most), noNaN: true })
      .map((power) => Math.round(Math.exp(power)));
  const input = (layers = 15): fc.Arbitrary<PullModelInput> =>
    fc.record({
      connectMs: fc.option(fc.oneof(ms(), spread(1, 400))),
      tlsMs: fc.option(ms()),
      latencyMs: ms(),
      tokenMs: fc.option(ms()),
      manifestMs: fc.option(ms()),
      ttfbMs: fc.option(ms()),
      bytesPerSecond: fc.oneof(fc.integer({ min: 1_000, max: 1e9 }), spread(1_000, 1e9)),
      layerBytes: fc.array(fc.oneof(fc.integer({ min: 0, max: 3e8 }), spread(1, 3e8)), { maxLength: layers }),
      configBytes: fc.nat(100_000),
      index: fc.boolean(),
    });
  const share = (): fc.Arbitrary<number> => fc.double({ min: 0, max: 1, noNaN: true });
  const less = (value: number | null, by: number): number | null => (value === null ? null : value * by);
  const expectNotLonger = (better: PullModelInput, worse: PullModelInput): void => {
    const bound = (predictPullSeconds(worse) ?? Number.NaN) * (1 + 1e-9);
    expect(predictPullSeconds(better) ?? Number.NaN).toBeLessThanOrEqual(bound);
  };

  it.each(['tlsMs', 'tokenMs', 'manifestMs', 'ttfbMs'] as const)('%s', (field) => {
    fc.assert(
      fc.property(input(), share(), (worse, by) => {
        expectNotLonger({ ...worse, [field]: less(worse[field], by) }, worse);
      }),
    );
  });

  // With more layers, those that begin together may be through before a longer way lets slow start end.
  it.each(['connectMs', 'latencyMs'] as const)('%s, one layer', (field) => {
    fc.assert(
      fc.property(input(1), share(), (worse, by) => {
        expectNotLonger({ ...worse, [field]: less(worse[field], by) }, worse);
      }),
    );
  });

  it('rate', () => {
    fc.assert(
      fc.property(input(), fc.double({ min: 1, max: 100, noNaN: true }), (worse, by) => {
        expectNotLonger({ ...worse, bytesPerSecond: (worse.bytesPerSecond ?? 0) * by }, worse);
      }),
    );
  });

  it('sizes of layers and config', () => {
    fc.assert(
      fc.property(
        input(),
        fc.array(share(), { minLength: 15, maxLength: 15 }),
        share(),
        (worse, shares, by) => {
          expectNotLonger(
            {
              ...worse,
              layerBytes: worse.layerBytes.map((size, index) => size * (shares[index] ?? 1)),
              configBytes: worse.configBytes * by,
            },
            worse,
          );
        },
      ),
    );
  });
});
