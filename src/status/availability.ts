import { VERDICTS, type Verdict } from '../probe/codes.ts';

/**
 * The one definition of availability; the page and docs/status.md say the same words.
 *
 * - A run counts **up** for a mirror when its verdict is usable or degraded.
 * - It is **left out** of the count when the verdict is limited, restricted or unknown: such a run does not tell whether the
 *   mirror works for those it is meant for. A run that did not happen, or did not ask the mirror, is unknown.
 * - Unsafe, broken and dead are **failures**: counted, and not up.
 * - **Availability** is the share of up in the runs that count. Where none counts there is none: '–', never 0 %.
 * - A mirror is **down** from its second failure in a row on, since the first of them; a run left out does not end the row.
 * - **A day's block** is the most frequent verdict of its runs, of equally frequent ones the worse; one unsafe run makes
 *   the day unsafe; a day without a run is unknown.
 */
export type CountedAs = 'up' | 'failure' | 'left-out';

export function countedAs(verdict: Verdict): CountedAs {
  switch (verdict) {
    case 'usable':
    case 'degraded':
      return 'up';
    case 'unsafe':
    case 'broken':
    case 'dead':
      return 'failure';
    case 'limited':
    case 'restricted':
    case 'unknown':
      return 'left-out';
    default: {
      const unhandled: never = verdict;
      return unhandled;
    }
  }
}

export interface Availability {
  readonly up: number;
  /** Runs that count: up and failures. */
  readonly counted: number;
  /** up / counted, 0 to 1; null where nothing counts. */
  readonly share: number | null;
}

export function availabilityOf(verdicts: Iterable<Verdict>): Availability {
  let up = 0;
  let counted = 0;
  for (const verdict of verdicts) {
    const standing = countedAs(verdict);
    if (standing !== 'left-out') counted += 1;
    if (standing === 'up') up += 1;
  }
  return { up, counted, share: counted === 0 ? null : up / counted };
}

/** The first of the failures in a row with which the runs (oldest first) end, if there are at least two; null: not down. */
export function downSince<Run extends { readonly verdict: Verdict }>(runs: readonly Run[]): Run | null {
  const counted = runs.filter(({ verdict }) => countedAs(verdict) !== 'left-out');
  const lastUp = counted.findLastIndex(({ verdict }) => countedAs(verdict) === 'up');
  const failures = counted.slice(lastUp + 1);
  return failures.length < 2 ? null : (failures[0] ?? null);
}

/** See above; 'unknown' for no run. */
export function blockOf(verdicts: Iterable<Verdict>): Verdict {
  const counts = new Map<Verdict, number>();
  for (const verdict of verdicts) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  if (counts.has('unsafe')) return 'unsafe';
  let block: Verdict = 'unknown';
  let most = 0;
  for (const verdict of BEST_TO_WORST) {
    const count = counts.get(verdict) ?? 0;
    if (count >= most && count > 0) {
      block = verdict;
      most = count;
    }
  }
  return block;
}

/** Knowing nothing is not a bad sign: it yields to whatever was seen as often. */
const BEST_TO_WORST: readonly Verdict[] = ['unknown', ...VERDICTS.filter((verdict) => verdict !== 'unknown')];
