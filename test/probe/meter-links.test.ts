import { describe, expect, it } from 'vitest';
import { simulateDownload } from '../../bench/sim/download.ts';
import type { Measurement } from '../../src/probe/meter.ts';
import { measure } from './meter-trace.ts';

/** The meter on downloads by a simulated TCP cubic (bench/sim), whose traces agree with recorded ones of the kernel's. */
const MiB = 1024 * 1024;
const budgetBytes = 8 * MiB;

interface Case {
  readonly mbit: number;
  readonly rttMs: number;
  readonly lossPercent: number;
  /** Queue in front of the link, in round trips. */
  readonly queue: number;
}

function download({ mbit, rttMs, lossPercent, queue }: Case, seed: number): Measurement | null {
  const queueBytes = Math.max(24_000, mbit * 125 * rttMs * queue);
  const plan = { mbit, rttMs, lossPercent, queueBytes, swing: null, throttle: null, blackhole: false };
  const { arrivals } = simulateDownload(plan, 9 * MiB, 4_500, seed);
  const seen = arrivals.map(([bytes, atMs]) => ({ bytes, atMs }));
  return measure(seen, { budgetBytes, rttMs }).result;
}

/** What a link carries of a body: 1,448 of each packet's 1,500 bytes. */
const goodput = (mbit: number): number => (mbit * 125_000 * 1_448) / 1_500;

describe('without loss', () => {
  const links = [5, 20, 60].flatMap((mbit) =>
    [20, 60, 150].flatMap((rttMs) => [0.7, 1, 2].map((queue) => ({ mbit, rttMs, queue, lossPercent: 0 }))),
  );

  it.each(links)('$mbit Mbit/s, $rttMs ms, queue $queue', (link) => {
    const error = (download(link, 1)?.bytesPerSecond ?? 0) / goodput(link.mbit) - 1;
    expect(Math.abs(error)).toBeLessThan(0.15);
  });

  it('is within 3 % on most of them', () => {
    const errors = links.map((link) =>
      Math.abs((download(link, 2)?.bytesPerSecond ?? 0) / goodput(link.mbit) - 1),
    );
    expect(errors.filter((error) => error < 0.03).length).toBeGreaterThan(links.length * 0.7);
  });
});

describe('a queue so short that slow start ends in a loss, and the window is cut below what the link holds', () => {
  it('is not called settled while it grows back', () => {
    const measurement = download({ mbit: 60, rttMs: 60, queue: 0.5, lossPercent: 0 }, 1);
    expect(measurement?.steady).toBe(false);
    expect(measurement?.high).toBeGreaterThan(goodput(60));
    expect(measurement?.low).toBeLessThan(goodput(60));
  });
});

describe('with 1 % loss', () => {
  it('does not call the pace of the moment settled', () => {
    const seeds = Array.from({ length: 40 }, (_, index) => index + 1);
    const settled = seeds.filter((seed) => {
      const link = { mbit: 50, rttMs: 20 + (seed % 5) * 30, queue: 1, lossPercent: 1 };
      return download(link, seed)?.steady === true;
    });
    expect(settled.length).toBeLessThanOrEqual(4);
  });
});
