import { afterBytes, afterProof, afterTrouble, HEALTHY, type Health, standingOf } from './health.ts';
import { FETCH, REST } from './limits.ts';
import type { PartReport } from './running-part.ts';
import type { Trouble } from './types.ts';

/** What is remembered of every mirror, by its address. It outlives downloads; who keeps it over a restart writes it down. */
export class MirrorMemory {
  readonly #healths: Map<string, Health>;
  readonly #now: () => number;
  readonly #onTrouble: (source: string, health: Health) => void;

  /** `onTrouble`: a mirror is left alone from now on, or for longer. */
  constructor(
    known: ReadonlyMap<string, Health>,
    now: () => number,
    onTrouble: (source: string, health: Health) => void = () => {},
  ) {
    this.#healths = new Map(known);
    this.#now = now;
    this.#onTrouble = onTrouble;
  }

  get all(): ReadonlyMap<string, Health> {
    return this.#healths;
  }

  of(source: string): Health {
    return this.#healths.get(source) ?? HEALTHY;
  }

  standingOf(source: string): ReturnType<typeof standingOf> {
    return standingOf(this.of(source), this.#now());
  }

  learn({ source, trouble, retryAtMs, bytes, ms }: PartReport): void {
    const heard = bytes > 0 ? afterBytes(this.of(source), bytes, ms, FETCH) : this.of(source);
    this.#healths.set(source, heard);
    if (trouble !== null) this.#trouble(source, trouble, retryAtMs);
  }

  condemn(source: string): void {
    this.#trouble(source, 'wrong-bytes', null);
  }

  /** Its bytes were proven; or nobody can take its place, so that it is not left alone whatever was the matter. */
  clear(source: string): void {
    this.#healths.set(source, afterProof(this.of(source)));
  }

  #trouble(source: string, trouble: Trouble, retryAtMs: number | null): void {
    const before = this.of(source);
    const health = afterTrouble(before, trouble, this.#now(), retryAtMs, REST);
    this.#healths.set(source, health);
    if (health !== before) this.#onTrouble(source, health);
  }
}
