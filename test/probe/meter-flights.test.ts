import { describe, expect, it } from 'vitest';
import { simulateDownload } from '../../bench/sim/download.ts';
import { METER } from '../../src/probe/limits.ts';
import { createMeter } from '../../src/probe/meter.ts';
import { createArrivalCurve } from '../../src/probe/meter-curve.ts';
import { type FlightPace, flightPace } from '../../src/probe/meter-flights.ts';

const RTT = 200;
const MiB = 1024 * 1024;

/** Flights of 20,000 bytes and twice as many each round trip, each of `msOf` its bytes long. */
function flights(count: number, msOf: (bytes: number) => number): FlightPace {
  const curve = createArrivalCurve();
  for (let flight = 0; flight < count; flight += 1) {
    const bytes = 20_000 * 2 ** flight;
    for (let part = 0; part <= 100; part += 1) {
      curve.add(bytes / 101, flight * RTT + (msOf(bytes) * part) / 100);
    }
  }
  return flightPace(curve, RTT, METER);
}

describe('flightPace', () => {
  it('is the link’s where each flight comes as densely as the one before', () => {
    // 5,000 bytes a ms: the last flight takes 128 ms of its round trip.
    const { bytesPerSecond, isTheLinks } = flights(6, (bytes) => bytes / 5_000);
    expect(bytesPerSecond / 5e6).toBeCloseTo(1, 1);
    expect(isTheLinks).toBe(true);
  });

  it('is not where the sender spreads each flight over the round trip', () => {
    expect(flights(6, () => RTT * 0.9).isTheLinks).toBe(false);
  });
});

describe('a download that ends in slow start', () => {
  const seen = [20, 50, 90].map((mbit) => {
    const queueBytes = mbit * 125 * RTT;
    const plan = {
      mbit,
      rttMs: RTT,
      queueBytes,
      lossPercent: 0,
      swing: null,
      throttle: null,
      blackhole: false,
    };
    const { arrivals } = simulateDownload(plan, MiB, 4_000, 1);
    const meter = createMeter({ budgetBytes: MiB, rttMs: RTT });
    let bytes = 0;
    let early: number | null = null;
    for (const [size, atMs] of arrivals) {
      meter.add(size, atMs);
      bytes += size;
      if (bytes < MiB / 2) early = meter.sofar()?.high ?? early;
    }
    return { link: mbit * 125_000, early, measurement: meter.result(arrivals.at(-1)?.[1] ?? 0) };
  });

  it('claims no more than its link, and the link itself', () => {
    for (const { link, measurement } of seen) {
      expect(measurement?.steady).toBe(false);
      expect((measurement?.high ?? 0) / link).toBeGreaterThan(1);
      expect((measurement?.high ?? 0) / link).toBeLessThan(1.15);
    }
  });

  it('is known on the way, so that one that cannot win may be left', () => {
    expect(seen[0]?.early).not.toBeNull();
  });
});
