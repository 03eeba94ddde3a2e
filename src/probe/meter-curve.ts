/**
 * How many bytes had arrived by when: the record that the meter reads its rates from. Times are ms on any one clock
 * that does not run backwards. Between two arrivals the bytes are taken as coming in evenly, so that the size of a
 * read (up to 64 KiB) or of a TLS record does not show as a change of rate.
 */
export interface ArrivalCurve {
  /** First arrival; null before it. */
  readonly startMs: number | null;
  /** Latest arrival, or what `extend` moved it to; null before the first. */
  readonly endMs: number | null;
  /** All bytes, the first arrival's included. */
  readonly bytes: number;
  /** How many different instants something arrived at. */
  readonly arrivals: number;
  add(bytes: number, atMs: number): void;
  /** Nothing more came until `atMs`: silence at the end counts as time. */
  extend(atMs: number): void;
  /** Bytes that came after the first arrival and up to `atMs`: those of the first took a time that nobody saw. */
  bytesUntil(atMs: number): number;
  /** Silences between arrivals, oldest first: when each ended and how long it was. The first arrival has none. */
  readonly silences: readonly Silence[];
}

export interface Silence {
  readonly endMs: number;
  readonly ms: number;
}

export function createArrivalCurve(): ArrivalCurve {
  const times: number[] = [];
  /** totals[i]: bytes after the first arrival up to times[i]. */
  const totals: number[] = [];
  const silences: Silence[] = [];
  let firstBytes = 0;
  let arrivals = 0;

  const last = (values: readonly number[]): number => values.at(-1) ?? 0;

  function append(bytes: number, atMs: number): void {
    const at = Math.max(atMs, times.at(-1) ?? atMs);
    if (at === times.at(-1)) totals[totals.length - 1] = last(totals) + bytes;
    else {
      if (times.length > 0) silences.push({ endMs: at, ms: at - last(times) });
      times.push(at);
      totals.push(last(totals) + bytes);
    }
  }

  return {
    get startMs() {
      return times[0] ?? null;
    },
    get endMs() {
      return times.at(-1) ?? null;
    },
    get bytes() {
      return firstBytes + last(totals);
    },
    get arrivals() {
      return arrivals;
    },
    add(bytes, atMs) {
      const before = times.length;
      if (before === 0) {
        firstBytes = bytes;
        append(0, atMs);
      } else if (before === 1 && atMs <= (times[0] ?? atMs)) firstBytes += bytes;
      else append(bytes, atMs);
      arrivals += times.length - before;
    },
    silences,
    extend(atMs) {
      if (times.length > 0 && atMs > last(times)) append(0, atMs);
    },
    bytesUntil(atMs) {
      const after = firstAfter(times, atMs);
      if (after === 0) return 0;
      const fromMs = times[after - 1] ?? atMs;
      const from = totals[after - 1] ?? 0;
      const toMs = times[after];
      const to = totals[after];
      if (toMs === undefined || to === undefined) return from;
      return from + ((to - from) * (atMs - fromMs)) / (toMs - fromMs);
    },
  };
}

/** Index of the first time later than `atMs`, by halving. */
function firstAfter(times: readonly number[], atMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? Number.POSITIVE_INFINITY) > atMs) high = middle;
    else low = middle + 1;
  }
  return low;
}
