import type { MeterLimits } from '../limits.ts';
import { isSample, median, quantile, relativeSpread } from '../rank/stats.ts';
import type { ArrivalCurve } from './meter-curve.ts';

/** A stretch of the download in which it ran at one pace. Times on the curve's clock, rates in bytes a second. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly bytesPerSecond: number;
  readonly low: number;
  readonly high: number;
}

/** A stretch that did not settle; `growing`: not even its growth was seen to end. */
export interface UnsteadyStretch extends Stretch {
  readonly growing: boolean;
}

/**
 * The width of a window at a moment of the download, ms. At least a round trip: below its full rate TCP sends a
 * flight, waits for its acknowledgements and sends the next, so only whole round trips show a rate. And a share of the
 * time gone by, so that the longer a link needs to show its pace, the more of its noise each window averages out.
 */
export function windowMs(elapsedMs: number, rttMs: number | null, limits: MeterLimits): number {
  return Math.max(rttMs ?? limits.unknownRttMs, elapsedMs * limits.windowShare, limits.minWindowMs);
}

/** Rates of the whole windows that fit between `fromMs` and `toMs`, cut backwards from `toMs`; oldest first. */
export function windowRates(curve: ArrivalCurve, fromMs: number, toMs: number, widthMs: number): number[] {
  const rates: number[] = [];
  for (let end = toMs; end - widthMs >= fromMs; end -= widthMs) rates.push(rate(curve, end - widthMs, end));
  return rates.reverse();
}

/** Bytes a second between two moments. */
export function rate(curve: ArrivalCurve, fromMs: number, toMs: number): number {
  return toMs > fromMs ? ((curve.bytesUntil(toMs) - curve.bytesUntil(fromMs)) * 1000) / (toMs - fromMs) : 0;
}

/**
 * The pace that the download holds at its end, or null while the recent windows still differ by more than the bound.
 * The stretch reaches back as far as windows agree with the recent ones: what came before was slow start, or a burst.
 */
export function steadyStretch(
  curve: ArrivalCurve,
  rttMs: number | null,
  limits: MeterLimits,
): Stretch | null {
  const { startMs, endMs } = curve;
  if (startMs === null || endMs === null) return null;
  const width = windowMs(endMs - startMs, rttMs, limits);
  const windows = Math.max(limits.steadyWindows, Math.ceil(limits.minSteadyMs / width));
  const recentFrom = endMs - width * windows;
  if (recentFrom < startMs) return null;
  const recent = windowRates(curve, recentFrom - width / 2, endMs, width);
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
  const margin = Math.max(limits.leastMargin, relativeSpread(recent));
  return {
    fromMs,
    toMs: endMs,
    bytesPerSecond,
    low: bytesPerSecond * (1 - margin),
    high: bytesPerSecond * (1 + margin),
  };
}

/**
 * The best that can be said of a download that never settled: everything after its growth ended, between the slow and
 * the fast of its windows. One that was growing to its end gets the rate it had reached, and `high` says that nobody
 * saw the end of it. null where too little came to speak of a rate.
 */
export function unsteadyStretch(
  curve: ArrivalCurve,
  rttMs: number | null,
  limits: MeterLimits,
): UnsteadyStretch | null {
  const { startMs, endMs } = curve;
  if (startMs === null || endMs === null || endMs <= startMs) return null;
  const width = Math.min(windowMs(endMs - startMs, rttMs, limits), (endMs - startMs) / 2);
  const rates = windowRates(curve, startMs, endMs, width);
  const settled = growthEnd(rates, limits);
  const kept = rates.slice(settled);
  if (!isSample(kept)) return null;
  const fromMs = endMs - width * kept.length;
  const growing = kept.length < limits.settledWindows;
  const bytesPerSecond = growing ? Math.max(...kept) : rate(curve, fromMs, endMs);
  return {
    fromMs,
    toMs: endMs,
    bytesPerSecond,
    low: Math.min(bytesPerSecond * (1 - limits.unsteadyMargin), quantile(kept, 0.1)),
    high: growing
      ? bytesPerSecond * limits.growthFactor
      : Math.max(bytesPerSecond * (1 + limits.unsteadyMargin), quantile(kept, 0.9)),
    growing,
  };
}

/** Index of the first window that reached the level of the later ones. */
function growthEnd(rates: readonly number[], limits: MeterLimits): number {
  const later = rates.slice(Math.floor(rates.length / 2));
  if (!isSample(later)) return 0;
  const level = median(later) * limits.grownShare;
  return Math.max(
    0,
    rates.findIndex((value) => value >= level),
  );
}
