import { describe, expect, it } from 'vitest';
import type { LimitRate } from '../../bench/sim/limit-rate.ts';
import { drawPopulation, type MirrorPlan } from '../../bench/sim/population.ts';
import { simulateSurvey } from '../../bench/sim/survey.ts';
import { truthOf } from '../../bench/sim/truth.ts';
import { togetherOf } from '../../src/probe/companion.ts';

/** Whole surveys of simulated mirrors that limit each connection, as nginx does, beside a fast one that shows what the line carries. */
describe('a mirror that limits each connection', () => {
  const pulled = async (mbit: number, rttMs: number, limitRate: LimitRate | null) => {
    const drawn = drawPopulation(1);
    const link = { rttMs, mbit, queueBytes: mbit * 125 * rttMs, lossPercent: 0, swing: null, throttle: null };
    const mirror: MirrorPlan = {
      id: 'limited.test',
      link: { ...link, blackhole: false },
      failing: null,
      thinkMs: 10,
      sleepMs: 0,
      ...(limitRate === null ? {} : { limitRate }),
    };
    const fast: MirrorPlan = {
      id: 'fast.test',
      link: { ...link, mbit: 90, rttMs: 20, blackhole: false },
      failing: null,
      thinkMs: 10,
      sleepMs: 0,
    };
    const population = {
      ...drawn,
      image: { layerBytes: [12e6, 9e6, 4e6, 2e6, 1e6], configBytes: 6_000 },
      mirrors: [mirror, fast],
    };
    const { mirrors } = (await simulateSurvey(population)).result;
    const found = mirrors.find(({ observation }) => observation.candidate.id === mirror.id);
    const { measurement, requests, bytesReceived } = found?.observation ?? {};
    const real = truthOf(population).pullSeconds(mirror.id);
    return { error: (found?.pullSeconds ?? 0) / real - 1, measurement, requests, bytesReceived };
  };

  it.each([
    ['buffers', 90, 20, 500_000, 65_536],
    ['buffers', 60, 80, 1_000_000, 65_536],
    ['sendfile', 90, 150, 800_000, 2_097_152],
    ['sendfile', 60, 80, 1_000_000, 2_097_152],
  ])(
    'by %s, behind %d Mbit/s and %d ms, to %d bytes a second, is predicted as pulls take',
    async (_, mbit, rttMs, bytesPerSecond, writeBytes) => {
      const limited = await pulled(mbit, rttMs, { bytesPerSecond, afterBytes: 0, writeBytes });
      expect(limited.measurement?.together).toBe(3);
      expect(Math.abs(limited.error)).toBeLessThan(0.15);
      expect(limited.requests).toBeLessThanOrEqual(14);
      expect(limited.bytesReceived).toBeLessThan(8.5 * 1024 * 1024);
    },
  );

  it('is not seen in one whose link is as slow', async () => {
    const slow = await pulled(8.4, 40, null);
    expect(slow.measurement?.together).toBeUndefined();
    expect(Math.abs(slow.error)).toBeLessThan(0.15);
    expect(slow.requests).toBe(14);
  });
});

describe('togetherOf', () => {
  it('takes two that share a link for no more than one', () => {
    expect(togetherOf(1.33, 10)).toBeNull();
    expect(togetherOf(0.8, 10)).toBeNull();
  });

  it('has three connections get what two showed, or thrice where nothing held the second one back, and never more than the line', () => {
    expect(togetherOf(1.5, 10)).toBe(1.5);
    expect(togetherOf(1.9, 10)).toBe(3);
    expect(togetherOf(2.8, 2.4)).toBe(2.4);
  });
});
