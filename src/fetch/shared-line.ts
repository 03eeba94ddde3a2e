import type { FetchLimits } from './limits.ts';

/** Bytes of one attempt so far, at one instant. */
interface Sample {
  readonly ms: number;
  readonly bytes: number;
}

/** What is asked for at the same time, first asked first. */
export interface Flow {
  readonly pieces: { readonly receivedBytes: number };
}

/**
 * Several attempts over what may be one line: who comes later and takes from the first what it brings itself only makes both late. Instants are the
 * host's, in milliseconds. Pure but for its own memory.
 */
export class SharedLine<One extends Flow> {
  readonly #limits: FetchLimits;
  readonly #samples = new Map<One, readonly Sample[]>();
  /** Bytes a second of the first while it was alone, at most so long before the next was asked; null: it was never seen so. */
  #undisturbed: number | null = null;

  constructor(limits: FetchLimits) {
    this.#limits = limits;
  }

  /** To be called each tick. */
  look(running: readonly One[], nowMs: number): void {
    for (const gone of this.#samples.keys()) if (!running.includes(gone)) this.#samples.delete(gone);
    for (const one of running) {
      const samples = [...(this.#samples.get(one) ?? []), { ms: nowMs, bytes: one.pieces.receivedBytes }];
      const last = samples.findLastIndex(({ ms }) => nowMs - ms >= this.#limits.besideMs);
      this.#samples.set(one, samples.slice(Math.max(0, last)));
    }
    const [first, ...others] = running;
    if (first !== undefined && others.length === 0) this.#undisturbed = this.#rateOf(first, nowMs);
  }

  /** Those that take from the first what they bring: it has slowed since they are there, and they are not much quicker. */
  takers([first, ...others]: readonly One[], nowMs: number): readonly One[] {
    const rate = first === undefined ? null : this.#rateOf(first, nowMs);
    const { keptPace, clearlyQuicker } = this.#limits;
    if (rate === null || this.#undisturbed === null || rate >= this.#undisturbed * keptPace) return [];
    return others.filter((one) => {
      const own = this.#rateOf(one, nowMs);
      return own !== null && own > 0 && own <= rate * clearlyQuicker;
    });
  }

  /** Over the last while; null: it has not brought anything for that long. */
  #rateOf(one: One, nowMs: number): number | null {
    const [oldest] = this.#samples.get(one) ?? [];
    if (oldest === undefined || oldest.bytes === 0 || nowMs - oldest.ms < this.#limits.besideMs) return null;
    return ((one.pieces.receivedBytes - oldest.bytes) * 1000) / (nowMs - oldest.ms);
  }
}
