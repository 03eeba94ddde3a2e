import pLimit from 'p-limit';
import type { Candidate } from '../catalog/types.ts';
import { SCHEDULE } from '../limits.ts';
import type { ProbeContext } from '../probe/context.ts';
import { measureFinalist } from '../probe/finalist.ts';
import type { Observation } from '../probe/observation.ts';
import { type ProbedMirror, probeMirror } from '../probe/probe.ts';
import { type Decision, decideVerdict } from '../probe/verdict.ts';
import { type RankKey, rankOrder } from '../rank/order.ts';
import { type CommonCause, clockAhead, NO_CAUSE, unblamed } from './common-cause.ts';
import type { SurveyListener } from './events.ts';
import type { Hub, Unknown } from './hub.ts';
import { OWN_LINE } from './limits.ts';
import { openLine, type SharedLine } from './line.ts';
import { noNameResolves, noNetwork } from './no-network.ts';
import { type MeasuredAlone, type OwnLine, ownLine } from './own-line.ts';
import { forecastOf, latencyOf, pullSecondsOf } from './prediction.ts';
import {
  judgeFreshness,
  type Reference,
  type ReferenceSource,
  type Standing,
  settleReference,
  UNJUDGED,
} from './reference.ts';
import {
  type Contender,
  type Forecast,
  leadersOf,
  likelyFinalists,
  mayWin,
  nextFinalist,
  rivalsOf,
} from './schedule.ts';

export interface SurveyOptions {
  readonly candidates: readonly Candidate[];
  readonly probe: Omit<ProbeContext, 'line' | 'signal' | 'finalists'>;
  /** Mirrors at once. */
  readonly concurrency: number;
  /** First-round downloads at once. */
  readonly downloadsAtOnce: number;
  /** How many of the best are measured again, one at a time. */
  readonly finalists: number;
  /** Bytes that one connection of a mirror is known to carry without a throttle, by id; seen by an earlier run. */
  readonly unthrottled: ReadonlyMap<string, number>;
  readonly reference: readonly ReferenceSource[];
  /** Opened for this survey; null where no upstream is to be asked. Closed by its owner. */
  readonly hub: Hub | null;
  /** Ends the run at once with reason 'aborted' or 'deadline'; what is unfinished then is unknown. */
  readonly signal: AbortSignal;
  readonly onEvent: SurveyListener;
}

/** One mirror's result. */
export interface Surveyed {
  readonly observation: Observation;
  readonly decision: Decision;
  readonly standing: Standing;
  readonly pullSeconds: number | null;
  /** 1 for the best; null for what is not usable. */
  readonly rank: number | null;
}

export interface SurveyResult {
  /** In rank order, those without a rank last. */
  readonly mirrors: readonly Surveyed[];
  readonly reference: Reference;
  /** The upstream itself does not give the first image. */
  readonly unknown: Unknown | null;
  /** null: it was not seen to hold mirrors back. */
  readonly line: OwnLine | null;
  /** Stopped by the user before its end. */
  readonly aborted: boolean;
  /** Nobody could be reached at all: every verdict says so. */
  readonly noNetwork: boolean;
}

/**
 * Looks at all mirrors: a first round of everything, at most `concurrency` at once and few downloads at a time; the reference; then the best again, alone.
 * Never throws for what mirrors do, and ends soon after `signal` aborts.
 */
export async function survey(options: SurveyOptions): Promise<SurveyResult> {
  const { candidates, hub, signal, onEvent } = options;
  onEvent({ kind: 'started', mirrors: candidates.length });
  const asked = { hub, digest: hub === null ? Promise.resolve(null) : hub.tagDigest() };
  const { probed, line: shared } = await firstRound(options);

  const observations = probed.map(({ session }) => session.observe());
  // An upstream that is blocked costs its time-out; whoever has no need of its answer does not wait for it.
  if (noNameResolves(observations)) await asked.digest;
  const offline = noNetwork(observations, hub?.contact ?? 'unasked');
  const clock = offline ? null : await clockAhead(probed);
  const reference: Reference = offline
    ? { source: 'none', digest: null }
    : await settleReference(options.reference, asked, probed);
  onEvent({ kind: 'reference', source: reference.source });
  const cause: CommonCause = { offline, clockAheadMs: clock, unknown: unknownThere(reference, hub) };
  const standings = await judgeFreshness(probed, reference, hub);
  const conclude = (mirror: ProbedMirror): Surveyed =>
    conclusion(mirror, standings.get(mirror) ?? UNJUDGED, cause);

  const alone = options.probe.throughput
    ? await finalRound(options, probed, shared, conclude)
    : new Set<string>();
  const aborted = signal.aborted && signal.reason !== 'deadline';
  onEvent({ kind: 'finished', aborted });
  const mirrors = ranked(probed.map(conclude));
  const line = ownLine(measuredAlone(mirrors, alone, shared), OWN_LINE);
  return { mirrors, reference, unknown: cause.unknown, line, aborted, noNetwork: offline };
}

interface FirstRound {
  readonly probed: readonly ProbedMirror[];
  /** The line that they shared. */
  readonly line: SharedLine;
}

async function firstRound(options: SurveyOptions): Promise<FirstRound> {
  const { candidates, probe, signal, onEvent } = options;
  const mirrors = pLimit(options.concurrency);
  const finalists = probe.throughput && options.finalists > 0;
  const standing: Forecast[] = [];
  const line = openLine(options.downloadsAtOnce, mayWinAgainst(standing));
  const probed = await Promise.all(
    candidates.map((candidate) =>
      mirrors(async () => {
        const { id } = candidate;
        onEvent({ kind: 'mirror-started', id });
        const own = line.forMirror(id, () => onEvent({ kind: 'downloading', id }));
        const mirror = await probeMirror(candidate, { ...probe, line: own, signal, finalists });
        const observation = mirror.session.observe();
        const { verdict, finding } = decisionOn(observation, mirror, UNJUDGED, NO_CAUSE);
        const forecast = verdict === 'usable' ? forecastOf(observation) : null;
        if (forecast !== null) standing.push(forecast);
        onEvent({ kind: 'mirror-finished', id, verdict, code: finding?.code ?? null });
        return mirror;
      }),
    ),
  );
  return { probed, line };
}

/**
 * Those who may be the best, measured again with the line to itself, until no other can change the first places. A failure now counts; the order is made anew
 * from these figures. Returns the ids of those whose rate is now that of a download alone.
 */
async function finalRound(
  options: SurveyOptions,
  probed: readonly ProbedMirror[],
  line: SharedLine,
  conclude: (mirror: ProbedMirror) => Surveyed,
): Promise<ReadonlySet<string>> {
  const { onEvent, signal } = options;
  const measured = new Set<string>();
  const alone = new Set<string>();
  // Only the figures of those that are measured change, and a prediction is expensive.
  const prospects = new Map(probed.map((mirror) => [mirror, prospectOf(mirror, conclude)]));
  let told: readonly string[] = [];
  while (!signal.aborted) {
    const contenders = contendersOf([...prospects.values()], measured);
    const id = nextFinalist(contenders, options.finalists - measured.size, SCHEDULE);
    const mirror = probed.find(({ session }) => session.candidate.id === id);
    if (id === null || mirror === undefined) break;
    if (!told.includes(id)) {
      told = [...measured, ...likelyFinalists(contenders, options.finalists - measured.size, SCHEDULE)];
      onEvent({ kind: 'finalists', ids: told });
    }
    const leaders = leadersOf(contenders, SCHEDULE).filter(({ seconds }) => Number.isFinite(seconds));
    onEvent({
      kind: 'leading',
      leaders: leaders.map((one) => ({ id: one.id, pullSeconds: one.seconds })),
    });
    measured.add(id);
    onEvent({ kind: 'finalist-started', id });
    const before = mirror.session.facts.measurement;
    await measureFinalist(mirror, mayWinAgainst(rivalsOf(id, contenders)), {
      unthrottledBytes: options.unthrottled.get(id) ?? 0,
      line,
    });
    if (mirror.session.facts.measurement !== before) alone.add(id);
    const prospect = prospectOf(mirror, conclude);
    prospects.set(mirror, prospect);
    const { verdict, finding } = prospect.decision;
    onEvent({ kind: 'finalist-finished', id, verdict, code: finding?.code ?? null });
  }
  return alone;
}

/** Of whom too little is known, anything may be hoped. `rivals` may grow meanwhile. */
function mayWinAgainst(rivals: readonly Forecast[]): (observation: Observation) => boolean {
  return (observation) => {
    const forecast = forecastOf(observation);
    return forecast === null || mayWin(forecast.best, rivals, SCHEDULE.places);
  };
}

function measuredAlone(
  mirrors: readonly Surveyed[],
  alone: ReadonlySet<string>,
  line: SharedLine,
): MeasuredAlone[] {
  return mirrors.flatMap(({ observation: { candidate, measurement }, rank }) =>
    rank === null || measurement === null || !alone.has(candidate.id)
      ? []
      : [
          {
            id: candidate.id,
            bytesPerSecond: measurement.bytesPerSecond,
            shared: line.sharedRates(candidate.id),
          },
        ],
  );
}

/** A mirror as it stands in the second round, and between which seconds its pull lies; null: too little is known. */
interface Prospect extends Surveyed {
  readonly forecast: Forecast | null;
}

function prospectOf(mirror: ProbedMirror, conclude: (mirror: ProbedMirror) => Surveyed): Prospect {
  const surveyed = conclude(mirror);
  return { ...surveyed, forecast: forecastOf(surveyed.observation) };
}

/** Every usable mirror, with what its pull may take. One without a rate may be anything, but stands last. */
function contendersOf(prospects: readonly Prospect[], measured: ReadonlySet<string>): Contender[] {
  const usable = prospects.filter(({ decision }) => decision.verdict === 'usable');
  return rankOrder(usable, rankKey).map(({ observation, forecast }) => {
    const { id } = observation.candidate;
    const unknown = {
      id,
      seconds: Number.POSITIVE_INFINITY,
      best: Number.POSITIVE_INFINITY,
      worst: Number.POSITIVE_INFINITY,
    };
    return { ...(forecast ?? unknown), alone: measured.has(id) };
  });
}

function conclusion(mirror: ProbedMirror, standing: Standing, cause: CommonCause): Surveyed {
  const observation = mirror.session.observe();
  const decision = decisionOn(observation, mirror, standing, cause);
  return { observation, decision, standing, pullSeconds: pullSecondsOf(observation), rank: null };
}

function decisionOn(
  observation: Observation,
  mirror: ProbedMirror,
  standing: Standing,
  cause: CommonCause,
): Decision {
  return unblamed(decideVerdict(observation, standing.freshness), mirror, cause);
}

/** An image whose digest was given, or that most mirrors have, is known well enough. */
function unknownThere({ source }: Reference, hub: Hub | null): Unknown | null {
  return source === 'none' ? (hub?.unknown ?? null) : null;
}

function ranked(mirrors: readonly Surveyed[]): Surveyed[] {
  return rankOrder(mirrors, rankKey).map((mirror, index) => ({
    ...mirror,
    rank: mirror.decision.verdict === 'usable' ? index + 1 : null,
  }));
}

function rankKey({ observation, decision, pullSeconds }: Surveyed): RankKey {
  return {
    usable: decision.verdict === 'usable',
    pullSeconds,
    latencyMs: latencyOf(observation)?.medianMs ?? null,
    id: observation.candidate.id,
  };
}
