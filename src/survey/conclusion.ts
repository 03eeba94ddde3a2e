import type { Observation } from '../probe/observation.ts';
import type { ProbedMirror } from '../probe/probe.ts';
import { type Decision, decideVerdict } from '../probe/verdict.ts';
import { type RankKey, rankOrder } from '../rank/order.ts';
import { type CommonCause, unblamed } from './common-cause.ts';
import { latencyOf, pullSecondsOf } from './prediction.ts';
import type { Standing } from './reference.ts';

/** One mirror's result. */
export interface Surveyed {
  readonly observation: Observation;
  readonly decision: Decision;
  readonly standing: Standing;
  readonly pullSeconds: number | null;
  /** 1 for the best; null for what is not usable. */
  readonly rank: number | null;
}

/** What is to be said of a mirror by what is known now; it has no rank yet. */
export function conclusion(mirror: ProbedMirror, standing: Standing, cause: CommonCause): Surveyed {
  const observation = mirror.session.observe();
  const decision = unblamed(decideVerdict(observation, standing.freshness), mirror, cause);
  return { observation, decision, standing, pullSeconds: pullSecondsOf(observation), rank: null };
}

/** In the order of their ranks, those without one last. Pure. */
export function ranked(mirrors: readonly Surveyed[]): Surveyed[] {
  return rankOrder(mirrors, rankKey).map((mirror, index) => ({
    ...mirror,
    rank: mirror.decision.verdict === 'usable' ? index + 1 : null,
  }));
}

/** By what mirrors are put in order. Pure. */
export function rankKey({ observation, decision, pullSeconds }: Surveyed): RankKey {
  return {
    usable: decision.verdict === 'usable',
    pullSeconds,
    latencyMs: latencyOf(observation)?.medianMs ?? null,
    id: observation.candidate.id,
  };
}
