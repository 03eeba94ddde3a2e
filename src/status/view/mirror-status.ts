import type { Verdict } from '../../probe/codes.ts';
import { isSample, median, quantile } from '../../rank/stats.ts';
import { type Availability, availabilityOf, blockOf, countedAs, downSince } from '../availability.ts';
import { STATUS } from '../limits.ts';
import { DAY_MS, dayOf, firstBlockDay, shiftDay } from '../names.ts';
import type { MirrorHistory, MirrorIdentity, RecordedResult, Run } from '../types.ts';
import { groupBy } from './group-by.ts';

/** One line of the table: what is known of a mirror, each figure from the mirror's own last run that measured it. */
export interface MirrorStatus extends MirrorIdentity {
  /** By its own last run that told something, whatever later runs failed to tell; `newest` is that run's finding. */
  readonly verdict: Verdict;
  readonly newest: RecordedResult;
  /** false: it has been taken off the list, and nothing is said of it any more. */
  readonly listed: boolean;
  /** Whether the verdict may be called that of now: listed, found a moment ago, and the vantage has not lost its network since. */
  readonly current: boolean;
  /** Place in the newest run that measured the whole list, the same for all mirrors, at most `STATUS.rankMs` ago; only where it is usable still. */
  readonly rank: number | null;
  /** By the newest run that measured it, at most `STATUS.rankMs` ago. */
  readonly bytesPerSecond: number | null;
  readonly pullSeconds: number | null;
  /** When that run ended; null: none did. */
  readonly measuredAt: number | null;
  /** The image that it pulled; null: none did. */
  readonly measuredImage: string | null;
  readonly availability: Readonly<Record<Window, Availability>>;
  /** Runs that had the mirror among theirs, counted or not. */
  readonly asked: Readonly<Record<Window, number>>;
  /** Over `STATUS.plotDays`, ms. */
  readonly ttfb: { readonly medianMs: number; readonly p95Ms: number; readonly samples: number } | null;
  readonly fresh: boolean | null;
  /** Start of the newest run in which it was usable, within `STATUS.blockDays`. */
  readonly lastUsable: number | null;
  /** Days over which the mirror is known, the first and today included; at most `STATUS.blockDays`. */
  readonly knownDays: number;
  /** null: not down. Where it was before anything that is known, then. */
  readonly downSince: number | null;
  /** `STATUS.blockDays` of them, oldest first; the last is today. */
  readonly blocks: readonly Block[];
  /** `STATUS.stripHours` of them, oldest first; the last is the hour that ends now. */
  readonly hours: readonly Verdict[];
  /** Within the last `STATUS.blockDays`. */
  readonly history: MirrorHistory;
  /** Those, and what before them bears on them. */
  readonly known: readonly RecordedResult[];
}

/** The last 24 hours, 7 days, 30 days. */
export type Window = 'day' | 'week' | 'month';

export interface Block {
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly verdict: Verdict;
  readonly availability: Availability;
}

/** What one mirror's status needs to know of its vantage. */
export interface VantageFacts {
  /** Ms since 1970, as everywhere. */
  readonly now: number;
  readonly listed: ReadonlySet<string>;
  /** The newest run that may tell what the list is. */
  readonly newestWhole: Run;
  /** Whether the vantage's newest run had a network. */
  readonly network: boolean;
  /** A finding is that of now for so long. */
  readonly freshMs: number;
  /** The newest run that looked at the whole list and measured it: places of two runs are not compared. */
  readonly ranking: Run | null;
  /** Runs that found anything out. */
  readonly telling: ReadonlySet<Run>;
}

/** Pure. null: the mirror was not asked within `STATUS.blockDays`. */
export function mirrorStatus(mirror: MirrorHistory, vantage: VantageFacts): MirrorStatus | null {
  const { id, url, operator, access, observations: known } = mirror;
  const { now } = vantage;
  const firstDay = firstBlockDay(now);
  const observations = known.filter(({ run }) => dayOf(run.startedAt) >= firstDay);
  const last = observations.at(-1);
  if (last === undefined) return null;
  const newest = lastTelling(observations, vantage.telling) ?? last;
  const listed =
    vantage.listed.has(id) && last.run.startedAt > vantage.newestWhole.startedAt - STATUS.listedMs;
  const recent = (one: RecordedResult): boolean =>
    !one.run.aborted && now - one.run.finishedAt <= STATUS.rankMs;
  const ranked = observations.findLast((one) => one.run === vantage.ranking && recent(one));
  const measured = observations.findLast((one) => isMeasurement(one) && recent(one));
  const windows = { day: since(1), week: since(7), month: since(30) };
  const firstBytes = since(STATUS.plotDays).flatMap(({ ttfbMs }) => (ttfbMs === null ? [] : [ttfbMs]));
  return {
    id,
    url,
    operator,
    access,
    verdict: newest.verdict,
    newest,
    listed,
    current: listed && vantage.network && now - newest.run.finishedAt < vantage.freshMs,
    rank: listed && newest.verdict === 'usable' ? (ranked?.rank ?? null) : null,
    bytesPerSecond: measured?.bytesPerSecond ?? null,
    pullSeconds: measured?.pullSeconds ?? null,
    measuredAt: measured?.run.finishedAt ?? null,
    measuredImage: measured?.run.image ?? null,
    availability: {
      day: availabilityOf(verdicts(windows.day)),
      week: availabilityOf(verdicts(windows.week)),
      month: availabilityOf(verdicts(windows.month)),
    },
    asked: { day: windows.day.length, week: windows.week.length, month: windows.month.length },
    ttfb: isSample(firstBytes)
      ? { medianMs: median(firstBytes), p95Ms: quantile(firstBytes, 0.95), samples: firstBytes.length }
      : null,
    fresh: newest.fresh,
    lastUsable: observations.findLast(({ verdict }) => verdict === 'usable')?.run.startedAt ?? null,
    knownDays: knownDays(observations, now),
    downSince: downSince(known)?.run.startedAt ?? null,
    blocks: blocksOf(observations, now),
    hours: hoursOf(observations, now),
    history: { ...mirror, observations },
    known,
  };

  function since(days: number): readonly RecordedResult[] {
    return observations.filter(({ run }) => run.startedAt > now - days * DAY_MS);
  }
}

/** An intention to download layers is none: only what was measured counts. */
export function isMeasurement({ bytesPerSecond, pullSeconds }: RecordedResult): boolean {
  return bytesPerSecond !== null || pullSeconds !== null;
}

/**
 * Whether a window's availability rests on few of its runs: 1 of 24 that was up while 23 were asked to come back later is
 * 100 %, and says little.
 */
export function isSmallBase({ counted }: Availability, asked: number): boolean {
  return counted > 0 && counted * 2 < asked;
}

/** Whether most of the last day's runs that told something were refused or limited: not a mirror to recommend. */
export function isMostlyClosed(mirror: MirrorStatus, now: number): boolean {
  const standings = mirror.history.observations
    .filter(({ run, verdict }) => run.startedAt > now - DAY_MS && verdict !== 'unknown')
    .map(({ verdict }) => countedAs(verdict));
  return standings.filter((one) => one === 'left-out').length * 2 > standings.length;
}

/**
 * What is unknown for so long is: counted to the last run that asked it and found anything out, for a vantage that is silent
 * or without network finds out nothing of any.
 */
function lastTelling(
  observations: readonly RecordedResult[],
  telling: ReadonlySet<Run>,
): RecordedResult | undefined {
  const asked = observations.filter(({ run }) => telling.has(run));
  const found = asked.findLast(({ verdict }) => verdict !== 'unknown');
  const since = (asked.at(-1)?.run.startedAt ?? 0) - STATUS.tellingMs;
  return found !== undefined && found.run.startedAt > since ? found : undefined;
}

function knownDays([first]: readonly RecordedResult[], now: number): number {
  const days = first === undefined ? 0 : Math.ceil((now - first.run.startedAt) / DAY_MS);
  return Math.min(STATUS.blockDays, Math.max(1, days));
}

function blocksOf(observations: readonly RecordedResult[], now: number): readonly Block[] {
  const byDay = groupBy(observations, ({ run }) => dayOf(run.startedAt));
  const today = dayOf(now);
  return Array.from({ length: STATUS.blockDays }, (_, index) => {
    const day = shiftDay(today, index + 1 - STATUS.blockDays);
    const ofDay = verdicts(byDay.get(day) ?? []);
    return { day, verdict: blockOf(ofDay), availability: availabilityOf(ofDay) };
  });
}

function hoursOf(observations: readonly RecordedResult[], now: number): readonly Verdict[] {
  const first = now - STATUS.stripHours * HOUR_MS;
  const byHour = groupBy(
    observations.filter(({ run }) => run.startedAt > first),
    ({ run }) => Math.min(STATUS.stripHours - 1, Math.floor((run.startedAt - first) / HOUR_MS)),
  );
  return Array.from({ length: STATUS.stripHours }, (_, hour) => blockOf(verdicts(byHour.get(hour) ?? [])));
}

const HOUR_MS = 3_600_000;

function verdicts(observations: readonly RecordedResult[]): readonly Verdict[] {
  return observations.map(({ verdict }) => verdict);
}
