import { describe, expect, it } from 'vitest';
import { METER, type MeterLimits } from '../../src/probe/limits.ts';
import { type ArrivalCurve, createArrivalCurve } from '../../src/probe/meter-curve.ts';
import { steadyStretch } from '../../src/probe/meter-steady.ts';
import { unsteadyStretch } from '../../src/probe/meter-unsteady.ts';

/** Each rule alone: a download that it decides, with the rule and without it. */
const RTT = 100;

/** Arrivals of `bytes` every `stepMs` for so long; pauses and faster parts are further parts. */
function curveOf(
  parts: readonly { readonly ms: number; readonly stepMs: number; readonly bytes: number }[],
): ArrivalCurve {
  const curve = createArrivalCurve();
  let nowMs = 0;
  curve.add(1, nowMs);
  for (const { ms, stepMs, bytes } of parts) {
    const endMs = nowMs + ms;
    for (nowMs += stepMs; nowMs <= endMs; nowMs += stepMs) curve.add(bytes, nowMs);
    nowMs = endMs;
  }
  return curve;
}

const steady = (curve: ArrivalCurve, limits: Partial<MeterLimits> = {}): boolean =>
  steadyStretch(curve, RTT, { ...METER, ...limits }) !== null;
const unsteadyRate = (curve: ArrivalCurve, limits: Partial<MeterLimits> = {}): number =>
  unsteadyStretch(curve, RTT, { ...METER, ...limits })?.bytesPerSecond ?? Number.NaN;

/** 1,000 bytes a ms, in reads of 5,000. */
const full = (ms: number) => ({ ms, stepMs: 5, bytes: 5_000 });
/** What came of so many ms of silence at that pace, in one read. */
const stall = (ms: number) => ({ ms, stepMs: ms, bytes: ms * 1_000 });

describe('steady', () => {
  it('needs so many bytes since the last stall', () => {
    const curve = curveOf([full(700), stall(80), full(300)]);
    expect(steady(curve)).toBe(false);
    expect(steady(curve, { quietBytes: 0 })).toBe(true);
    expect(steady(curvePlus(curve, 400))).toBe(true);
  });

  it('needs so many windows, and so much time however short they are', () => {
    const curve = curveOf([{ ms: 200, stepMs: 1, bytes: 10_000 }]);
    const near = (limits: Partial<MeterLimits>): boolean =>
      steadyStretch(curve, 10, { ...METER, ...limits }) !== null;
    expect(near({})).toBe(false);
    expect(near({ minSteadyMs: 0 })).toBe(true);
    expect(steady(curveOf([full(550)]), { quietBytes: 0 })).toBe(false);
    expect(steady(curveOf([full(650)]), { quietBytes: 0 })).toBe(true);
  });

  it('after a stall, needs a full link: a cut window leaves gaps within each round trip', () => {
    const gapped = Array.from({ length: 12 }, () => [full(60), { ms: 40, stepMs: 40, bytes: 0 }]).flat();
    const curve = curveOf([full(300), stall(90), ...gapped]);
    expect(steady(curve)).toBe(false);
    expect(steady(curve, { filled: 0 })).toBe(true);
    expect(steady(curveOf(gapped))).toBe(true);
  });

  it('after a stall, needs a pace that climbs no more', () => {
    const climbing = Array.from({ length: 10 }, (_, index) => ({
      ms: 100,
      stepMs: 5,
      bytes: 4_000 + index * 40,
    }));
    const curve = curveOf([full(300), stall(90), ...climbing]);
    expect(steady(curve)).toBe(false);
    expect(steady(curve, { climb: 1 })).toBe(true);
  });
});

describe('unsteady', () => {
  it('takes the later part: TCP that meets losses begins above its pace', () => {
    const curve = curveOf([full(1_000), { ms: 1_000, stepMs: 5, bytes: 1_000 }]);
    expect(unsteadyRate(curve)).toBeCloseTo(200_000, -3);
    expect(unsteadyRate(curve, { unsteadyFrom: 0 })).toBeCloseTo(600_000, -4);
  });

  it('does not begin in the wake of a stall, whose bytes belong to its time', () => {
    const curve = curveOf([
      full(900),
      { ms: 90, stepMs: 90, bytes: 0 },
      { ms: 60, stepMs: 5, bytes: 12_500 },
      full(950),
    ]);
    expect(unsteadyRate(curve) / 1e6).toBeCloseTo(1, 1);
    expect(unsteadyRate(curve, { wakeRoundTrips: 0 }) / unsteadyRate(curve)).toBeGreaterThan(1.03);
  });

  it('does not end in a stall, unless it is a long silence', () => {
    const cut = curveOf([full(2_000), { ms: 200, stepMs: 200, bytes: 5_000 }]);
    expect(unsteadyRate(cut) / 1e6).toBeCloseTo(1, 1);
    const silent = curveOf([full(2_000), { ms: 1_000, stepMs: 1_000, bytes: 5_000 }]);
    expect(unsteadyRate(silent) / 1e6).toBeLessThan(0.6);
  });
});

/** The same curve, so many ms of full pace later. */
function curvePlus(curve: ArrivalCurve, ms: number): ArrivalCurve {
  const fromMs = curve.endMs ?? 0;
  for (let atMs = 5; atMs <= ms; atMs += 5) curve.add(5_000, fromMs + atMs);
  return curve;
}
