import pLimit from 'p-limit';
import type { Candidate } from '../catalog/types.ts';
import type { ProbeContext } from '../probe/context.ts';
import { measureFinalist } from '../probe/finalist.ts';
import type { Observation } from '../probe/observation.ts';
import { type ProbedMirror, probeMirror } from '../probe/probe.ts';
import { type Decision, decideVerdict } from '../probe/verdict.ts';
import { type RankKey, rankOrder } from '../rank/order.ts';
import type { SurveyListener } from './events.ts';
import type { Hub } from './hub.ts';
import { noNameResolves, noNetwork } from './no-network.ts';
import { latencyOf, pullSecondsOf } from './prediction.ts';
import {
  judgeFreshness,
  type Reference,
  type ReferenceSource,
  type Standing,
  settleReference,
  UNJUDGED,
} from './reference.ts';

export interface SurveyOptions {
  readonly candidates: readonly Candidate[];
  readonly probe: Omit<ProbeContext, 'line' | 'signal'>;
  /** Mirrors at once. */
  readonly concurrency: number;
  /** First-round downloads at once. */
  readonly downloadsAtOnce: number;
  /** How many of the best are measured again, one at a time. */
  readonly finalists: number;
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
  const probed = await firstRound(options);

  const observations = probed.map(({ session }) => session.observe());
  // An upstream that is blocked costs its time-out; whoever has no need of its answer does not wait for it.
  if (noNameResolves(observations)) await asked.digest;
  const offline = noNetwork(observations, hub?.contact ?? 'unasked');
  const reference: Reference = offline
    ? { source: 'none', digest: null }
    : await settleReference(options.reference, asked, probed);
  onEvent({ kind: 'reference', source: reference.source });
  const standings = await judgeFreshness(probed, reference, hub);
  const conclude = (mirror: ProbedMirror): Surveyed =>
    conclusion(mirror, standings.get(mirror) ?? UNJUDGED, offline);

  if (options.probe.throughput) await finalRound(options, probed, conclude);
  const aborted = signal.aborted && signal.reason !== 'deadline';
  onEvent({ kind: 'finished', aborted });
  return { mirrors: ranked(probed.map(conclude)), reference, aborted, noNetwork: offline };
}

async function firstRound(options: SurveyOptions): Promise<ProbedMirror[]> {
  const { candidates, probe, signal, onEvent } = options;
  const mirrors = pLimit(options.concurrency);
  const downloads = pLimit(options.downloadsAtOnce);
  return Promise.all(
    candidates.map((candidate) =>
      mirrors(async () => {
        const { id } = candidate;
        onEvent({ kind: 'mirror-started', id });
        const line = {
          run: <T>(task: () => Promise<T>): Promise<T> =>
            downloads(() => {
              onEvent({ kind: 'downloading', id });
              return task();
            }),
        };
        const mirror = await probeMirror(candidate, { ...probe, line, signal });
        const { verdict, finding } = conclusion(mirror, UNJUDGED, false).decision;
        onEvent({ kind: 'mirror-finished', id, verdict, code: finding?.code ?? null });
        return mirror;
      }),
    ),
  );
}

/** The best by now, measured again with nobody else on the line. A failure now counts; the order is made anew from these figures. */
async function finalRound(
  options: SurveyOptions,
  probed: readonly ProbedMirror[],
  conclude: (mirror: ProbedMirror) => Surveyed,
): Promise<void> {
  const { onEvent, signal } = options;
  const usable = probed.map((mirror) => ({ mirror, result: conclude(mirror) }));
  const finalists = rankOrder(usable, ({ result }) => rankKey(result))
    .filter(({ result }) => result.decision.verdict === 'usable')
    .slice(0, options.finalists);
  if (finalists.length === 0 || signal.aborted) return;
  onEvent({ kind: 'finalists', ids: finalists.map(({ mirror }) => mirror.session.candidate.id) });
  for (const { mirror } of finalists) {
    if (signal.aborted) return;
    const { id } = mirror.session.candidate;
    onEvent({ kind: 'finalist-started', id });
    await measureFinalist(mirror);
    const { verdict, finding } = conclude(mirror).decision;
    onEvent({ kind: 'finalist-finished', id, verdict, code: finding?.code ?? null });
  }
}

function conclusion(mirror: ProbedMirror, standing: Standing, offline: boolean): Surveyed {
  const observation = mirror.session.observe();
  const decision: Decision = offline
    ? {
        verdict: 'unknown',
        finding: mirror.session.found({ verdict: 'unknown', code: 'no-network', phase: 'ping' }),
      }
    : decideVerdict(observation, standing.freshness);
  return { observation, decision, standing, pullSeconds: pullSecondsOf(observation), rank: null };
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
