import type { MeterLimits } from './limits.ts';
import type { ArrivalCurve } from './meter-curve.ts';
import { rate } from './meter-windows.ts';

/** How densely the bytes of a growing download came, bytes a second. */
export interface FlightPace {
  readonly bytesPerSecond: number;
  /** The flight before it came just as densely, and was smaller: it is the link's own pace, and not one that the sender has set itself and goes on to raise. */
  readonly isTheLinks: boolean;
}

/**
 * In slow start TCP sends a flight and waits: over a round trip it is slow, but the bytes of a flight follow each other as fast as the narrowest part of the way lets them. So the pace of a link shows
 * long before a window fills it. A sender that paces its segments spreads each flight over the round trip, and the next is then denser.
 */
export function flightPace(curve: ArrivalCurve, roundTripMs: number, limits: MeterLimits): FlightPace {
  const endMs = curve.endMs ?? 0;
  const last = densest(curve, endMs, roundTripMs, limits);
  const before = densest(curve, endMs - roundTripMs, roundTripMs, limits);
  const bytesPerSecond = Math.max(last, before);
  return { bytesPerSecond, isTheLinks: Math.min(last, before) >= bytesPerSecond * limits.flightsAlike };
}

/** The fastest stretch of the round trip that ends at `endMs`. */
function densest(curve: ArrivalCurve, endMs: number, roundTripMs: number, limits: MeterLimits): number {
  const widthMs = Math.max(limits.leastFlightMs, roundTripMs * limits.flightPart);
  const stepMs = widthMs / limits.looksAWindow;
  const firstMs = Math.max(curve.startMs ?? endMs, endMs - roundTripMs) + widthMs;
  let most = 0;
  for (let atMs = endMs; atMs >= firstMs; atMs -= stepMs)
    most = Math.max(most, rate(curve, atMs - widthMs, atMs));
  return most;
}
