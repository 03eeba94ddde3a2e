/** A rate with a queue in front of it that drops what does not fit: a link's bottleneck. */
export interface Pipe {
  /** When a packet handed over now has left, ms; null where the queue was full. */
  send(bytes: number, nowMs: number): number | null;
}

/** `bytesPerMs` at a moment; Infinity for a link without a bottleneck. */
export function createPipe(bytesPerMs: (nowMs: number) => number, queueBytes: number): Pipe {
  let freeMs = 0;
  return {
    send(bytes, nowMs) {
      const pace = bytesPerMs(nowMs);
      // What still waits is what the time until the pipe is free will carry: no list of packets is kept.
      const waiting = Math.max(0, freeMs - nowMs) * pace;
      if (Number.isFinite(pace) && waiting + bytes > queueBytes) return null;
      freeMs = Math.max(freeMs, nowMs) + bytes / pace;
      return freeMs;
    },
  };
}
