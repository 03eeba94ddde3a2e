import { TRANSPORT } from './limits.ts';
import type { BodyPlan } from './types.ts';

/** Where a response body goes, chunk by chunk. */
export interface BodySink {
  /** `stop`: enough was seen, close the connection. `oversized`: the body is longer than it may be. A promise: more may come once it is fulfilled. */
  readonly take: (chunk: Uint8Array, atMs: number) => Taken;
  /** The whole body, for the plan that keeps it; else empty. */
  readonly body: () => Uint8Array;
}

type Taken = 'more' | 'stop' | 'oversized' | Promise<void>;

export function sinkFor(plan: BodyPlan, announcedBytes: number | null): BodySink {
  switch (plan.kind) {
    case 'whole':
      return wholeSink(plan.limitBytes, announcedBytes);
    case 'discard':
      return discardSink(announcedBytes);
    case 'stream':
      return { take: (chunk, atMs) => takenBy(plan.onChunk(chunk, atMs)), body: () => NOTHING };
    default:
      return plan satisfies never;
  }
}

function takenBy(wish: boolean | Promise<void>): Taken {
  if (typeof wish !== 'boolean') return wish;
  return wish ? 'more' : 'stop';
}

const NOTHING = new Uint8Array(0);

/**
 * One growing buffer, not a list of chunks: a server that sends one byte a chunk would otherwise have us keep a hundred
 * bytes of bookkeeping for each. At most twice the limit is held, and that only while growing.
 */
function wholeSink(limitBytes: number, announcedBytes: number | null): BodySink {
  let buffer = new Uint8Array(Math.min(announcedBytes ?? FIRST_BUFFER_BYTES, FIRST_BUFFER_BYTES, limitBytes));
  let length = 0;
  return {
    take: (chunk) => {
      const needed = length + chunk.length;
      if (needed > limitBytes) return 'oversized';
      if (needed > buffer.length) {
        const grown = new Uint8Array(Math.min(limitBytes, Math.max(needed, 2 * buffer.length)));
        grown.set(buffer.subarray(0, length));
        buffer = grown;
      }
      buffer.set(chunk, length);
      length = needed;
      return 'more';
    },
    body: () => buffer.subarray(0, length),
  };
}

/** A peer can announce megabytes and send none: memory follows what came, not what was promised. */
const FIRST_BUFFER_BYTES = 16 * 1024;

/** Reads on only while that is cheaper than a new connection. */
function discardSink(announcedBytes: number | null): BodySink {
  const isTooMuch = announcedBytes !== null && announcedBytes > TRANSPORT.drainBytes;
  let drained = 0;
  return {
    take: (chunk) => {
      drained += chunk.length;
      return isTooMuch || drained > TRANSPORT.drainBytes ? 'stop' : 'more';
    },
    body: () => NOTHING,
  };
}
