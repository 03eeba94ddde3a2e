import type { FetchLimits } from './limits.ts';
import type { Part } from './pieces.ts';
import type { Trouble, Want } from './types.ts';

/** What went wrong with whom in one attempt, and who must not be asked in it (any more). */
export class Tries {
  readonly unfit: Set<string>;
  readonly troubles: Map<string, Trouble> = new Map();
  readonly #kind: Want['kind'];
  readonly #limits: FetchLimits;
  readonly #tries = new Map<string, number>();

  constructor(kind: Want['kind'], unfit: ReadonlySet<string>, limits: FetchLimits) {
    this.#kind = kind;
    this.unfit = new Set(unfit);
    this.#limits = limits;
  }

  count({ source, at, from, crawls }: Part, trouble: Trouble): void {
    this.troubles.set(source, trouble);
    // Else who gives a byte before each cut would be asked as often as there are bytes.
    const hasBrought = at - from >= this.#limits.cutBytes && !crawls;
    const tries = (this.#tries.get(source) ?? 0) + (hasBrought ? 0 : 1);
    this.#tries.set(source, tries);
    const isFinal =
      trouble === 'missing' ||
      trouble === 'refused' ||
      trouble === 'not-it' ||
      (crawls && this.#kind === 'manifest');
    if (isFinal || tries >= this.#limits.triesPerMirror) this.unfit.add(source);
  }
}
