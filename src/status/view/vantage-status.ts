import { STATUS } from '../../limits.ts';
import { VERDICTS, type Verdict } from '../../probe/codes.ts';
import { isSample, median, quantile } from '../../rank/stats.ts';
import { summarize } from '../../report/summary.ts';
import { type Availability, availabilityOf, blockOf, downSince } from '../availability.ts';
import { DAY_MS, dayOf, shiftDay } from '../names.ts';
import type { MirrorHistory, MirrorIdentity, Observation, Run, VantageHistory } from '../types.ts';
import { groupBy } from './group-by.ts';
import { intervalOf, staleFrom } from './interval.ts';

/** What is shown of one vantage. Instants in ms since 1970. */
export interface VantageStatus {
  readonly name: string;
  readonly newestRun: Run;
  readonly intervalMs: number;
  /** From then on the data is stale. */
  readonly staleFrom: number;
  /** Best first: by rank, then by verdict. */
  readonly mirrors: readonly MirrorStatus[];
  /** Of `mirrors`. */
  readonly counts: Readonly<Record<Verdict, number>>;
}

/** One line of the table. */
export interface MirrorStatus extends MirrorIdentity {
  /** By the newest run that asked it; `newest` is its finding. */
  readonly verdict: Verdict;
  readonly newest: Observation;
  /** In the newest run with throughput, at most `STATUS.rankMs` old; only where it is usable still. */
  readonly rank: number | null;
  /** By that run. */
  readonly bytesPerSecond: number | null;
  readonly pullSeconds: number | null;
  readonly availability: {
    readonly day: Availability;
    readonly week: Availability;
    readonly month: Availability;
  };
  /** Over `STATUS.plotDays`, ms. */
  readonly ttfb: { readonly medianMs: number; readonly p95Ms: number; readonly samples: number } | null;
  readonly fresh: boolean | null;
  /** Start of the newest run in which it was usable, within `STATUS.blockDays`. */
  readonly lastUsable: number | null;
  /** null: not down. */
  readonly downSince: number | null;
  /** `STATUS.blockDays` of them, oldest first; the last is today. */
  readonly blocks: readonly Block[];
  readonly history: MirrorHistory;
}

export interface Block {
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly verdict: Verdict;
  readonly availability: Availability;
}

/** Pure: `now` is an argument. null: nothing within the last `STATUS.blockDays`. */
export function vantageStatus(history: VantageHistory, now: number): VantageStatus | null {
  const newestRun = history.runs.at(-1);
  if (newestRun === undefined) return null;
  const measuring = history.runs.findLast(
    ({ throughput, aborted, finishedAt }) => throughput && !aborted && now - finishedAt <= STATUS.rankMs,
  );
  const mirrors = [...history.mirrors.values()]
    .flatMap((mirror) => {
      const newest = mirror.observations.at(-1);
      const listed = newest !== undefined && newestRun.startedAt - newest.run.startedAt <= STATUS.listedMs;
      return listed ? [mirrorStatus(mirror, newest, measuring ?? null, now)] : [];
    })
    .sort(bestFirst);
  return {
    name: history.name,
    newestRun,
    intervalMs: intervalOf(history.runs),
    staleFrom: staleFrom(history.runs),
    mirrors,
    counts: summarize(mirrors),
  };
}

function mirrorStatus(
  mirror: MirrorHistory,
  newest: Observation,
  measuring: Run | null,
  now: number,
): MirrorStatus {
  const { id, url, operator, access, observations } = mirror;
  const measured = measuring === null ? undefined : observations.findLast(({ run }) => run === measuring);
  const since = (ms: number): readonly Observation[] =>
    observations.filter(({ run }) => run.startedAt > now - ms);
  const availability = (days: number): Availability => availabilityOf(verdicts(since(days * DAY_MS)));
  const firstBytes = since(STATUS.plotDays * DAY_MS).flatMap(({ ttfbMs }) =>
    ttfbMs === null ? [] : [ttfbMs],
  );
  return {
    id,
    url,
    operator,
    access,
    verdict: newest.verdict,
    newest,
    rank: newest.verdict === 'usable' ? (measured?.rank ?? null) : null,
    bytesPerSecond: measured?.bytesPerSecond ?? null,
    pullSeconds: measured?.pullSeconds ?? null,
    availability: { day: availability(1), week: availability(7), month: availability(30) },
    ttfb: isSample(firstBytes)
      ? { medianMs: median(firstBytes), p95Ms: quantile(firstBytes, 0.95), samples: firstBytes.length }
      : null,
    fresh: newest.fresh,
    lastUsable: observations.findLast(({ verdict }) => verdict === 'usable')?.run.startedAt ?? null,
    downSince: downSince(observations)?.run.startedAt ?? null,
    blocks: blocksOf(observations, now),
    history: mirror,
  };
}

function blocksOf(observations: readonly Observation[], now: number): readonly Block[] {
  const byDay = groupBy(observations, ({ run }) => dayOf(run.startedAt));
  const today = dayOf(now);
  return Array.from({ length: STATUS.blockDays }, (_, index) => {
    const day = shiftDay(today, index + 1 - STATUS.blockDays);
    const ofDay = verdicts(byDay.get(day) ?? []);
    return { day, verdict: blockOf(ofDay), availability: availabilityOf(ofDay) };
  });
}

function verdicts(observations: readonly Observation[]): readonly Verdict[] {
  return observations.map(({ verdict }) => verdict);
}

function bestFirst(a: MirrorStatus, b: MirrorStatus): number {
  return (
    (a.rank ?? Number.MAX_SAFE_INTEGER) - (b.rank ?? Number.MAX_SAFE_INTEGER) ||
    VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict) ||
    (a.id < b.id ? -1 : 1)
  );
}
