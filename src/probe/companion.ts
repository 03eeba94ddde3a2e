import type { Descriptor } from '../registry/manifest.ts';
import type { DownloadTurn } from './context.ts';
import { COMPANION, METER } from './limits.ts';
import type { Measurement } from './meter.ts';
import { planned } from './plan.ts';
import type { MirrorSession } from './session.ts';
import { blobRequest } from './steps/blob.ts';
import type { LayerSlice } from './steps/layer.ts';

/**
 * A second request beside a finalist's download whose rate is known: do two connections get more than one? They do where the mirror limits each (nginx's `limit_rate`), and engines open three.
 * It takes what is left of the finalist's bytes, for about a second, and one request; what becomes of it is no finding.
 */
export interface Companion {
  /** One connection's rate is known, and so many bytes have come. true: go on reading, and tell what comes. */
  begin(measurement: Measurement, received: number): boolean;
  /** More of the first download. false: it has been seen, or nothing comes of it. */
  received(bytes: number, atMs: number): boolean;
  /** The first download is over. How many times one connection's rate several get together; null: no more than one, or it was not seen. */
  end(): Promise<number | null>;
}

/** The user's own line while a finalist has it to itself. */
export interface FinalistLine {
  /** Bytes that came; by performance.now(). */
  alone(bytes: number, atMs: number): void;
  /** The most that it was seen to carry, bytes a second. */
  peakBytesPerSecond(): number;
}

export interface CompanionTask {
  readonly session: MirrorSession;
  readonly layer: Descriptor;
  readonly slice: LayerSlice;
  readonly line: FinalistLine;
  readonly mayWin: DownloadTurn['mayWin'];
}

export function companionOf(task: CompanionTask): Companion {
  const { session, slice } = task;
  const windowMs = Math.max(
    COMPANION.leastMs,
    (session.blobRttMs ?? METER.unknownRttMs) * COMPANION.roundTrips,
  );
  const over = new AbortController();
  let one: Measurement | null = null;
  let asked: Promise<unknown> = Promise.resolve();
  let begunMs: number | null = null;
  let sinceMs: number | null = null;
  let lastMs = 0;
  let bytes = 0;

  /** Of either. `sinceMs`: the second one's first byte, which came after a wait that nobody counts. */
  const take = (size: number, atMs: number): boolean => {
    if (sinceMs === null || over.signal.aborted) return !over.signal.aborted;
    if (atMs - sinceMs > windowMs) {
      over.abort();
      return false;
    }
    bytes += size;
    lastMs = atMs;
    return true;
  };

  return {
    begin(measurement, received) {
      const left = slice.bytes - received;
      if (!isWorthIt(task, measurement, left, windowMs)) return false;
      one = measurement;
      asked = askBeside(task, left, over.signal, (size, atMs) => {
        task.line.alone(size, atMs);
        if (sinceMs === null) {
          sinceMs = atMs;
          lastMs = atMs;
        }
        return take(size, atMs);
      });
      return true;
    },
    received(size, atMs) {
      begunMs ??= atMs;
      if (sinceMs === null && atMs - begunMs > windowMs) over.abort();
      return take(size, atMs);
    },
    async end() {
      over.abort();
      await asked;
      if (one === null || sinceMs === null || lastMs - sinceMs < windowMs * COMPANION.leastSeen) return null;
      const times = (bytes * 1000) / (lastMs - sinceMs) / one.bytesPerSecond;
      return togetherOf(times, task.line.peakBytesPerSecond() / one.bytesPerSecond);
    },
  };
}

/** How many times one connection's rate an engine's three get, where two got `times`; `room`: the line's rate over one connection's. null: no more than one. Pure. */
export function togetherOf(times: number, room: number): number | null {
  if (times < COMPANION.limited) return null;
  return Math.min(times < COMPANION.unhindered ? times : COMPANION.connections, room);
}

/** Only of several layers does an engine fetch more than one at a time; and only a mirror that uses little of the line, and would win with more of it, is worth another request. */
function isWorthIt(
  { session, line, mayWin }: CompanionTask,
  measurement: Measurement,
  left: number,
  windowMs: number,
): boolean {
  const { bytesPerSecond } = measurement;
  const observation = session.observe();
  return (
    (observation.layout?.layerBytes.length ?? 0) > 1 &&
    session.mayAsk &&
    bytesPerSecond < line.peakBytesPerSecond() * COMPANION.lineShare &&
    left >= (2 * bytesPerSecond * windowMs * COMPANION.leastSeen) / 1000 &&
    mayWin({ ...observation, measurement: { ...measurement, together: COMPANION.connections } })
  );
}

/** The later half of what is left of the slice. Settles when it is over, whatever became of it. */
async function askBeside(
  { session, layer, slice }: CompanionTask,
  left: number,
  signal: AbortSignal,
  onBytes: (bytes: number, atMs: number) => boolean,
): Promise<void> {
  const asked = await blobRequest(session, layer.digest);
  if (asked.kind === 'failed' || signal.aborted) return;
  const end = Math.min(layer.size, slice.offset + slice.bytes);
  const range = `bytes=${end - Math.floor(Math.min(left, end) / 2)}-${end - 1}`;
  await session.ask(planned('finalist'), {
    ...asked.request,
    headers: { ...asked.request.headers, range, 'accept-encoding': 'identity' },
    body: () => ({ kind: 'stream', onChunk: (chunk, atMs) => onBytes(chunk.length, atMs) }),
    signal,
  });
}
