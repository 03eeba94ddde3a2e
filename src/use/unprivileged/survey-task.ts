import type { Candidate } from '../../catalog/index.ts';
import { CODES, type Code, VERDICTS, type Verdict } from '../../probe/codes.ts';
import type { SurveyEvent } from '../../survey/events.ts';
import type { RunFacts } from '../../survey/to-report.ts';
import type { Lang } from '../../words/lang.ts';
import type { ConductSettings } from '../conduct-survey.ts';
import type { PreparedSurvey } from '../prepare-survey.ts';

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
  | { readonly kind: 'fetch'; readonly network: NetworkTask; readonly certs: HostCerts; readonly url: string }
  | {
      readonly kind: 'survey';
      readonly network: NetworkTask;
      readonly certs: HostCerts;
      readonly settings: ConductSettings;
      readonly prepared: Omit<PreparedSurvey, 'kind' | 'carriedOver' | 'upstream'>;
      readonly upstream: string | null;
      /** The whole report is wanted, of a run of which this is known; null: outcomes are. */
      readonly report: { readonly facts: RunFacts; readonly lang: Lang } | null;
    };

/** What became of one mirror, named by its place among the candidates. Root believes nothing else of a mirror. */
export interface ProbeOutcome {
  readonly index: number;
  readonly verdict: Verdict;
  readonly code: Code | null;
  readonly httpStatus: number | null;
  /** The digest of its image was held against a reference and is current. */
  readonly confirmed: boolean;
  /** Asked without a proxy in between. */
  readonly direct: boolean;
  readonly pullSeconds: number | null;
  readonly bytesPerSecond: number | null;
}

/** What the child says. Mirrors come best first. */
export type ChildMessage =
  | { readonly kind: 'event'; readonly event: IndexedEvent }
  | { readonly kind: 'outcome'; readonly outcome: ProbeOutcome }
  | { readonly kind: 'survey-done'; readonly aborted: boolean; readonly noNetwork: boolean }
  | { readonly kind: 'chunk'; readonly bytes: Buffer }
  | { readonly kind: 'fetched'; readonly failure: 'unreachable' | 'too-large' | null }
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
  | { readonly kind: 'finished'; readonly aborted: boolean };

/** One message, its form and every bound checked; null: not of the agreed form. Pure. */
export function childMessageParser(candidates: number): (value: unknown) => ChildMessage | null {
  return (value) => {
    if (!isRecord(value)) return null;
    switch (value['kind']) {
      case 'event': {
        const event = parseEvent(value['event'], candidates);
        return event && { kind: 'event', event };
      }
      case 'outcome': {
        const outcome = parseOutcome(value['outcome'], candidates);
        return outcome && { kind: 'outcome', outcome };
      }
      case 'survey-done': {
        const { aborted, noNetwork } = value;
        return typeof aborted === 'boolean' && typeof noNetwork === 'boolean'
          ? { kind: 'survey-done', aborted, noNetwork }
          : null;
      }
      case 'chunk': {
        const { base64 } = value;
        return typeof base64 === 'string' ? { kind: 'chunk', bytes: Buffer.from(base64, 'base64') } : null;
      }
      case 'fetched': {
        const failure = FETCH_FAILURES.find((known) => known === value['failure']);
        return failure === undefined ? null : { kind: 'fetched', failure };
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
    case 'started':
    case 'reference':
    case 'finished':
      return event;
    default:
      return event satisfies never;
  }
}

const FETCH_FAILURES = ['unreachable', 'too-large', null] as const;
const SOURCES = ['hub', 'consensus', 'given', 'none'] as const;

function parseEvent(value: unknown, candidates: number): IndexedEvent | null {
  if (!isRecord(value)) return null;
  const { kind } = value;
  switch (kind) {
    case 'started':
      return value['mirrors'] === candidates ? { kind, mirrors: candidates } : null;
    case 'mirror-started':
    case 'downloading':
    case 'finalist-started': {
      const index = indexIn(value['index'], candidates);
      return index === null ? null : { kind, index };
    }
    case 'mirror-finished':
    case 'finalist-finished': {
      const index = indexIn(value['index'], candidates);
      const judged = parseJudgement(value);
      return index === null || judged === null ? null : { kind, index, ...judged };
    }
    case 'reference': {
      const source = SOURCES.find((known) => known === value['source']);
      return source === undefined ? null : { kind, source };
    }
    case 'finalists': {
      const list = value['indices'];
      if (!Array.isArray(list)) return null;
      const indices = list.map((item) => indexIn(item, candidates)).filter((index) => index !== null);
      return indices.length === list.length && list.length <= candidates ? { kind, indices } : null;
    }
    case 'finished':
      return typeof value['aborted'] === 'boolean' ? { kind, aborted: value['aborted'] } : null;
    default:
      return null;
  }
}

function parseOutcome(value: unknown, candidates: number): ProbeOutcome | null {
  if (!isRecord(value)) return null;
  const index = indexIn(value['index'], candidates);
  const judged = parseJudgement(value);
  const { confirmed, direct, httpStatus, pullSeconds, bytesPerSecond } = value;
  if (index === null || judged === null) return null;
  if (typeof confirmed !== 'boolean' || typeof direct !== 'boolean') return null;
  if (!isMeasure(httpStatus) || !isMeasure(pullSeconds) || !isMeasure(bytesPerSecond)) return null;
  return { index, ...judged, confirmed, direct, httpStatus, pullSeconds, bytesPerSecond };
}

function parseJudgement(
  value: Readonly<Record<string, unknown>>,
): { readonly verdict: Verdict; readonly code: Code | null } | null {
  const verdict = VERDICTS.find((known) => known === value['verdict']);
  if (verdict === undefined) return null;
  if (value['code'] === null) return { verdict, code: null };
  // A code of another verdict's would be judged by itself where mirrors are chosen.
  const codes = codesOf(verdict);
  const code = codes.find((known) => known === value['code']);
  return code === undefined ? null : { verdict, code };
}

/** A code of the dead row that is met after the mirror had answered makes it broken. */
function codesOf(verdict: Verdict): readonly Code[] {
  if (verdict === 'usable') return [];
  return verdict === 'broken' ? [...CODES.broken, ...CODES.dead] : CODES[verdict];
}

function indexIn(value: unknown, candidates: number): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value < candidates
    ? value
    : null;
}

/** Seconds, bytes a second, a status: none is negative or beyond what a double counts exactly. */
function isMeasure(value: unknown): value is number | null {
  return value === null || (typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
