import type { Code } from '../../probe/codes.ts';
import type { Messages } from '../../words/index.ts';
import { shortUrl } from '../site/short-url.ts';
import { formatTime } from '../table.ts';
import type { TimelineEvent } from '../view/timeline.ts';
import { urnOf } from './urn.ts';

/** An event as scripts and webhooks get it (schema/status-events.schema.json). */
export interface EventJson {
  readonly id: string;
  readonly kind: TimelineEvent['kind'];
  readonly vantage: string;
  readonly mirror: string;
  readonly url: string;
  /** When it became one, and since when it holds; of `back`, since when it had been out. */
  readonly at: string;
  readonly since: string;
  readonly code: Code | null;
  readonly text: string;
}

export function eventId({ kind, vantage, mirror, run }: TimelineEvent): string {
  return urnOf(['event', kind, vantage, mirror.id, run.id]);
}

/** One line, and a sentence of detail or ''. Neither changes once the event is there. */
export function eventWords(
  event: TimelineEvent,
  { status, verdict }: Pick<Messages, 'status' | 'verdict'>,
): { readonly title: string; readonly detail: string } {
  const host = shortUrl(event.mirror.url);
  const { observation } = event;
  const detail =
    observation === null || observation.code === null || event.kind === 'back'
      ? ''
      : verdict.code[observation.code]({
          host,
          mirrorHost: host,
          httpStatus: observation.httpStatus,
          image: observation.run.image,
        });
  const since = formatTime(event.since);
  const title = event.isBefore
    ? status.timeline.backLong(host, event.vantage, since)
    : status.timeline[event.kind](host, event.vantage, since);
  return { title, detail };
}

export function eventJson(event: TimelineEvent, words: Pick<Messages, 'status' | 'verdict'>): EventJson {
  const { title, detail } = eventWords(event, words);
  return {
    id: eventId(event),
    kind: event.kind,
    vantage: event.vantage,
    mirror: event.mirror.id,
    url: event.mirror.url,
    at: new Date(event.run.finishedAt).toISOString(),
    since: new Date(event.since).toISOString(),
    code: event.kind === 'back' ? null : (event.observation?.code ?? null),
    text: detail === '' ? title : `${title} ${detail}`,
  };
}
