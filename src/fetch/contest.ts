import type { Attempt } from './attempt.ts';
import type { AttemptEnd } from './attempt-host.ts';

/** `failed`: no attempt came of it, and why. */
export type Ended =
  | { readonly kind: 'ended'; readonly attempt: Attempt; readonly end: AttemptEnd }
  | { readonly kind: 'failed'; readonly only: string | null; readonly error: unknown };

/** Attempts at one blob, some of them at the same time; what became of each is handed out once. */
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

  /** Some are being opened, or run. */
  get isOn(): boolean {
    return this.#left > this.#ended.length;
  }

  /** Some are being opened. */
  get isOpening(): boolean {
    return this.#left > this.#ended.length + this.#running.size;
  }

  enter(only: string | null, opening: Promise<Attempt>): void {
    this.#left += 1;
    opening.then(
      (attempt) => this.#run(attempt),
      (error: unknown) => this.#handOut({ kind: 'failed', only, error }),
    );
  }

  /** What ended first; null: there is nothing any more. */
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

  /** Ends what runs, and what comes. Returns the attempts that were not handed out. */
  async close(end: (attempt: Attempt) => void): Promise<readonly Attempt[]> {
    this.#close = end;
    for (const attempt of this.#running) end(attempt);
    const rest: Attempt[] = [];
    for (let ended = await this.next(); ended !== null; ended = await this.next())
      if (ended.kind === 'ended') rest.push(ended.attempt);
    return rest;
  }

  #run(attempt: Attempt): void {
    this.#running.add(attempt);
    void attempt.end.then((end) => {
      this.#running.delete(attempt);
      this.#handOut({ kind: 'ended', attempt, end });
    });
    this.#close?.(attempt);
  }

  #handOut(ended: Ended): void {
    this.#ended.push(ended);
    this.#wake();
  }
}
