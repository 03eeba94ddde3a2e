/** The most that a line was seen to carry. */
export interface LinePeak {
  /** Bytes of one download that came at `atMs`; `sinceMs`: when the ones before them did. */
  saw(bytes: number, sinceMs: number, atMs: number): void;
  /** In any stretch of the line's time; 0 before the first. */
  bytesPerMs(): number;
}

/** A stretch is looked for in steps of this share of it. */
const STEPS = 5;

/**
 * The most bytes a ms that came in any stretch of `stretchMs`. TCP hands on in order: what came behind a lost segment waits for it, and is then there all at once, up to a window of it,
 * though the line carried it in the silence before. So bytes count evenly over the time since the download's last ones. Else a line of 30 Mbit/s whose queue overflows looks like one of 40, and never full.
 */
export function createLinePeak(stretchMs: number): LinePeak {
  const stepMs = stretchMs / STEPS;
  const steps = new Map<number, number>();
  let peak = 0;

  function sumUntil(last: number): number {
    let sum = 0;
    for (let step = last - STEPS + 1; step <= last; step += 1) sum += steps.get(step) ?? 0;
    return sum;
  }

  return {
    saw(bytes, sinceMs, atMs) {
      const first = Math.floor(sinceMs / stepMs);
      const last = Math.floor(atMs / stepMs);
      const ms = atMs - sinceMs;
      for (let step = first; step <= last; step += 1) {
        const inside = Math.min(atMs, (step + 1) * stepMs) - Math.max(sinceMs, step * stepMs);
        const part = ms > 0 ? (bytes * inside) / ms : bytes;
        steps.set(step, (steps.get(step) ?? 0) + part);
      }
      for (let step = first; step < last + STEPS; step += 1)
        peak = Math.max(peak, sumUntil(step) / stretchMs);
    },
    bytesPerMs: () => peak,
  };
}
