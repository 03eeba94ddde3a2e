import type { Candidate } from '../catalog/types.ts';
import type { ProbeContext } from '../probe/context.ts';
import type { ProbedMirror } from '../probe/probe.ts';
import { type CommonCause, clockAhead } from './common-cause.ts';
import { conclusion, ranked, type Surveyed } from './conclusion.ts';
import type { SurveyListener } from './events.ts';
import { finalRound } from './final-round.ts';
import { firstRound } from './first-round.ts';
import type { Hub, Unknown } from './hub.ts';
import { OWN_LINE } from './limits.ts';
import type { SharedLine } from './line.ts';
import { noNameResolves, noNetwork } from './no-network.ts';
import { type MeasuredAlone, type OwnLine, ownLine } from './own-line.ts';
import {
  judgeFreshness,
  type Reference,
  type ReferenceSource,
  settleReference,
  UNJUDGED,
} from './reference.ts';

export interface SurveyOptions {
  readonly candidates: readonly Candidate[];
  readonly probe: Omit<ProbeContext, 'line' | 'signal' | 'finalists'>;
  /** Mirrors at once. */
  readonly concurrency: number;
  /** First-round downloads at once. */
  readonly downloadsAtOnce: number;
  /** How many of the best are measured again at most. */
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
 * Looks at all mirrors: a first round of everything, at most `concurrency` at once and few downloads at a time; the reference; then the best again, with the line to themselves.
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

/** An image whose digest was given, or that most mirrors have, is known well enough. */
function unknownThere({ source }: Reference, hub: Hub | null): Unknown | null {
  return source === 'none' ? (hub?.unknown ?? null) : null;
}
