import type { Digest } from '../registry/digest.ts';

/** A tag's digest as somebody told it. */
export interface KnownTag {
  readonly digest: Digest;
  readonly by: 'hub' | 'consensus' | 'first';
  /** Epoch milliseconds. */
  readonly atMs: number;
}

/** What tags were, those asked for last are kept. By `registry/repository:tag`. */
export class TagMemory {
  readonly #tags: Map<string, KnownTag>;
  readonly #most: number;

  constructor(known: ReadonlyMap<string, KnownTag>, most: number) {
    this.#tags = new Map(known);
    this.#most = most;
  }

  get all(): ReadonlyMap<string, KnownTag> {
    return this.#tags;
  }

  get(name: string): KnownTag | null {
    return this.#tags.get(name) ?? null;
  }

  put(name: string, known: KnownTag): void {
    this.#tags.delete(name);
    this.#tags.set(name, known);
    for (const oldest of this.#tags.keys()) {
      if (this.#tags.size <= this.#most) return;
      this.#tags.delete(oldest);
    }
  }
}
