import type { ProbeBudget } from '../limits.ts';
import { companionOf, type FinalistLine } from './companion.ts';
import type { DownloadTurn } from './context.ts';
import type { Measurement } from './meter.ts';
import type { ProbedMirror } from './probe.ts';
import type { MirrorSession } from './session.ts';
import { downloadLayer, type LayerOutcome, type LayerSlice } from './steps/layer.ts';

export interface FinalistFacts {
  /** One of its connections is known to carry so many without a throttle. */
  readonly unthrottledBytes: number;
  /** The user's own. */
  readonly line: FinalistLine;
}

/**
 * Measures a finalist again, alone on the line, with what its first round left of the byte budget. The later part of the layer is asked for, so that
 * a mirror that throttles after its first megabytes shows it, but where it is known that within `unthrottledBytes` it does not; it is left as soon as it can no longer win. What is found now counts as much as in the first round; the end of the run does not.
 */
export async function measureFinalist(
  mirror: ProbedMirror,
  mayWin: DownloadTurn['mayWin'],
  { unthrottledBytes, line }: FinalistFacts,
): Promise<void> {
  const { session, layer } = mirror;
  const { budget, timeouts } = session.context;
  if (layer === null || session.refused || session.context.signal.aborted) return;
  if (session.requests >= budget.requests) return;
  const slice = finalistSlice(layer.size, budget, session.facts.measurement?.bytes ?? null);
  if (slice.bytes < 1 || layer.size < 1) return;

  session.wake(timeouts.mirrorMs);
  const companion = companionOf({ session, layer, slice, line, mayWin });
  try {
    const outcome = await downloadLayer(session, layer, slice, 'finalist', {
      leastBytes: slice.bytes,
      unthrottledBytes,
      companion,
      turn: { received: line.alone, mayWin, unshared: (measurement) => measurement },
    });
    const together = await companion.end();
    if (outcome.finding?.verdict === 'unknown') return;
    if (outcome.finding !== null) session.findings.push(outcome.finding);
    relearn(session, outcome);
    if (outcome.measurement === null) return;
    const measurement = together === null ? outcome.measurement : { ...outcome.measurement, together };
    session.facts.unthrottledBytes = unthrottledOf(measurement);
    session.facts.measurement = measurement.bytes < layer.size ? measurement : overWhole(measurement);
  } finally {
    await session.rest();
  }
}

/** What requests take: those of the first round may have waited in the queue of a line that was full. Of a redirect the last hop alone is timed. */
function relearn({ timings }: MirrorSession, { exchange, ttfbMs }: LayerOutcome): void {
  if (exchange?.kind !== 'response' || exchange.hops.length > 1) return;
  const { dnsMs, connectMs, tlsMs } = exchange.timing;
  timings.connectMs = sooner(timings.connectMs, connectMs);
  timings.tlsMs = sooner(timings.tlsMs, tlsMs);
  const openMs = (dnsMs ?? 0) + (connectMs ?? 0) + (tlsMs ?? 0);
  timings.ttfbMs = sooner(timings.ttfbMs, ttfbMs === null ? null : ttfbMs - openMs);
}

function sooner(beforeMs: number | null, nowMs: number | null): number | null {
  return beforeMs === null || nowMs === null ? beforeMs : Math.min(beforeMs, Math.max(0, nowMs));
}

/** One that was left, or did not settle, shows nothing. */
function unthrottledOf({ steady, even, bytes }: Measurement): number | null {
  if (!steady) return null;
  return even === true ? bytes : 0;
}

/**
 * Of a layer that was read whole: its pace from the end of slow start to the last byte, for a pull gets just that. The pace it had settled at may have held for its last part only, behind a
 * throttle, and a pull of this image meets no more of that. Pure.
 */
export function overWhole(measurement: Measurement): Measurement {
  const { bytes, rampBytes, ms, rampMs, low, high, steady } = measurement;
  if (bytes <= rampBytes || ms <= rampMs) return measurement;
  const bytesPerSecond = ((bytes - rampBytes) / (ms - rampMs)) * 1000;
  return {
    ...measurement,
    bytesPerSecond,
    low: Math.min(low, bytesPerSecond),
    high: Math.max(high, bytesPerSecond),
    steady: steady && low <= bytesPerSecond && bytesPerSecond <= high,
  };
}

/**
 * As much of a layer as is left of the budget: what the first round did not read of it (`readBytes`; null: not known, so its share). From behind the first round's share where the layer
 * is so long; a shorter one from as early as it takes, at best whole: how a mirror treats the last bytes of a layer shows only behind all the others, and a whole layer can be hashed.
 */
export function finalistSlice(
  layerBytes: number,
  budget: Pick<ProbeBudget, 'layerBytes' | 'firstRoundShare'>,
  readBytes: number | null,
): LayerSlice {
  const share = Math.max(1, Math.floor(budget.layerBytes * budget.firstRoundShare));
  const bytes = budget.layerBytes - Math.min(share, readBytes ?? share);
  return { offset: Math.max(0, Math.min(share, layerBytes - bytes)), bytes };
}
