import { isSample, median, quantile } from '../rank/stats.ts';
import type { MeterLimits } from './limits.ts';
import type { ArrivalCurve } from './meter-curve.ts';
import { type FlightPace, flightPace } from './meter-flights.ts';
import { beforeStallsMs, endBeforeStallMs, stallsOf } from './meter-stalls.ts';
import { rate, type Stretch, windowMs, windowRates } from './meter-windows.ts';

/** A stretch that did not settle; `growing`: not even its growth was seen to end. */
export interface UnsteadyStretch extends Stretch {
  readonly growing: boolean;
  /** Nor did its flights show what it grows to. */
  readonly open: boolean;
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
  const reached = growing ? Math.max(...kept) : rate(curve, fromMs, endMs);
  const claim = growing
    ? growingTo(reached, flightPace(curve, roundTripMs, limits), limits)
    : { bytesPerSecond: reached, high: reached * limits.unsteadyFactor, open: false };
  const { bytesPerSecond, open } = claim;
  const low = bytesPerSecond / limits.unsteadyFactor;
  const isLinks = growing && !open;
  return {
    fromMs,
    toMs: endMs,
    grownMs,
    bytesPerSecond,
    low: isLinks ? low : Math.min(low, quantile(kept, 0.1)),
    high: growing ? claim.high : Math.max(claim.high, quantile(kept, 0.9)),
    growing,
    open,
  };
}

/** What a download comes to that has `reached` so much and was still growing: what its flights show, or else anything up to so many times as much. */
function growingTo(
  reached: number,
  flight: FlightPace,
  limits: MeterLimits,
): Pick<UnsteadyStretch, 'bytesPerSecond' | 'high' | 'open'> {
  const pace = Math.max(reached, flight.bytesPerSecond);
  const high = pace * limits.flightMargin;
  return flight.isTheLinks
    ? { bytesPerSecond: pace, high, open: false }
    : { bytesPerSecond: reached, high: Math.max(high, reached * limits.growthFactor), open: true };
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
