import type { Observation, Run, VantageHistory } from '../types.ts';
import { groupBy } from './group-by.ts';
import { listingOf } from './listing.ts';
import { isMeasurement } from './mirror-status.ts';

/** What each run found. */
export function findingsByRun({ mirrors }: VantageHistory): ReadonlyMap<Run, readonly Observation[]> {
  return groupBy(
    [...mirrors.values()].flatMap(({ observations }) => observations),
    ({ run }) => run,
  );
}

/** Runs with whose places a mirror's place may be compared: of the usual scope, whole, and with something measured. Pure. */
export function rankingRuns(history: VantageHistory): ReadonlySet<Run> {
  const scope = listingOf(history)?.newestSweep.scope;
  const found = findingsByRun(history);
  return new Set(
    history.runs.filter(
      (run) => !run.cut && !run.aborted && run.scope === scope && (found.get(run) ?? []).some(isMeasurement),
    ),
  );
}
