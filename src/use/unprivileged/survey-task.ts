import type { Candidate } from '../../catalog/index.ts';
import { isRecord } from '../../host/parse-json.ts';
import { SCHEDULE } from '../../limits.ts';
import type { Code, Verdict } from '../../probe/codes.ts';
import { cleanText } from '../../registry/untrusted-text.ts';
import type { SurveyEvent } from '../../survey/events.ts';
import type { MirrorFindings, SurveyFindings } from '../../survey/findings.ts';
import type { ConductSettings } from '../conduct-survey.ts';
import type { SurveyOrder } from '../survey-order.ts';
import type { ListItem } from './list-items.ts';
import { endParser, findingsParser, parseJudgement } from './parse-findings.ts';
import { parseListItems } from './parse-list-items.ts';
import { listOf, measure, nullable, oneOf, shape, text, whole } from './shape.ts';

/** How the way out of this machine looks; what `openNetwork` needs, in plain data: the child may not be able to read a file. */
export interface NetworkTask {
  readonly probeProxy: string | null;
  readonly ip: 4 | 6 | null;
  /** HTTP_PROXY and the like: the engine's own, or this shell's. */
  readonly env: Readonly<Record<string, string>>;
  /** CAs that count for every host, as PEM. */
  readonly trust: readonly string[];
  /** Where the engine keeps CAs of single hosts; null: the usual place. */
  readonly certsDir: string | null;
}

/** The CAs, as PEM, of the hosts that are known before the first is asked; null: it has none of its own. */
export type HostCerts = readonly (readonly [host: string, pem: string | null])[];

/** What the child is sent to do. Plain data: root wrote it. */
export type ChildTask =
  /** `fetch-list`: what is fetched is a list, and parsed. */
  | {
      readonly kind: 'fetch' | 'fetch-list';
      readonly network: NetworkTask;
      readonly certs: HostCerts;
      readonly url: string;
    }
  | { readonly kind: 'parse-list'; readonly text: string }
  | {
      readonly kind: 'survey';
      readonly network: NetworkTask;
      readonly certs: HostCerts;
      readonly settings: ConductSettings;
      readonly asked: Omit<SurveyOrder, 'upstream'>;
      readonly upstream: string | null;
    };

/** What the child says. Mirrors come best first. */
export type ChildMessage =
  | { readonly kind: 'event'; readonly event: IndexedEvent }
  | { readonly kind: 'finding'; readonly finding: MirrorFindings }
  | { readonly kind: 'survey-done'; readonly end: Omit<SurveyFindings, 'mirrors'> }
  | { readonly kind: 'chunk'; readonly bytes: Buffer }
  | {
      readonly kind: 'fetched';
      readonly failure: 'unreachable' | 'too-large' | null;
      /** The server's or the system's own word for it, cleaned. */
      readonly detail: string | null;
    }
  /** A part of a parsed list. */
  | { readonly kind: 'list'; readonly items: readonly ListItem[] }
  /** A list that was not to be had. */
  | {
      readonly kind: 'unread';
      readonly reason: (typeof UNREAD)[number];
      readonly detail: string | null;
    }
  /** A CA file or a proxy that cannot be used. */
  | { readonly kind: 'no-network-setup' };

/** A survey's event with places in the list instead of names. */
export type IndexedEvent =
  | { readonly kind: 'started'; readonly mirrors: number }
  | { readonly kind: 'mirror-started' | 'downloading' | 'finalist-started'; readonly index: number }
  | {
      readonly kind: 'mirror-finished' | 'finalist-finished';
      readonly index: number;
      readonly verdict: Verdict;
      readonly code: Code | null;
    }
  | { readonly kind: 'reference'; readonly source: 'hub' | 'consensus' | 'given' | 'none' }
  | { readonly kind: 'finalists'; readonly indices: readonly number[] }
  | { readonly kind: 'leading'; readonly leaders: readonly IndexedLeader[] }
  | { readonly kind: 'finished'; readonly aborted: boolean };

interface IndexedLeader {
  readonly index: number;
  readonly pullSeconds: number;
}

/** One message, its form and every bound checked; null: not of the agreed form. Pure. */
export function childMessageParser(
  candidates: number,
  images: number,
): (value: unknown) => ChildMessage | null {
  const parseFindings = findingsParser(candidates, images);
  const parseEnd = endParser(candidates);
  return (value) => {
    if (!isRecord(value)) return null;
    switch (value['kind']) {
      case 'event': {
        const event = parseEvent(value['event'], candidates);
        return event && { kind: 'event', event };
      }
      case 'finding': {
        const finding = parseFindings(value['finding']);
        return finding === undefined ? null : { kind: 'finding', finding };
      }
      case 'survey-done': {
        const end = parseEnd(value['end']);
        return end === undefined ? null : { kind: 'survey-done', end };
      }
      case 'chunk': {
        const { base64 } = value;
        return typeof base64 === 'string' ? { kind: 'chunk', bytes: Buffer.from(base64, 'base64') } : null;
      }
      case 'fetched': {
        const failure = FETCH_FAILURES.find((known) => known === value['failure']);
        const detail = nullable(text(cleanText))(value['detail']);
        return failure === undefined || detail === undefined ? null : { kind: 'fetched', failure, detail };
      }
      case 'list': {
        const items = parseListItems(value['items']);
        return items === undefined ? null : { kind: 'list', items };
      }
      case 'unread': {
        const reason = oneOf(UNREAD)(value['reason']);
        const detail = nullable(text(cleanText))(value['detail']);
        return reason === undefined || detail === undefined ? null : { kind: 'unread', reason, detail };
      }
      case 'no-network-setup':
        return { kind: 'no-network-setup' };
      default:
        return null;
    }
  };
}

/** The event as the display knows it: names are the parent's own. Pure. */
export function namedEvent(event: IndexedEvent, candidates: readonly Candidate[]): SurveyEvent {
  const idOf = (index: number): string => candidates[index]?.id ?? '';
  switch (event.kind) {
    case 'mirror-started':
    case 'downloading':
    case 'finalist-started':
      return { kind: event.kind, id: idOf(event.index) };
    case 'mirror-finished':
    case 'finalist-finished':
      return { kind: event.kind, id: idOf(event.index), verdict: event.verdict, code: event.code };
    case 'finalists':
      return { kind: 'finalists', ids: event.indices.map(idOf) };
    case 'leading':
      return {
        kind: event.kind,
        leaders: event.leaders.map(({ index, pullSeconds }) => ({ id: idOf(index), pullSeconds })),
      };
    case 'started':
    case 'reference':
    case 'finished':
      return event;
    default:
      return event satisfies never;
  }
}

/** The other way round. Pure. */
export function indexedEvent(event: SurveyEvent, indexOf: (id: string) => number): IndexedEvent {
  switch (event.kind) {
    case 'mirror-started':
    case 'downloading':
    case 'finalist-started':
      return { kind: event.kind, index: indexOf(event.id) };
    case 'mirror-finished':
    case 'finalist-finished':
      return { kind: event.kind, index: indexOf(event.id), verdict: event.verdict, code: event.code };
    case 'finalists':
      return { kind: 'finalists', indices: event.ids.map(indexOf) };
    case 'leading':
      return {
        kind: event.kind,
        leaders: event.leaders.map(({ id, pullSeconds }) => ({ index: indexOf(id), pullSeconds })),
      };
    case 'started':
    case 'reference':
    case 'finished':
      return event;
    default:
      return event satisfies never;
  }
}

const UNREAD = ['unreachable', 'login', 'too-large', 'not-utf8'] as const;
const FETCH_FAILURES = ['unreachable', 'too-large', null] as const;
const SOURCES = ['hub', 'consensus', 'given', 'none'] as const;

function parseEvent(value: unknown, candidates: number): IndexedEvent | null {
  if (!isRecord(value)) return null;
  const place = whole(0, candidates - 1);
  const { kind } = value;
  switch (kind) {
    case 'started':
      return value['mirrors'] === candidates ? { kind, mirrors: candidates } : null;
    case 'mirror-started':
    case 'downloading':
    case 'finalist-started': {
      const index = place(value['index']);
      return index === undefined ? null : { kind, index };
    }
    case 'mirror-finished':
    case 'finalist-finished': {
      const index = place(value['index']);
      const judged = parseJudgement(value);
      return index === undefined || judged === undefined ? null : { kind, index, ...judged };
    }
    case 'reference': {
      const source = SOURCES.find((known) => known === value['source']);
      return source === undefined ? null : { kind, source };
    }
    case 'finalists': {
      const indices = listOf(place, candidates)(value['indices']);
      return indices === undefined ? null : { kind, indices };
    }
    case 'leading': {
      const leader = shape<IndexedLeader>({ index: place, pullSeconds: measure });
      const leaders = listOf(leader, SCHEDULE.places)(value['leaders']);
      return leaders === undefined ? null : { kind, leaders };
    }
    case 'finished':
      return typeof value['aborted'] === 'boolean' ? { kind, aborted: value['aborted'] } : null;
    default:
      return null;
  }
}
