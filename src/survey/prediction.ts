import { SCHEDULE } from '../limits.ts';
import type { Observation } from '../probe/observation.ts';
import { predictPullSeconds } from '../rank/pull-time.ts';
import { isSample, jitter, median } from '../rank/stats.ts';
import { type Forecast, mayWin } from './schedule.ts';

export interface Latency {
  readonly medianMs: number;
  readonly jitterMs: number;
  readonly samples: number;
}

/** Median and jitter of `/v2/` on an open connection; null where it never answered. Pure. */
export function latencyOf({ pingsMs }: Observation): Latency | null {
  if (!isSample(pingsMs)) return null;
  return { medianMs: median(pingsMs), jitterMs: jitter(pingsMs), samples: pingsMs.length };
}

/** Between which seconds the pull lies, going by what was measured; null where too little was. Pure. */
export function forecastOf(observation: Observation): Forecast | null {
  const { measurement } = observation;
  if (measurement === null) return null;
  const { bytesPerSecond, low, high } = measurement;
  const secondsAt = (rate: number): number | null =>
    pullSecondsOf({ ...observation, measurement: { ...measurement, bytesPerSecond: rate } });
  const [seconds, best, worst] = [secondsAt(bytesPerSecond), secondsAt(high), secondsAt(low)];
  if (seconds === null || best === null || worst === null) return null;
  return { id: observation.candidate.id, seconds, best, worst };
}

/** May a mirror still come among the first, against these? Of whom too little is known, anything may be hoped. `rivals` may grow meanwhile. */
export function mayWinAgainst(rivals: readonly Forecast[]): (observation: Observation) => boolean {
  return (observation) => {
    const forecast = forecastOf(observation);
    return forecast === null || mayWin(forecast.best, rivals, SCHEDULE.places);
  };
}

/** Seconds that an engine's pull of the first image would take through this mirror; null where too little was measured. Pure. */
export function pullSecondsOf(observation: Observation): number | null {
  const { layout, timings, measurement } = observation;
  if (layout === null || measurement === null) return null;
  return predictPullSeconds({
    ...timings,
    ...layout,
    latencyMs: latencyOf(observation)?.medianMs ?? null,
    bytesPerSecond: measurement.bytesPerSecond,
    together: measurement.together ?? 1,
  });
}
