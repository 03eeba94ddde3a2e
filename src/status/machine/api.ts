import type { Code, Phase, Verdict } from '../../probe/codes.ts';
import type { Availability } from '../availability.ts';
import { STATUS } from '../limits.ts';
import { DAY_MS } from '../names.ts';
import type { Site } from '../site/context.ts';
import type { MirrorIdentity, Run } from '../types.ts';
import { verdictChanges } from '../view/changes.ts';
import { causesOf } from '../view/failures.ts';
import { monthAvailability } from '../view/month.ts';
import { dailyFigures } from '../view/series.ts';
import type { MirrorStatus, VantageStatus } from '../view/vantage-status.ts';

/**
 * What scripts may rely on: schema/status-*.schema.json describe these values, and travel with them. Times ms, sizes bytes,
 * instants ISO 8601 UTC, shares 0 to 1, null for what was not measured. Each vantage speaks for itself.
 */
export interface LatestJson {
  readonly $schema: string;
  readonly schemaVersion: 1;
  readonly generatedAt: string;
  readonly vantages: readonly LatestVantage[];
}

interface LatestVantage {
  readonly name: string;
  readonly run: RunJson;
  readonly intervalSeconds: number;
  /** From then on this is old. */
  readonly staleAt: string;
  /** When the newest run of the whole list that found anything out ended. */
  readonly checkedAt: string;
  /** Whether this may be called the state of now: the vantage is neither silent nor without network. */
  readonly current: boolean;
  /** The newest run of all, where it had no network: what stands here was found before. */
  readonly withoutNetworkAt: string | null;
  /** Ids worth configuring, best first. */
  readonly best: readonly string[];
  readonly summary: Readonly<Record<Verdict, number>>;
  readonly mirrors: readonly MirrorJson[];
}

type RunJson = Omit<Run, 'startedAt' | 'finishedAt' | 'scope' | 'cut'> & {
  readonly startedAt: string;
  readonly finishedAt: string;
};

interface MirrorJson extends MirrorIdentity {
  readonly rank: number | null;
  readonly verdict: Verdict;
  readonly code: Code | null;
  readonly phase: Phase | null;
  readonly httpStatus: number | null;
  /** When the verdict was found: each mirror's own time. */
  readonly checkedAt: string;
  /** false: taken off the list; what is said was found before. */
  readonly listed: boolean;
  /** Whether the verdict may be called that of now. */
  readonly current: boolean;
  readonly fresh: boolean | null;
  readonly availability: {
    readonly day: Availability;
    readonly week: Availability;
    readonly month: Availability;
  };
  readonly ttfbMs: { readonly median: number; readonly p95: number; readonly samples: number } | null;
  readonly bytesPerSecond: number | null;
  readonly pullSeconds: number | null;
  /** When these two were measured. */
  readonly measuredAt: string | null;
  /** Runs that had the mirror among theirs, counted or not. */
  readonly asked: MirrorStatus['asked'];
  readonly lastUsableAt: string | null;
  readonly downSince: string | null;
}

export function latestJson(site: Site): LatestJson {
  return {
    $schema: 'schema/status-latest.schema.json',
    schemaVersion: 1,
    generatedAt: instant(site.builtAt),
    vantages: site.vantages.map((vantage) => ({
      name: vantage.name,
      run: runJson(vantage.newestRun),
      intervalSeconds: Math.round(vantage.intervalMs / 1000),
      staleAt: instant(vantage.staleFrom),
      checkedAt: instant(vantage.knownAt),
      current: vantage.current,
      withoutNetworkAt: vantage.withoutNetwork === null ? null : instant(vantage.withoutNetwork.finishedAt),
      best: vantage.best.map(({ id }) => id),
      summary: vantage.counts,
      mirrors: vantage.mirrors.map(mirrorJson),
    })),
  };
}

/** One mirror, at every vantage that knows it, with what changed and what failed. */
export function mirrorApi(site: Site, id: string): object {
  const since = site.builtAt - STATUS.plotDays * DAY_MS;
  return {
    $schema: '../schema/status-mirror.schema.json',
    schemaVersion: 1,
    generatedAt: instant(site.builtAt),
    id,
    vantages: seenBy(site, id).map(({ vantage, mirror }) => ({
      name: vantage.name,
      mirror: mirrorJson(mirror),
      changes: verdictChanges(mirror.history.observations).map(({ from, to, observation, single }) => ({
        at: instant(observation.run.startedAt),
        runId: observation.run.id,
        from,
        to,
        code: observation.code,
        single,
      })),
      failures: causesOf(mirror.history.observations.filter(({ run }) => run.startedAt > since)).map(
        ({ phase, code, verdict, count, last }) => ({
          phase,
          code,
          verdict,
          runs: count,
          lastAt: instant(last.run.startedAt),
          httpStatus: last.httpStatus,
        }),
      ),
    })),
  };
}

/** One mirror's days and months, at every vantage that knows it. */
export function historyApi(site: Site, id: string): object {
  return {
    $schema: '../schema/status-history.schema.json',
    schemaVersion: 1,
    generatedAt: instant(site.builtAt),
    id,
    vantages: seenBy(site, id).map(({ vantage, mirror }) => ({
      name: vantage.name,
      days: daysOf(mirror, site.builtAt),
      months: Array.from(mirror.history.months, ([month, runs]) => ({
        month,
        runs,
        availability: monthAvailability(runs),
      })),
    })),
  };
}

function seenBy(
  { vantages }: Site,
  id: string,
): readonly { readonly vantage: VantageStatus; readonly mirror: MirrorStatus }[] {
  return vantages.flatMap((vantage) => {
    const mirror = [...vantage.mirrors, ...vantage.unlisted].find((one) => one.id === id);
    return mirror === undefined ? [] : [{ vantage, mirror }];
  });
}

function daysOf({ blocks, history }: MirrorStatus, now: number): readonly object[] {
  const { observations } = history;
  const latency = dailyFigures(observations, ({ latencyMs }) => latencyMs, blocks.length, now);
  const ttfb = dailyFigures(observations, ({ ttfbMs }) => ttfbMs, blocks.length, now);
  const rate = dailyFigures(observations, ({ bytesPerSecond }) => bytesPerSecond, blocks.length, now);
  return blocks.map(({ day, verdict, availability }, index) => ({
    day,
    verdict,
    availability,
    latencyMs: latency[index]?.median ?? null,
    ttfbMs: ttfb[index]?.median ?? null,
    bytesPerSecond: rate[index]?.median ?? null,
  }));
}

function mirrorJson(mirror: MirrorStatus): MirrorJson {
  const { id, url, operator, access, rank, verdict, newest, fresh, availability, ttfb } = mirror;
  return {
    id,
    url,
    operator,
    access,
    rank,
    verdict,
    code: newest.code,
    phase: newest.phase,
    httpStatus: newest.httpStatus,
    checkedAt: instant(newest.run.finishedAt),
    listed: mirror.listed,
    current: mirror.current,
    fresh,
    availability,
    ttfbMs: ttfb === null ? null : { median: ttfb.medianMs, p95: ttfb.p95Ms, samples: ttfb.samples },
    bytesPerSecond: mirror.bytesPerSecond,
    pullSeconds: mirror.pullSeconds,
    measuredAt: mirror.measuredAt === null ? null : instant(mirror.measuredAt),
    asked: mirror.asked,
    lastUsableAt: mirror.lastUsable === null ? null : instant(mirror.lastUsable),
    downSince: mirror.downSince === null ? null : instant(mirror.downSince),
  };
}

function runJson({ scope: _, cut: __, ...run }: Run): RunJson {
  return { ...run, startedAt: instant(run.startedAt), finishedAt: instant(run.finishedAt) };
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
