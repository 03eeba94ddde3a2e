import { VERDICTS, type Verdict } from '../../probe/codes.ts';
import { summarize } from '../../report/summary.ts';
import { STATUS } from '../limits.ts';
import { dayOf, firstBlockDay } from '../names.ts';
import type { RecordedResult, Run, VantageHistory } from '../types.ts';
import { intervalOf, staleFrom } from './interval.ts';
import { listingOf, type Move, regularRuns, wholeRuns } from './listing.ts';
import { isMostlyClosed, type MirrorStatus, mirrorStatus } from './mirror-status.ts';
import { findingsByRun, rankingRuns } from './ranking.ts';

export type { Block, MirrorStatus } from './mirror-status.ts';

/** What is shown of one vantage. Instants in ms since 1970. */
export interface VantageStatus {
  readonly name: string;
  /** The newest that looked at the whole list. */
  readonly newestRun: Run;
  /** The newest run that had no network, where it is the newest of all: what is shown was found before it. */
  readonly withoutNetwork: Run | null;
  /** The newest run of the whole list that found anything out; null: none ever did. */
  readonly knownRun: Run | null;
  /** When that ended: how old what is said of all of them is. Where there is none, when the newest did. */
  readonly knownAt: number;
  /** Whether that may be called the state of now: the vantage is neither silent nor without network. */
  readonly current: boolean;
  /** When the newest run that may be expected ended, whatever list it looked at. */
  readonly heardAt: number;
  /** Two runs have not come in since then. */
  readonly isSilent: boolean;
  readonly intervalMs: number;
  /** false: there is but one run, and the interval is what may be supposed. */
  readonly isIntervalKnown: boolean;
  /** From then on the data is stale. */
  readonly staleFrom: number;
  /** Those on the list, best first: by rank, then by verdict, availability and time to first byte. */
  readonly mirrors: readonly MirrorStatus[];
  /** Those that were on the list within `STATUS.blockDays`: they keep their page and badge, and nothing recommends them. */
  readonly unlisted: readonly MirrorStatus[];
  /** Of `mirrors`. */
  readonly counts: Readonly<Record<Verdict, number>>;
  /** Worth configuring now, best first, at most `STATUS.bestShown`. */
  readonly best: readonly MirrorStatus[];
  /** Runs that found anything out, oldest first. */
  readonly tellingRuns: readonly Run[];
  /** Mirrors that came onto the list, or left it; oldest first. */
  readonly moves: readonly Move[];
}

/** Pure: `now` is an argument. null: nothing within the last `STATUS.blockDays`. */
export function vantageStatus(history: VantageHistory, now: number): VantageStatus | null {
  const newest = history.runs.at(-1);
  const listing = listingOf(history);
  if (newest === undefined || listing === null || dayOf(newest.startedAt) < firstBlockDay(now)) return null;
  const { newestSweep, sweeps, listed, moves } = listing;
  const findings = findingsByRun(history);
  const regular = regularRuns(history.runs);
  const telling = new Set(
    history.runs.filter((run) => {
      const found = findings.get(run) ?? [];
      return !isWithoutNetwork(found) && found.some(({ verdict }) => verdict !== 'unknown');
    }),
  );
  const withoutNetwork = isWithoutNetwork(findings.get(newest) ?? []) ? newest : null;
  const isSilent = now >= staleFrom(regular);
  const knownRun = sweeps.findLast((run) => telling.has(run)) ?? null;
  const facts = {
    now,
    listed,
    newestWhole: wholeRuns(history.runs).at(-1) ?? newest,
    network: withoutNetwork === null,
    freshMs: STATUS.staleIntervals * intervalOf(regular),
    ranking: rankingRuns(history).at(-1) ?? null,
    telling,
  };
  const all = [...history.mirrors.values()].flatMap((mirror) => mirrorStatus(mirror, facts) ?? []);
  const mirrors = all.filter((mirror) => mirror.listed).sort(bestFirst);
  return {
    name: history.name,
    newestRun: newestSweep,
    withoutNetwork,
    knownRun,
    knownAt: (knownRun ?? newestSweep).finishedAt,
    current: withoutNetwork === null && !isSilent,
    heardAt: (regular.at(-1) ?? newestSweep).finishedAt,
    isSilent,
    intervalMs: intervalOf(regular),
    isIntervalKnown: regular.length > 1,
    staleFrom: staleFrom(regular),
    mirrors,
    unlisted: all.filter((mirror) => !mirror.listed).sort(byId),
    counts: summarize(mirrors),
    best: mirrors.filter((mirror) => isRecommended(mirror, newestSweep, now)).slice(0, STATUS.bestShown),
    tellingRuns: [...telling],
    moves,
  };
}

/**
 * The run says so itself: the vantage was cut off, not sixty mirrors at once. Reports of earlier versions have whom they left
 * alone as limited, as an earlier run found them: that was not measured either.
 */
function isWithoutNetwork(observations: readonly RecordedResult[]): boolean {
  return (
    observations.some(({ code }) => code === 'no-network') &&
    observations.every(({ verdict }) => verdict === 'unknown' || verdict === 'limited')
  );
}

/** The only registry that Docker's `registry-mirrors` are for. */
export const DOCKER_HUB = 'docker.io';

/**
 * What was usable when it was last looked at, not long ago, and for everybody most of the time. A form with a customer's
 * part is not an address; mirrors of another registry than Docker Hub have no setting in the engine; simulated ones belong to no one.
 */
function isRecommended(mirror: MirrorStatus, { registry, demo }: Run, now: number): boolean {
  return (
    !demo &&
    registry === DOCKER_HUB &&
    mirror.verdict === 'usable' &&
    !mirror.url.includes('{') &&
    now - mirror.newest.run.finishedAt <= STATUS.rankMs &&
    !isMostlyClosed(mirror, now)
  );
}

function bestFirst(a: MirrorStatus, b: MirrorStatus): number {
  return (
    (a.rank ?? Number.MAX_SAFE_INTEGER) - (b.rank ?? Number.MAX_SAFE_INTEGER) ||
    VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict) ||
    (b.availability.month.share ?? -1) - (a.availability.month.share ?? -1) ||
    (a.ttfb?.medianMs ?? Number.MAX_SAFE_INTEGER) - (b.ttfb?.medianMs ?? Number.MAX_SAFE_INTEGER) ||
    byId(a, b)
  );
}

function byId(a: MirrorStatus, b: MirrorStatus): number {
  return a.id < b.id ? -1 : 1;
}
