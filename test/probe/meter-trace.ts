import type { Measurement, MeterOptions } from '../../src/probe/meter.ts';
import { createMeter } from '../../src/probe/meter.ts';

/** One arrival in user space. */
export interface Arrival {
  readonly bytes: number;
  readonly atMs: number;
}

/** A pace from a moment on: the trace below follows a list of them. */
export interface Pace {
  readonly fromMs: number;
  readonly bytesPerSecond: number;
}

export interface TraceOptions {
  readonly rttMs: number;
  readonly paces: readonly Pace[];
  /** The body ends here. */
  readonly bytes: number;
  /** Reads are gathered up to this size (64 KiB is what Node reads at once), so that arrivals come in bursts. */
  readonly readBytes?: number;
  /** Begins with ten segments and doubles each round trip until the pace holds it back. */
  readonly slowStart?: boolean;
}

const SEGMENT = 1_448;

/** What a program sees of a TCP download over such a path, segment by segment, by arithmetic. */
export function* trace({
  rttMs,
  paces,
  bytes,
  readBytes = 65_536,
  slowStart = true,
}: TraceOptions): Generator<Arrival> {
  let nowMs = 0;
  let sent = 0;
  let flightBytes = 10 * SEGMENT;
  let flightStartMs = 0;
  let inFlight = 0;
  let gathered = 0;
  while (sent < bytes) {
    const size = Math.min(SEGMENT, bytes - sent);
    const pace = paces.findLast((one) => one.fromMs <= nowMs)?.bytesPerSecond ?? 1;
    if (slowStart && inFlight >= flightBytes) {
      nowMs = Math.max(nowMs, flightStartMs + rttMs);
      flightStartMs = nowMs;
      flightBytes *= 2;
      inFlight = 0;
      if (gathered > 0) yield { bytes: gathered, atMs: nowMs };
      gathered = 0;
    }
    nowMs += (size * 1000) / pace;
    sent += size;
    inFlight += size;
    gathered += size;
    if (gathered >= readBytes || sent >= bytes) {
      yield { bytes: gathered, atMs: nowMs };
      gathered = 0;
    }
  }
}

/** Feeds arrivals to a meter until it has enough or they end. */
export function measure(
  arrivals: Iterable<Arrival>,
  options: MeterOptions,
): { readonly result: Measurement | null; readonly readBytes: number; readonly stopped: boolean } {
  const meter = createMeter(options);
  let readBytes = 0;
  let lastMs = 0;
  for (const { bytes, atMs } of arrivals) {
    readBytes += bytes;
    lastMs = atMs;
    if (!meter.add(bytes, atMs)) return { result: meter.result(atMs), readBytes, stopped: true };
  }
  return { result: meter.result(lastMs), readBytes, stopped: false };
}
