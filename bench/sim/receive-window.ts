import { SEGMENT_BYTES } from './path.ts';

/** How far ahead the user's kernel lets the mirror send: Linux's dynamic right-sizing (tcp_rcv_space_adjust). */
export interface ReceiveWindow {
  /** First segment that may not be sent yet. */
  readonly limit: number;
  /** The program read so many bytes, and everything before segment `expected` has come. */
  read(bytes: number, expected: number, nowMs: number): void;
}

/** Half of tcp_rmem's default 128 KiB. */
const INITIAL_BYTES = 65_536;
/** Half of tcp_rmem's usual limit, 6 MiB for a receive buffer. */
const MOST_BYTES = 3 * 1024 * 1024;

export function createReceiveWindow(rttMs: number): ReceiveWindow {
  let windowBytes = INITIAL_BYTES;
  let space = 10 * SEGMENT_BYTES;
  let copied = 0;
  let sinceMs: number | null = null;
  let limit = Math.floor(windowBytes / SEGMENT_BYTES);
  return {
    get limit() {
      return limit;
    },
    read(bytes, expected, nowMs) {
      sinceMs ??= nowMs;
      copied += bytes;
      if (nowMs - sinceMs >= rttMs) {
        if (copied > space) {
          const wanted = 2 * copied + 16 * SEGMENT_BYTES;
          windowBytes = Math.min(
            MOST_BYTES,
            Math.max(windowBytes, wanted * (1 + (2 * (copied - space)) / space)),
          );
          space = copied;
        }
        copied = 0;
        sinceMs = nowMs;
      }
      limit = Math.max(limit, expected + Math.floor(windowBytes / SEGMENT_BYTES));
    },
  };
}
