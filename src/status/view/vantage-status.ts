import { VERDICTS, type Verdict } from '../../probe/codes.ts';
import { summarize } from '../../report/summary.ts';
import { STATUS } from '../limits.ts';
import type { Observation, Run, VantageHistory } from '../types.ts';
import { intervalOf, staleFrom } from './interval.ts';
import { listingOf, type Move, wholeRuns } from './listing.ts';
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
  /** When the newest run of the whole list that found anything out ended: how old what is said of all of them is. */
  readonly knownAt: number;
  /** Whether that may be called the state of now: the vantage is neither silent nor without network. */
  readonly current: boolean;
  /** Two runs have not come in since `newestRun`. */
  readonly isSilent: boolean;
  readonly intervalMs: number;
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
  if (newest === undefined || listing === null) return null;
  const { newestSweep, listed, moves } = listing;
  const findings = findingsByRun(history);
  const sweeps = history.runs.filter(
    ({ cut, scope, startedAt }) =>
      cut === newestSweep.cut && scope === newestSweep.scope && startedAt <= newestSweep.startedAt,
  );
  const isTelling = (run: Run): boolean =>
    (findings.get(run) ?? []).some(({ verdict }) => verdict !== 'unknown');
  const withoutNetwork = isWithoutNetwork(findings.get(newest) ?? []) ? newest : null;
  const isSilent = now >= staleFrom(sweeps);
  const facts = {
    now,
    listed,
    newestWhole: wholeRuns(history.runs).at(-1) ?? newest,
    network: withoutNetwork === null,
    freshMs: STATUS.staleIntervals * intervalOf(sweeps),
    ranking: rankingRuns(history),
  };
  const all = [...history.mirrors.values()].flatMap((mirror) => mirrorStatus(mirror, facts) ?? []);
  const mirrors = all.filter((mirror) => mirror.listed).sort(bestFirst);
  return {
    name: history.name,
    newestRun: newestSweep,
    withoutNetwork,
    knownAt: (sweeps.findLast(isTelling) ?? newestSweep).finishedAt,
    current: withoutNetwork === null && !isSilent,
    isSilent,
    intervalMs: intervalOf(sweeps),
    staleFrom: staleFrom(sweeps),
    mirrors,
    unlisted: all.filter((mirror) => !mirror.listed).sort(byId),
    counts: summarize(mirrors),
    best: mirrors.filter((mirror) => isRecommended(mirror, newestSweep, now)).slice(0, STATUS.bestShown),
    tellingRuns: history.runs.filter(isTelling),
    moves,
  };
}

/**
 * The run says so itself: the vantage was cut off, not sixty mirrors at once. Who asked to be left alone was not asked, and
 * is carried over as limited.
 */
function isWithoutNetwork(observations: readonly Observation[]): boolean {
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
