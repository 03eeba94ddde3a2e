import type { Messages } from '../words/index.ts';
import { STATUS } from './limits.ts';
import { type EventJson, eventJson } from './machine/event.ts';
import { readStatus } from './read-status.ts';
import { timelineOf, toldOf } from './view/timeline.ts';

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

/** What these runs made known, of each mirror at most once a day; null: nothing. Rejects with the system's error. */
export async function changesBy(
  data: string,
  runs: readonly RecordedRun[],
  now: number,
  words: Pick<Messages, 'status' | 'verdict'>,
): Promise<EventsJson | null> {
  const vantages = await readStatus(data, now);
  const events = runs.flatMap(({ vantage, runId }) => {
    const status = vantages.find(({ name }) => name === vantage);
    return status === undefined ? [] : toldOf(timelineOf(status), runId, STATUS.notifyMs);
  });
  if (events.length === 0) return null;
  const told = events.map((event) => eventJson(event, words));
  return { schemaVersion: 1, text: told.map(({ text }) => text).join('\n'), events: told };
}
