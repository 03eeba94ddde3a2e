import { isSample, median } from '../../rank/stats.ts';
import { STATUS } from '../limits.ts';
import { DAY_MS } from '../names.ts';
import type { Run } from '../types.ts';

/**
 * How far apart the runs of a vantage lie, ms: the median of the gaps of the last `STATUS.plotDays`, so that a run left out
 * changes nothing. Runs stand oldest first.
 */
export function intervalOf(runs: readonly Run[]): number {
  const newest = runs.at(-1);
  if (newest === undefined) return STATUS.defaultIntervalMs;
  const recent = runs.filter(({ startedAt }) => startedAt > newest.startedAt - STATUS.plotDays * DAY_MS);
  const gaps = recent
    .slice(1)
    .map(({ startedAt }, index) => startedAt - (recent[index]?.startedAt ?? startedAt));
  return isSample(gaps) ? Math.max(STATUS.leastIntervalMs, median(gaps)) : STATUS.defaultIntervalMs;
}

/** From when on the newest run is too old to be believed: ms since 1970. */
export function staleFrom(runs: readonly Run[]): number {
  const newest = runs.at(-1);
  return newest === undefined ? 0 : newest.finishedAt + STATUS.staleIntervals * intervalOf(runs);
}
