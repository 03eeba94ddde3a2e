import type { Access } from '../../catalog/types.ts';
import { type Code, type Phase, VERDICTS, type Verdict } from '../../probe/codes.ts';
import { isSample, median } from '../../rank/stats.ts';
import type { MirrorReport, Report } from '../../report/types.ts';
import { scopeOf } from './scope.ts';

/**
 * One day of one vantage without what the table and the page do not need: about a hundredth of the reports
 * (schema/status-day.schema.json). Columns have one cell a run, in the order of `runs`; null: not measured, or the mirror
 * was not in that run; a column of nothing but null is left out.
 */
export interface DayRollUp {
  readonly schemaVersion: 1;
  readonly vantage: string;
  /** YYYY-MM-DD, UTC. */
  readonly day: string;
  /** Size of the file of reports that this is made of; null: that file is no longer kept. */
  readonly rawBytes: number | null;
  /** Oldest first. */
  readonly runs: readonly RolledRun[];
  readonly mirrors: readonly RolledMirror[];
}

export interface RolledRun {
  readonly id: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly version: string;
  readonly throughput: boolean;
  readonly aborted: boolean;
  readonly demo: boolean;
  readonly image: string;
  readonly registry: string;
  /** What the run was told to look at; earlier versions do not say. */
  readonly scope?: string;
  /** It tells of fewer mirrors than it asked. */
  readonly cut?: true;
}

export interface RolledMirror {
  readonly id: string;
  readonly url: string;
  readonly operator: string | null;
  readonly access: Access | null;
  /** Where the address changed that day: from which run on it was which, the first run included. */
  readonly urls?: readonly (readonly [number, string])[];
  /** A letter a run (`LETTERS`), `-` where the mirror was not in it. */
  readonly verdicts: string;
  /** Medians of the day; kept when the columns go. Null: not measured. */
  readonly median: Readonly<Record<MedianColumn, number | null>>;
  /** What a run found, from that run on until the next entry: [run, code, phase, HTTP status]. */
  readonly findings?: readonly RolledFinding[];
  readonly rank?: Column;
  readonly latencyMs?: Column;
  readonly ttfbMs?: Column;
  readonly bytesPerSecond?: Column;
  readonly pullSeconds?: Column;
  /** `y`, `n`, or `-` for not known, a letter a run. */
  readonly fresh?: string;
}

export type Column = readonly (number | null)[];
export type RolledFinding = readonly [number, Code | null, Phase | null, number | null];
type MedianColumn = 'latencyMs' | 'ttfbMs' | 'bytesPerSecond';

const LETTERS: Readonly<Record<Verdict, string>> = {
  usable: 'u',
  degraded: 'g',
  restricted: 'r',
  limited: 'l',
  unsafe: 'x',
  broken: 'b',
  dead: 'd',
  unknown: '?',
};

const VERDICT_OF: ReadonlyMap<string, Verdict> = new Map(
  VERDICTS.map((verdict) => [LETTERS[verdict], verdict]),
);

/** null: the mirror was not in the run. */
export function verdictOf(letter: string | undefined): Verdict | null {
  return VERDICT_OF.get(letter ?? '-') ?? null;
}

/** The reports of one day in any order. Pure. */
export function rollUp(
  vantage: string,
  day: string,
  reports: readonly Report[],
  rawBytes: number | null,
): DayRollUp {
  const runs = reports.toSorted(byStart);
  const ids = [...new Set(runs.flatMap(({ mirrors }) => mirrors.map(({ id }) => id)))].sort();
  const columns = runs.map(({ mirrors }) => new Map(mirrors.map((mirror) => [mirror.id, asAsked(mirror)])));
  return {
    schemaVersion: 1,
    vantage,
    day,
    rawBytes,
    runs: runs.map(rolledRun),
    mirrors: ids.flatMap((id) => {
      const rolled = rolledMirror(columns.map((mirrors) => mirrors.get(id) ?? null));
      return rolled === null ? [] : [rolled];
    }),
  };
}

/** For good: the day's reports go, and with them the columns that only plots and newest figures need. Pure. */
export function closeRollUp(open: DayRollUp): DayRollUp {
  return {
    ...open,
    rawBytes: null,
    mirrors: open.mirrors.map(({ id, url, urls, operator, access, verdicts, median }) => ({
      id,
      url,
      ...(urls === undefined ? {} : { urls }),
      operator,
      access,
      verdicts,
      median,
    })),
  };
}

function byStart(a: Report, b: Report): number {
  return a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : a.runId < b.runId ? -1 : 1;
}

function rolledRun({
  runId,
  startedAt,
  finishedAt,
  tool,
  parameters,
  aborted,
  reference,
  mirrors,
  summary,
}: Report): RolledRun {
  const asked = Object.values(summary).reduce((sum, count) => sum + count, 0);
  return {
    id: runId,
    startedAt,
    finishedAt,
    version: tool.version,
    throughput: parameters.throughput,
    aborted,
    demo: parameters.demo,
    image: reference.image,
    registry: parameters.registry,
    scope: scopeOf(parameters),
    ...(asked > mirrors.length ? { cut: true } : {}),
  };
}

type Cell = MirrorReport | null;

/** Who was left alone was not asked: what stands there was found by an earlier run, and is that one's to tell. */
function asAsked(mirror: MirrorReport): MirrorReport {
  return mirror.carriedOver === undefined
    ? mirror
    : {
        ...mirror,
        verdict: 'unknown',
        code: null,
        phase: null,
        httpStatus: null,
        rank: null,
        latency: null,
        ttfbMs: null,
        throughput: null,
        pullSeconds: null,
        images: [],
      };
}

function rolledMirror(cells: readonly Cell[]): RolledMirror | null {
  const newest = cells.findLast((cell) => cell !== null);
  if (newest === undefined || newest === null) return null;
  const rank = cells.map((cell) => cell?.rank ?? null);
  const pullSeconds = cells.map((cell) => round(cell?.pullSeconds ?? null, 2));
  const latencyMs = cells.map((cell) => round(cell?.latency?.medianMs ?? null, 1));
  const ttfbMs = cells.map((cell) => round(cell?.ttfbMs ?? null, 1));
  const bytesPerSecond = cells.map((cell) => round(cell?.throughput?.bytesPerSecond ?? null, 0));
  const fresh = cells.map((cell) => freshLetter(cell?.images[0]?.fresh ?? null)).join('');
  return {
    id: newest.id,
    url: newest.url,
    ...urls(cells),
    operator: newest.operator?.name ?? null,
    access: newest.access,
    verdicts: cells.map((cell) => (cell === null ? '-' : LETTERS[cell.verdict])).join(''),
    median: {
      latencyMs: medianOf(latencyMs),
      ttfbMs: medianOf(ttfbMs),
      bytesPerSecond: medianOf(bytesPerSecond),
    },
    ...findings(cells),
    ...(isMeasured(rank) ? { rank } : {}),
    ...(isMeasured(latencyMs) ? { latencyMs } : {}),
    ...(isMeasured(ttfbMs) ? { ttfbMs } : {}),
    ...(isMeasured(bytesPerSecond) ? { bytesPerSecond } : {}),
    ...(isMeasured(pullSeconds) ? { pullSeconds } : {}),
    ...(/^-*$/.test(fresh) ? {} : { fresh }),
  };
}

function urls(cells: readonly Cell[]): Pick<RolledMirror, 'urls'> {
  const changes: [number, string][] = [];
  for (const [run, cell] of cells.entries()) {
    if (cell !== null && cell.url !== changes.at(-1)?.[1]) changes.push([run, cell.url]);
  }
  return changes.length < 2 ? {} : { urls: changes };
}

function findings(cells: readonly Cell[]): { readonly findings?: readonly RolledFinding[] } {
  const found: RolledFinding[] = [];
  for (const [run, cell] of cells.entries()) {
    if (cell === null) continue;
    const [, code = null, phase = null, status = null] = found.at(-1) ?? [];
    if (cell.code !== code || cell.phase !== phase || cell.httpStatus !== status) {
      found.push([run, cell.code, cell.phase, cell.httpStatus]);
    }
  }
  return found.length === 0 ? {} : { findings: found };
}

function isMeasured(cells: Column): boolean {
  return cells.some((cell) => cell !== null);
}

function medianOf(cells: Column): number | null {
  const values = cells.filter((cell) => cell !== null);
  return isSample(values) ? round(median(values), 1) : null;
}

function round(value: number | null, digits: number): number | null {
  return value === null ? null : Number(value.toFixed(digits));
}

function freshLetter(fresh: boolean | null): string {
  return fresh === null ? '-' : fresh ? 'y' : 'n';
}
