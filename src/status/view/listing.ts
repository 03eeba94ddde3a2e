import { isChosen } from '../history/scope.ts';
import type { Run, VantageHistory } from '../types.ts';

/** Which mirrors a vantage looks at now, and since when others are no longer looked at. */
export interface Listing {
  /** The newest run that looked at the whole list; where none did, the newest run. */
  readonly newestSweep: Run;
  /** Every run that did, oldest first. */
  readonly sweeps: readonly Run[];
  /** Ids. */
  readonly listed: ReadonlySet<string>;
  /** Mirrors that came onto the list or left it, oldest first; what the first run found is not news. */
  readonly moves: readonly Move[];
}

export interface Move {
  readonly kind: 'joined' | 'left';
  readonly id: string;
  /** The first sweep with it, or without it. */
  readonly run: Run;
}

/**
 * The newest sweep is the list, whatever list it was told to look at: a file may be called anew, and some may be skipped.
 * Runs of chosen mirrors and reports that were cut say nothing of the mirrors that they do not name. A sweep is another run
 * that asked at least half of those listed before, more than half where it was told to look at something else, or the same as
 * the run before it did: so a list that is exchanged takes two runs, and one taken off it is off at once. Runs stand oldest
 * first, at least one. Pure.
 */
export function listingOf({ runs, mirrors }: VantageHistory): Listing | null {
  const newest = runs.at(-1);
  if (newest === undefined) return null;
  const asked = askedBy(mirrors);
  const whole = wholeRuns(runs);
  const sweeps: Run[] = [];
  let listed: ReadonlySet<string> = new Set();
  let before: ReadonlySet<string> = new Set();
  const moves: Move[] = [];
  for (const run of whole) {
    const ids = asked.get(run) ?? new Set();
    if (ids.size === 0) continue;
    const last = sweeps.at(-1);
    const most = sharedBy(ids, listed) * 2 - listed.size;
    if (last === undefined || most > 0 || (most === 0 && run.scope === last.scope) || isSame(ids, before)) {
      if (last !== undefined) moves.push(...movesBetween(listed, ids, run));
      sweeps.push(run);
      listed = ids;
    }
    before = ids;
  }
  const newestSweep = sweeps.at(-1);
  if (newestSweep === undefined) {
    return { newestSweep: newest, sweeps: [newest], listed: asked.get(newest) ?? new Set(), moves };
  }
  return {
    newestSweep,
    sweeps,
    listed: new Set([...listed, ...askedSince(whole, asked, newestSweep)]),
    moves,
  };
}

/** Whoever a run of another list asked, a moment ago, is shown too, until the next sweep says otherwise. */
function askedSince(runs: readonly Run[], asked: Asked, sweep: Run): readonly string[] {
  return runs
    .filter(({ startedAt }) => startedAt > sweep.startedAt)
    .flatMap((run) => [...(asked.get(run) ?? [])]);
}

type Asked = ReadonlyMap<Run, ReadonlySet<string>>;

function askedBy(mirrors: VantageHistory['mirrors']): Asked {
  const asked = new Map<Run, Set<string>>();
  for (const { id, observations } of mirrors.values()) {
    for (const { run } of observations) {
      const ids = asked.get(run) ?? new Set();
      asked.set(run, ids.add(id));
    }
  }
  return asked;
}

/**
 * Runs that may tell what the list is. One of chosen mirrors never does, however many of them there are: only where nothing
 * else is known do they stand for it.
 */
export function wholeRuns(runs: readonly Run[]): readonly Run[] {
  const uncut = runs.filter(({ cut }) => !cut);
  const whole = uncut.filter(({ scope }) => !isChosen(scope));
  return whole.length > 0 ? whole : uncut;
}

/** Runs of which the next may be expected: all but those of chosen mirrors, where there are others. */
export function regularRuns(runs: readonly Run[]): readonly Run[] {
  const regular = runs.filter(({ scope }) => !isChosen(scope));
  return regular.length > 0 ? regular : runs;
}

function movesBetween(from: ReadonlySet<string>, to: ReadonlySet<string>, run: Run): readonly Move[] {
  return [
    ...[...to].filter((id) => !from.has(id)).map((id): Move => ({ kind: 'joined', id, run })),
    ...[...from].filter((id) => !to.has(id)).map((id): Move => ({ kind: 'left', id, run })),
  ];
}

function sharedBy(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  return [...one].filter((id) => other.has(id)).length;
}

function isSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && sharedBy(one, other) === one.size;
}
