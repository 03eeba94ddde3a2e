import { isSample, mean, median, relativeSpread } from '../rank/stats.ts';
import type { MeterLimits } from './limits.ts';
import type { ArrivalCurve } from './meter-curve.ts';
import { stallsOf } from './meter-stalls.ts';
import { rate, type Stretch, windowMs, windowRates } from './meter-windows.ts';

/**
 * The pace that the download holds at its end, or null while the recent windows still differ by more than the bound.
 * The stretch reaches back as far as windows agree with the recent ones: what came before was slow start, or a burst.
 */
export function steadyStretch(curve: ArrivalCurve, roundTripMs: number, limits: MeterLimits): Stretch | null {
  const { startMs, endMs } = curve;
  if (startMs === null || endMs === null) return null;
  const width = windowMs(endMs - startMs, roundTripMs, limits);
  const windows = Math.max(limits.steadyWindows, Math.ceil(limits.minSteadyMs / width));
  const recentFrom = endMs - width * windows;
  if (recentFrom < startMs) return null;
  const stalls = stallsOf(curve, roundTripMs, limits);
  const quietFromMs = stalls.at(-1)?.endMs ?? startMs;
  if (curve.bytesUntil(endMs) - curve.bytesUntil(quietFromMs) < limits.quietBytes) return null;
  const recent = windowRates(curve, endMs, width, windows);
  if (!isSample(recent) || relativeSpread(recent) > limits.steadySpread) return null;
  const pace = median(recent);
  let fromMs = recentFrom;
  while (
    fromMs - width >= startMs &&
    Math.abs(rate(curve, fromMs - width, fromMs) / pace - 1) <= limits.steadySpread
  ) {
    fromMs -= width;
  }
  const bytesPerSecond = rate(curve, fromMs, endMs);
  if (stalls.length > 0 && isClimbing(recent, limits)) return null;
  if (
    stalls.length > 0 &&
    bytesPerSecond < limits.filled * denseRate(curve, recentFrom, endMs, roundTripMs, limits)
  ) {
    return null;
  }
  const margin = Math.max(limits.leastMargin, relativeSpread(recent));
  return {
    fromMs,
    toMs: endMs,
    grownMs: fromMs,
    bytesPerSecond,
    low: bytesPerSecond * (1 - margin),
    high: bytesPerSecond * (1 + margin),
  };
}

/** Is the later half faster than the earlier one by more than chance: a window on its way back after a loss. */
function isClimbing(rates: readonly number[], limits: MeterLimits): boolean {
  const middle = rates.length / 2;
  const earlier = rates.slice(0, Math.floor(middle));
  const later = rates.slice(Math.ceil(middle));
  return isSample(earlier) && isSample(later) && mean(later) > mean(earlier) * (1 + limits.climb);
}

/**
 * How densely most of the bytes came, seen in stretches shorter than a round trip. A window that is smaller than the
 * link leaves gaps in each round trip, and the bytes between the gaps still come at the link's own rate.
 */
function denseRate(
  curve: ArrivalCurve,
  fromMs: number,
  toMs: number,
  roundTripMs: number,
  limits: MeterLimits,
): number {
  const widthMs = roundTripMs * limits.denseRoundTrips;
  const count = Math.floor((toMs - fromMs) / widthMs);
  const rates = windowRates(curve, toMs, widthMs, count).sort((a, b) => a - b);
  const most = rates.reduce((sum, value) => sum + value, 0) * limits.denseShare;
  let sum = 0;
  for (const value of rates) {
    sum += value;
    if (sum >= most) return value;
  }
  return 0;
}
