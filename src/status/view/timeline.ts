import { countedAs } from '../availability.ts';
import { STATUS } from '../limits.ts';
import { DAY_MS, dayOf, firstBlockDay } from '../names.ts';
import type { RecordedResult, Run } from '../types.ts';
import type { MirrorStatus } from './mirror-status.ts';
import type { VantageStatus } from './vantage-status.ts';

/**
 * Something that happened to a mirror at a vantage, once for all: what is said of it is known when it becomes an event and
 * never changes afterwards. A single failure is none.
 *
 * - down: the second failure in a row; it lasts since the first.
 * - unsafe: the first run that found it so.
 * - back: the first run that is up, after either.
 * - joined, left: the list.
 */
export interface TimelineEvent {
  readonly kind: 'down' | 'unsafe' | 'back' | 'joined' | 'left';
  readonly vantage: string;
  readonly mirror: { readonly id: string; readonly url: string };
  /** The run that made it an event. */
  readonly run: Run;
  /** When what it tells began, ms since 1970: of 'back', when the outage did. */
  readonly since: number;
  /** It began before that: longer ago than is looked back. */
  readonly isBefore: boolean;
  /** What was found; null where nothing need be. */
  readonly observation: RecordedResult | null;
}

/**
 * Of one vantage, the newest first. What is decided by runs that lie `STATUS.beforeDays` back at most is shown for
 * `STATUS.blockDays`, and so much is known: an event does not change while it is shown. Pure.
 */
export function timelineOf(vantage: VantageStatus, now: number): readonly TimelineEvent[] {
  const first = firstBlockDay(now);
  return knownEventsOf(vantage).filter(({ run }) => dayOf(run.startedAt) >= first);
}

/** With those of the days before, some of which began before anything is known. The newest first. Pure. */
export function knownEventsOf(vantage: VantageStatus): readonly TimelineEvent[] {
  const mirrors = [...vantage.mirrors, ...vantage.unlisted];
  const byId = new Map(mirrors.map((mirror) => [mirror.id, mirror]));
  const moves = vantage.moves.flatMap(({ kind, id, run }): readonly TimelineEvent[] => {
    const known = byId.get(id)?.known.filter((one) => one.run.startedAt <= run.startedAt) ?? [];
    const url = known.at(-1)?.url;
    if (url === undefined) return [];
    const since = run.startedAt;
    return [
      { kind, vantage: vantage.name, mirror: { id, url }, run, since, isBefore: false, observation: null },
    ];
  });
  return [...moves, ...mirrors.flatMap((mirror) => eventsOf(mirror, vantage.name))].sort(newestFirst);
}

function eventsOf(mirror: MirrorStatus, vantage: string): readonly TimelineEvent[] {
  const events: TimelineEvent[] = [];
  /** Of the failures in a row: the first, how many, and whether one was unsafe. */
  let first: RecordedResult | null = null;
  let count = 0;
  let wasUnsafe = false;
  let isOut = false;
  const tell = (kind: TimelineEvent['kind'], run: Run, observation: RecordedResult, began: number): void => {
    const since = Math.max(began, run.startedAt - STATUS.beforeDays * DAY_MS);
    const then = { id: mirror.id, url: observation.url };
    events.push({ kind, vantage, mirror: then, run, since, isBefore: since > began, observation });
  };
  for (const observation of mirror.known) {
    const { run, verdict } = observation;
    const standing = countedAs(verdict);
    if (standing === 'left-out') continue;
    if (standing === 'up') {
      if (isOut && first !== null) tell('back', run, observation, first.run.startedAt);
      first = null;
      count = 0;
      wasUnsafe = false;
      isOut = false;
      continue;
    }
    if (first !== null && !isOut && run.startedAt - first.run.startedAt > STATUS.beforeDays * DAY_MS) {
      first = null;
      count = 0;
    }
    first ??= observation;
    count += 1;
    if (verdict === 'unsafe' && !wasUnsafe) {
      tell('unsafe', run, observation, run.startedAt);
      isOut = true;
    } else if (count === 2 && first.verdict !== 'unsafe') {
      tell('down', run, first, first.run.startedAt);
      isOut = true;
    }
    wasUnsafe ||= verdict === 'unsafe';
  }
  return events;
}

function newestFirst(a: TimelineEvent, b: TimelineEvent): number {
  return b.run.finishedAt - a.run.finishedAt || (a.mirror.id < b.mirror.id ? -1 : 1);
}
