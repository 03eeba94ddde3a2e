import type { Verdict } from '../../probe/codes.ts';
import { countedAs } from '../availability.ts';
import type { RecordedResult } from '../types.ts';

/** A verdict that differs from the one before. */
export interface VerdictChange {
  readonly from: Verdict;
  readonly to: Verdict;
  /** The first with the new verdict. */
  readonly observation: RecordedResult;
  /** A failure that the following run has not repeated (yet): it does not make the mirror down. */
  readonly single: boolean;
}

/** Oldest first. Runs that did not tell (unknown) are passed over: neither change nor end of a verdict. */
export function verdictChanges(observations: readonly RecordedResult[]): readonly VerdictChange[] {
  const telling = observations.filter(({ verdict }) => verdict !== 'unknown');
  return telling.flatMap((observation, index) => {
    const from = telling[index - 1]?.verdict;
    if (from === undefined || from === observation.verdict) return [];
    return [{ from, to: observation.verdict, observation, single: isSingle(telling, index) }];
  });
}

function isSingle(telling: readonly RecordedResult[], index: number): boolean {
  return (
    fails(telling[index]) && !fails(neighbour(telling, index, -1)) && !fails(neighbour(telling, index, 1))
  );
}

/** The next run that counts, in either direction. */
function neighbour(
  telling: readonly RecordedResult[],
  index: number,
  step: 1 | -1,
): RecordedResult | undefined {
  let at = index + step;
  for (let one = telling[at]; one !== undefined; one = telling[at]) {
    if (countedAs(one.verdict) !== 'left-out') return one;
    at += step;
  }
  return undefined;
}

function fails(one: RecordedResult | undefined): boolean {
  return one !== undefined && countedAs(one.verdict) === 'failure';
}
