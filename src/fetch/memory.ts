import type { PartReport } from './attempt.ts';
import { afterBytes, afterProof, afterTrouble, HEALTHY, type Health, standingOf } from './health.ts';
import { FETCH, REST } from './limits.ts';

/** What is remembered of every mirror, by its address. It outlives downloads; who keeps it over a restart writes it down. */
export class MirrorMemory {
  readonly #healths: Map<string, Health>;
  readonly #now: () => number;

  constructor(known: ReadonlyMap<string, Health>, now: () => number) {
    this.#healths = new Map(known);
    this.#now = now;
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
    this.#healths.set(
      source,
      trouble === null ? heard : afterTrouble(heard, trouble, this.#now(), retryAtMs, REST),
    );
  }

  condemn(source: string): void {
    this.#healths.set(source, afterTrouble(this.of(source), 'wrong-bytes', this.#now(), null, REST));
  }

  /** Its bytes were proven. */
  clear(source: string): void {
    this.#healths.set(source, afterProof(this.of(source)));
  }
}
