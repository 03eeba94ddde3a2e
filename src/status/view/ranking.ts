import type { RecordedResult, Run, VantageHistory } from '../types.ts';
import { groupBy } from './group-by.ts';
import { listingOf } from './listing.ts';
import { isMeasurement } from './mirror-status.ts';

/** What each run found. */
export function findingsByRun({ mirrors }: VantageHistory): ReadonlyMap<Run, readonly RecordedResult[]> {
  return groupBy(
    [...mirrors.values()].flatMap(({ observations }) => observations),
    ({ run }) => run,
  );
}

/** Sweeps that measured something, oldest first: whose places of mirrors may be compared, each run's among themselves. Pure. */
export function rankingRuns(history: VantageHistory): readonly Run[] {
  const found = findingsByRun(history);
  return (listingOf(history)?.sweeps ?? []).filter(
    (run) => !run.cut && !run.aborted && (found.get(run) ?? []).some(isMeasurement),
  );
}
