import type { Attempt, AttemptEnd } from './attempt.ts';

export interface Ended {
  readonly attempt: Attempt;
  readonly end: AttemptEnd;
}

/** Attempts at one blob, some of them at the same time; each is handed out once, when it has ended. */
export class Contest {
  readonly #running = new Set<Attempt>();
  readonly #ended: Ended[] = [];
  /** Those that are being opened, run, or were not handed out yet. */
  #left = 0;
  #close: ((attempt: Attempt) => void) | null = null;
  #wake: () => void = () => {};

  get running(): readonly Attempt[] {
    return [...this.#running];
  }

  enter(attempt: Attempt): void {
    this.#left += 1;
    this.#run(attempt);
  }

  /** null: it could not be opened. */
  enterWhenOpen(opening: Promise<Attempt | null>): void {
    this.#left += 1;
    void opening.then((attempt) => {
      if (attempt !== null) this.#run(attempt);
      else {
        this.#left -= 1;
        this.#wake();
      }
    });
  }

  /** The one that ended first; null: there is none any more. */
  async next(): Promise<Ended | null> {
    while (this.#left > 0) {
      const first = this.#ended.shift();
      if (first !== undefined) {
        this.#left -= 1;
        return first;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return null;
  }

  /** Ends what runs, and what comes. Returns those that were not handed out. */
  async close(end: (attempt: Attempt) => void): Promise<readonly Ended[]> {
    this.#close = end;
    for (const attempt of this.#running) end(attempt);
    const rest: Ended[] = [];
    for (let ended = await this.next(); ended !== null; ended = await this.next()) rest.push(ended);
    return rest;
  }

  #run(attempt: Attempt): void {
    this.#running.add(attempt);
    void attempt.end.then((end) => {
      this.#running.delete(attempt);
      this.#ended.push({ attempt, end });
      this.#wake();
    });
    this.#close?.(attempt);
  }
}
