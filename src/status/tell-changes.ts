import type { Messages } from '../words/index.ts';
import { onlyRuns } from './history/one-kind.ts';
import { readHistory } from './history/read-history.ts';
import { STATUS } from './limits.ts';
import { type EventJson, eventJson } from './machine/event.ts';
import type { VantageHistory } from './types.ts';
import { groupBy } from './view/group-by.ts';
import { knownEventsOf, type TimelineEvent } from './view/timeline.ts';
import { type Telling, toldOf } from './view/told.ts';
import { vantageStatus } from './view/vantage-status.ts';

/** What a webhook or a command gets: schema/status-events.schema.json. `text` says all of it, a line each. */
export interface EventsJson {
  readonly schemaVersion: 1;
  readonly text: string;
  readonly events: readonly EventJson[];
}

/** A run that was recorded. */
export interface RecordedRun {
  readonly vantage: string;
  readonly runId: string;
}

/**
 * What became to be told by these runs, which have just been recorded: what is told with them in the history and was not
 * without them, so that one that comes late tells too what it shows. null: nothing. Rejects with the system's error.
 */
export async function changesBy(
  data: string,
  runs: readonly RecordedRun[],
  now: number,
  words: Pick<Messages, 'status' | 'verdict'>,
): Promise<EventsJson | null> {
  const histories = runs.length === 0 ? [] : await readHistory(data, now);
  const events = histories.flatMap((history) => {
    const ids = new Set(runs.filter(({ vantage }) => vantage === history.name).map(({ runId }) => runId));
    const first = history.runs.find(({ id }) => ids.has(id));
    if (first === undefined) return [];
    const isSince = ({ run }: Telling): boolean => run.startedAt >= first.startedAt;
    const without = onlyRuns(history, ({ id }) => !ids.has(id));
    return newOf(toldAt(history, now).filter(isSince), toldAt(without, now).filter(isSince));
  });
  if (events.length === 0) return null;
  const told = events.map((event) => eventJson(event, words));
  return { schemaVersion: 1, text: told.map(({ text }) => text).join('\n'), events: told };
}

/**
 * What is told with these runs and was not without them. A run that comes late may move what has been told to another run:
 * that is the same news, of the same kind and mirror, and in the same order.
 */
function newOf(tellings: readonly Telling[], before: readonly Telling[]): readonly TimelineEvent[] {
  const waiting = groupBy(before, newsOf);
  return tellings.flatMap((telling) =>
    waiting.get(newsOf(telling))?.shift() === undefined ? [telling.event] : [],
  );
}

function newsOf({ event: { kind, mirror } }: Telling): string {
  return `${kind} ${mirror.id}`;
}

function toldAt(history: VantageHistory, now: number): readonly Telling[] {
  const status = vantageStatus(history, now);
  return status === null
    ? []
    : toldOf(knownEventsOf(status), status.tellingRuns, STATUS.notifyMs, STATUS.renewMs);
}

/** What `record --events` wrote; null: it is none of it. */
export function parseEvents(text: string): EventsJson | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  return isEvents(value) ? value : null;
}

function isEvents(value: unknown): value is EventsJson {
  return (
    typeof value === 'object' &&
    value !== null &&
    'schemaVersion' in value &&
    value.schemaVersion === 1 &&
    'text' in value &&
    typeof value.text === 'string' &&
    'events' in value &&
    Array.isArray(value.events)
  );
}
