import { isSample, median, quantile } from '../rank/stats.ts';
import type { MeterLimits } from './limits.ts';
import type { ArrivalCurve } from './meter-curve.ts';
import { beforeStallsMs, endBeforeStallMs, stallsOf } from './meter-stalls.ts';
import { rate, type Stretch, windowMs, windowRates } from './meter-windows.ts';

/** A stretch that did not settle; `growing`: not even its growth was seen to end. */
export interface UnsteadyStretch extends Stretch {
  readonly growing: boolean;
}

/**
 * The best that can be said of a download that never settled: the later part of what came after its growth, for TCP
 * that meets losses begins above the pace that it can keep. One that was growing to its end gets the rate it had
 * reached, and `high` says that nobody saw the end of it. null where too little came to speak of a rate.
 */
export function unsteadyStretch(
  curve: ArrivalCurve,
  roundTripMs: number,
  limits: MeterLimits,
): UnsteadyStretch | null {
  const { startMs } = curve;
  const stalls = stallsOf(curve, roundTripMs, limits);
  const endMs = endBeforeStallMs(curve, stalls, roundTripMs, limits);
  if (startMs === null || endMs === null || endMs <= startMs) return null;
  const width = Math.min(windowMs(endMs - startMs, roundTripMs, limits), (endMs - startMs) / 2);
  const rates = windowRates(curve, endMs, width, Math.floor((endMs - startMs) / width));
  const grown = growthEnd(rates, limits);
  const grownMs = endMs - width * (rates.length - grown);
  const growing = rates.length - grown < limits.settledWindows;
  const laterMs = startMs + (endMs - startMs) * limits.unsteadyFrom;
  const calmMs = beforeStallsMs(laterMs, stalls, roundTripMs, limits);
  const earliestMs = startMs + (endMs - startMs) * limits.unsteadyEarliest;
  const fromMs = growing ? grownMs : Math.max(grownMs, calmMs < earliestMs ? laterMs : calmMs);
  const kept = windowRates(curve, endMs, width, Math.round((endMs - fromMs) / width));
  if (!isSample(kept)) return null;
  const bytesPerSecond = growing ? Math.max(...kept) : rate(curve, fromMs, endMs);
  return {
    fromMs,
    toMs: endMs,
    grownMs,
    bytesPerSecond,
    low: Math.min(bytesPerSecond / limits.unsteadyFactor, quantile(kept, 0.1)),
    high: Math.max(
      bytesPerSecond * (growing ? limits.growthFactor : limits.unsteadyFactor),
      quantile(kept, 0.9),
    ),
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
