import type { FetchLimits } from './limits.ts';
import type { Part } from './pieces.ts';
import type { Trouble, Want } from './types.ts';

/** What went wrong with whom in one attempt, and who must not be asked in it (any more). */
export class Tries {
  readonly unfit: Set<string> = new Set();
  readonly troubles: Map<string, Trouble> = new Map();
  readonly #kind: Want['kind'];
  readonly #limits: FetchLimits;
  readonly #tries = new Map<string, number>();
  readonly #fromStart = new Set<string>();

  constructor(kind: Want['kind'], limits: FetchLimits) {
    this.#kind = kind;
    this.#limits = limits;
  }

  count({ source, at, from, crawls }: Part, trouble: Trouble): void {
    this.troubles.set(source, trouble);
    if (from === 0) this.#fromStart.add(source);
    // Else who gives a byte before each cut would be asked as often as there are bytes. Of a manifest others give all of it sooner.
    const hasBrought = this.#kind === 'blob' && at - from >= this.#limits.cutBytes && !crawls;
    const tries = (this.#tries.get(source) ?? 0) + (hasBrought ? 0 : 1);
    this.#tries.set(source, tries);
    const isFinal = trouble === 'missing' || trouble === 'refused' || trouble === 'not-it';
    if (isFinal || tries >= this.#limits.triesPerMirror) this.unfit.add(source);
  }

  /** It lacks it, or could not give it from the beginning either. */
  isSettled(source: string): boolean {
    const isAskedAll = this.#fromStart.has(source) || this.troubles.get(source) === 'missing';
    return this.unfit.has(source) && isAskedAll;
  }
}
