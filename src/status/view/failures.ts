import type { Code, Phase, Verdict } from '../../probe/codes.ts';
import { countedAs } from '../availability.ts';
import type { RecordedResult } from '../types.ts';
import { groupBy } from './group-by.ts';

/** What kept a mirror from being usable, and how often. */
export interface FailureTally {
  readonly phase: Phase | null;
  readonly code: Code;
  readonly verdict: Verdict;
  readonly count: number;
  readonly last: RecordedResult;
}

/** By phase and code, the one seen last first. Not in it: what counts as up, and runs that did not ask the mirror. */
export function causesOf(observations: readonly RecordedResult[]): readonly FailureTally[] {
  const groups = groupBy(
    observations.filter(
      ({ code, verdict }) => code !== null && verdict !== 'unknown' && countedAs(verdict) !== 'up',
    ),
    ({ phase, code }) => `${phase} ${code}`,
  );
  return [...groups.values()]
    .flatMap((group) => {
      const last = group.at(-1);
      if (last === undefined || last.code === null) return [];
      return [{ phase: last.phase, code: last.code, verdict: last.verdict, count: group.length, last }];
    })
    .sort((a, b) => b.last.run.startedAt - a.last.run.startedAt);
}
