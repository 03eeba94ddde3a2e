import type { MeterLimits } from './limits.ts';
import type { ArrivalCurve } from './meter-curve.ts';

/** A stretch of the download in which it ran at one pace. Times on the curve's clock, rates in bytes a second. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  /** Where the growth before it had ended. */
  readonly grownMs: number;
  readonly bytesPerSecond: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The width of a window at a moment of the download, ms. At least a round trip: below its full rate TCP sends a
 * flight, waits for its acknowledgements and sends the next, so only whole round trips show a rate. And a share of the
 * time gone by, so that the longer a link needs to show its pace, the more of its noise each window averages out.
 */
export function windowMs(elapsedMs: number, roundTripMs: number, limits: MeterLimits): number {
  return Math.max(roundTripMs, elapsedMs * limits.windowShare);
}

/** Rates of so many windows that follow each other up to `toMs`, oldest first. */
export function windowRates(curve: ArrivalCurve, toMs: number, widthMs: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const endMs = toMs - (count - 1 - index) * widthMs;
    return rate(curve, endMs - widthMs, endMs);
  });
}

/** Bytes a second between two moments. */
export function rate(curve: ArrivalCurve, fromMs: number, toMs: number): number {
  return toMs > fromMs ? ((curve.bytesUntil(toMs) - curve.bytesUntil(fromMs)) * 1000) / (toMs - fromMs) : 0;
}

/** Was it never faster before by more than chance: did no throttle set in? */
export function isEven(
  curve: ArrivalCurve,
  { fromMs, bytesPerSecond }: Stretch,
  roundTripMs: number,
  limits: MeterLimits,
): boolean {
  const { startMs, endMs } = curve;
  if (startMs === null || endMs === null) return false;
  const widthMs = windowMs(endMs - startMs, roundTripMs, limits);
  const before = windowRates(curve, fromMs, widthMs, Math.floor((fromMs - startMs) / widthMs));
  return before.every((value) => value <= bytesPerSecond * limits.evenFactor);
}
