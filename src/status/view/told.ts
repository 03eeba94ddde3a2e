import type { Run } from '../types.ts';
import { groupBy } from './group-by.ts';
import type { TimelineEvent } from './timeline.ts';

/** Of what somebody is told, and with which run it is. */
export interface Telling {
  readonly event: TimelineEvent;
  readonly run: Run;
}

/**
 * Which events are told to somebody, and when: of each mirror once in `everyMs`, for one that comes and goes is not news each
 * hour. What falls into that time is not lost: with the first run after it, what holds then is told, where it is not what
 * was told last. Unsafe is told at once, for nobody should pull through such a mirror for a day. All of it follows from the
 * events, so nothing need be remembered; and from those since the last instant of `renewMs` alone, at which all that waits is
 * told: so it is the same from whichever day on the events are read. `events`: of one vantage; `runs`: those that found anything out, oldest first. Pure.
 */
export function toldOf(
  events: readonly TimelineEvent[],
  runs: readonly Run[],
  everyMs: number,
  renewMs: number,
): readonly Telling[] {
  const ofMirrors = groupBy(events.toReversed(), ({ mirror }) => mirror.id);
  return [...ofMirrors.values()].flatMap((own) => toldOfMirror(own, runs, everyMs, renewMs));
}

/** A mirror's health and its place on the list are two things: neither makes the other old. */
type Subject = 'health' | 'list';

const SUBJECT: Readonly<Record<TimelineEvent['kind'], Subject>> = {
  down: 'health',
  unsafe: 'health',
  back: 'health',
  joined: 'list',
  left: 'list',
};

/** `events`: oldest first. */
function toldOfMirror(
  events: readonly TimelineEvent[],
  runs: readonly Run[],
  everyMs: number,
  renewMs: number,
): readonly Telling[] {
  const told: Telling[] = [];
  const known = new Map<Subject, TimelineEvent['kind']>([
    ['health', 'back'],
    ['list', events.find(({ kind }) => SUBJECT[kind] === 'list')?.kind === 'joined' ? 'left' : 'joined'],
  ]);
  const waiting = new Map<Subject, TimelineEvent>();
  let last = Number.NEGATIVE_INFINITY;
  let seen = 0;
  let period = 0;
  for (const run of runs) {
    for (
      let event = events[seen];
      event !== undefined && event.run.finishedAt <= run.finishedAt;
      event = events[seen]
    ) {
      waiting.set(SUBJECT[event.kind], event);
      seen += 1;
    }
    const isRenewed = Math.floor(run.finishedAt / renewMs) !== period;
    period = Math.floor(run.finishedAt / renewMs);
    const isDue = isRenewed || run.finishedAt - last >= everyMs;
    for (const [subject, event] of waiting) {
      if (event.kind === known.get(subject)) waiting.delete(subject);
      else if (isDue || event.kind === 'unsafe') {
        told.push({ event, run });
        known.set(subject, event.kind);
        waiting.delete(subject);
        last = run.finishedAt;
      }
    }
    // When it was last told depends on what came before; whether anything happened of late does not.
    const lately = (events[seen - 1]?.run.finishedAt ?? Number.NEGATIVE_INFINITY) > run.finishedAt - everyMs;
    if (isRenewed) last = lately ? run.finishedAt : Number.NEGATIVE_INFINITY;
  }
  return told;
}
