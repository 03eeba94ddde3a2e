import { isSample, median } from '../rank/stats.ts';
import type { MeterLimits } from './limits.ts';
import type { ArrivalCurve, Silence } from './meter-curve.ts';

/**
 * The silences that were too long for a link at work: a round trip or so in which TCP waited for a retransmission, or
 * for the acknowledgements of a window that is smaller than the link. While they occur it is not the link that holds
 * the download back, and its pace is that of the moment.
 */
export function stallsOf({ silences }: ArrivalCurve, roundTripMs: number, limits: MeterLimits): Silence[] {
  const lengths = silences.slice(-limits.silencesSeen).map(({ ms }) => ms);
  if (!isSample(lengths)) return [];
  const bound = Math.max(roundTripMs * limits.stallRoundTrips, median(lengths) * limits.stallSilences);
  return silences.filter(({ ms }) => ms > bound);
}

/**
 * Where a download ended, less a stall at its very end: what TCP held back during it comes all at once, and only a
 * part of it is seen. A silence of many round trips is not such a stall, and counts.
 */
export function endBeforeStallMs(
  { endMs }: ArrivalCurve,
  stalls: readonly Silence[],
  roundTripMs: number,
  limits: MeterLimits,
): number | null {
  const stall = stalls.at(-1);
  if (endMs === null || stall === undefined) return endMs;
  const fresh = endMs - stall.endMs <= roundTripMs * limits.wakeRoundTrips;
  return fresh && stall.ms <= roundTripMs * limits.forgivenRoundTrips ? stall.endMs - stall.ms : endMs;
}

/** The moment, or the beginning of the stalls in whose wake it lies: what they held back belongs to their time. */
export function beforeStallsMs(
  atMs: number,
  stalls: readonly Silence[],
  roundTripMs: number,
  limits: MeterLimits,
): number {
  let fromMs = atMs;
  for (const { endMs, ms } of stalls.toReversed()) {
    if (endMs - ms < fromMs && fromMs < endMs + roundTripMs * limits.wakeRoundTrips) fromMs = endMs - ms;
  }
  return fromMs;
}
