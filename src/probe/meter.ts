import { METER, type MeterLimits } from './limits.ts';
import { createArrivalCurve } from './meter-curve.ts';
import { steadyStretch } from './meter-steady.ts';
import { unsteadyStretch } from './meter-unsteady.ts';
import { isEven, type Stretch, windowMs } from './meter-windows.ts';

export interface MeterOptions {
  /** Stop after this many bytes. */
  readonly budgetBytes: number;
  /** Stop this long after the first byte. */
  readonly budgetMs?: number;
  /** Do not stop before this many bytes, however settled: a throttle may set in behind the first megabytes. Default 0. */
  readonly leastBytes?: number;
  /** But a settled one may be left before where its pace brings no more than these in all: within them no throttle sets in. Default 0: not known. */
  readonly unthrottledBytes?: number;
  /** Round trip to the host that sends the body: its TCP connect time. null where a proxy stands between. */
  readonly rttMs: number | null;
  readonly limits?: MeterLimits;
}

export interface Meter {
  /**
   * Some bytes of the body arrived. `atMs`: any clock that does not run backwards, performance.now() of the arrival.
   * false: the rate is known or the budget is spent; stop reading. What arrives after that is still counted.
   */
  add(bytes: number, atMs: number): boolean;
  /**
   * What is known when the body ended or was left, at `endedAtMs` on the same clock; silence before that counts as
   * time. null: the body ended before its rate was known.
   */
  result(endedAtMs: number): Measurement | null;
  /** What is known by now; null while the download still grows, so that nothing can be said of its rate. Reading goes on. */
  sofar(): Measurement | null;
  /** Reading is given up: what came is judged as if the budget were spent. */
  leave(): void;
}

/** The rate of a body without TCP's slow start. Rates in bytes a second. */
export interface Measurement {
  readonly bytesPerSecond: number;
  /** The rate lies between these. */
  readonly low: number;
  readonly high: number;
  /** Everything that was read, slow start included. */
  readonly bytes: number;
  /** From the first byte to the last. */
  readonly ms: number;
  /** The download had settled at this rate. false: the best guess after the whole budget. */
  readonly steady: boolean;
  /** From the first byte to the end of slow start. */
  readonly rampMs: number;
  /** What came in that time. */
  readonly rampBytes: number;
  /** It settled, and had not been faster before: no throttle set in. */
  readonly even?: true;
  /** Several connections get so many times this rate together, for each has a limit of its own. Missing: that was not seen. */
  readonly together?: number;
}

/**
 * Measures the rate of a body as its bytes come in, pure: the clock is an argument. It begins with the first byte
 * (time to first byte is another figure), leaves slow start out by looking for the end of the growth, and stops as
 * soon as the recent windows agree within `limits.steadySpread`, or at a budget. docs/performance.md has its errors.
 */
export function createMeter(options: MeterOptions): Meter {
  const { budgetBytes, rttMs, leastBytes = 0, unthrottledBytes = 0, limits = METER } = options;
  const budgetMs = options.budgetMs ?? limits.budgetMs;
  const roundTripMs = Math.max(rttMs ?? limits.unknownRttMs, limits.leastRttMs);
  const curve = createArrivalCurve();
  let steady: Stretch | null = null;
  let spent = false;
  let nextLookMs = Number.NEGATIVE_INFINITY;

  function look(isOver: boolean): void {
    const { startMs, endMs } = curve;
    if (steady !== null || startMs === null || endMs === null) return;
    const found = steadyStretch(curve, roundTripMs, limits);
    if (found !== null && (isOver || curve.bytes >= leastBytes || bringsNoMore(found))) steady = found;
    nextLookMs = endMs + windowMs(endMs - startMs, roundTripMs, limits) / limits.looksAWindow;
  }

  /** Read to the end of its budget, does it bring more than is known to come without a throttle? */
  function bringsNoMore({ bytesPerSecond }: Stretch): boolean {
    return Math.min(budgetBytes, (bytesPerSecond * budgetMs) / 1000) <= unthrottledBytes;
  }

  function measured(stretch: Stretch): Measurement | null {
    const { startMs, endMs } = curve;
    if (startMs === null || endMs === null) return null;
    const { bytesPerSecond, low, high } = stretch;
    return {
      bytesPerSecond,
      low,
      high,
      bytes: curve.bytes,
      ms: endMs - startMs,
      steady: stretch === steady,
      rampMs: stretch.grownMs - startMs,
      rampBytes: curve.bytes - Math.round(curve.bytesUntil(endMs) - curve.bytesUntil(stretch.grownMs)),
      ...(stretch === steady && isEven(curve, stretch, roundTripMs, limits) ? { even: true as const } : {}),
    };
  }

  return {
    add(bytes, atMs) {
      curve.add(bytes, atMs);
      if (curve.bytes >= budgetBytes || atMs - (curve.startMs ?? atMs) >= budgetMs) spent = true;
      if (spent || (atMs >= nextLookMs && (curve.bytes >= leastBytes || unthrottledBytes > 0))) look(spent);
      return !spent && steady === null;
    },
    sofar() {
      if (steady !== null) return measured(steady);
      const guess = unsteadyStretch(curve, roundTripMs, limits);
      return guess === null || guess.open ? null : measured(guess);
    },
    leave() {
      spent = true;
    },
    result(endedAtMs) {
      if (!spent && steady === null) {
        curve.extend(Math.min(endedAtMs, (curve.startMs ?? endedAtMs) + budgetMs));
        look(true);
      }
      if (steady !== null) return measured(steady);
      const guess = unsteadyStretch(curve, roundTripMs, limits);
      if (guess === null) return null;
      // A body that ended by itself while TCP was still growing: the first flight comes as fast as the mirror's own network sends it; only later ones show a rate, which the link has at least.
      const grewMs = guess.toMs - (curve.startMs ?? guess.toMs);
      return !spent && guess.growing && grewMs < roundTripMs * limits.leastGrowthRoundTrips
        ? null
        : measured(guess);
    },
  };
}
