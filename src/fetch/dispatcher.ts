import type { Attempt } from './attempt.ts';
import type { FetchLimits } from './limits.ts';
import type { MirrorMemory } from './memory.ts';
import { assign, type Standby } from './schedule.ts';
import type { Source } from './types.ts';

/** Gives the connections that a registry's mirrors may have from us to the downloads that run. */
export class Dispatcher {
  /** Who sent a whole blob for a part of one: seen once, it is true of all. */
  readonly rangeless: Set<string> = new Set();
  readonly #memory: MirrorMemory;
  readonly #limits: FetchLimits;
  readonly #attempts = new Set<Attempt>();
  #sources: readonly Source[];
  #ticking: NodeJS.Timeout | null = null;
  #isStopped = false;

  constructor(sources: readonly Source[], memory: MirrorMemory, limits: FetchLimits) {
    this.#sources = sources;
    this.#memory = memory;
    this.#limits = limits;
  }

  get sources(): readonly Source[] {
    return this.#sources;
  }

  adopt(sources: readonly Source[]): void {
    this.#sources = sources;
    this.giveOut();
  }

  /** It gets connections until it ends. */
  take(attempt: Attempt): void {
    if (this.#isStopped) {
      attempt.stop();
      return;
    }
    this.#attempts.add(attempt);
    void attempt.end.then(() => this.#attempts.delete(attempt));
    this.giveOut();
  }

  /** Ends what runs, and what comes. */
  stop(): void {
    this.#isStopped = true;
    for (const attempt of this.#attempts) attempt.stop();
  }

  /** Gives the free connections to the downloads, and sends what was begun. */
  giveOut(): void {
    const attempts = [...this.#attempts]
      .filter(({ isOver }) => !isOver)
      .toSorted((one, other) => Number(one.isAhead) - Number(other.isAhead));
    for (const { download, part } of assign(attempts, this.#standby(attempts), this.#limits))
      download.preempt(part);
    // What a part gave up goes to whom it was taken for.
    assign(attempts, this.#standby(attempts), this.#limits);
    for (const attempt of attempts) {
      attempt.sendBegun();
      if (this.#isHopeless(attempt)) attempt.giveUpIfAlone();
    }
    this.#tick(attempts.length > 0);
  }

  /** Who may be asked at all, best first: by standing, then who has a connection free. */
  get able(): readonly string[] {
    return this.#standby([...this.#attempts])
      .filter(({ standing }) => standing !== 'barred')
      .toSorted(
        (one, other) =>
          Number(one.standing !== 'fit') - Number(other.standing !== 'fit') ||
          Number(one.slots === 0) - Number(other.slots === 0),
      )
      .map(({ key }) => key);
  }

  #standby(attempts: readonly Attempt[]): readonly Standby[] {
    const standby = this.#sources.map(({ key, bytesPerSecond, candidate }, index) => {
      const most = Math.min(
        this.#limits.connectionsPerMirror,
        candidate.limits?.concurrency ?? this.#limits.connectionsPerMirror,
      );
      const open = attempts.reduce((sum, attempt) => sum + attempt.connectionsTo(key), 0);
      const standing = this.#memory.standingOf(key);
      const isSilent = attempts.some((attempt) => attempt.isSilentAt(key));
      const rate = this.#memory.of(key).bytesPerSecond ?? bytesPerSecond;
      return {
        key,
        index,
        slots: Math.max(0, most - open),
        standing: standing === 'fit' && isSilent ? ('resting' as const) : standing,
        bytesPerSecond: rate ?? this.#limits.assumedBytesPerSecond,
      };
    });
    return standby.toSorted(
      (one, other) => paceOf(other.bytesPerSecond) - paceOf(one.bytesPerSecond) || one.index - other.index,
    );
  }

  /** No mirror will ever give it: none that may be asked, now or when one of its connections is free. */
  #isHopeless(attempt: Attempt): boolean {
    const { only, unfit, pieces } = attempt;
    const needsRange = (pieces.free[0]?.from ?? 0) > 0;
    return this.#sources.every(
      ({ key }) =>
        (only !== null && only !== key) ||
        unfit.has(key) ||
        (needsRange && this.rangeless.has(key)) ||
        this.#memory.standingOf(key) === 'barred',
    );
  }

  #tick(isNeeded: boolean): void {
    if (!isNeeded && this.#ticking !== null) {
      clearInterval(this.#ticking);
      this.#ticking = null;
    }
    if (!isNeeded || this.#ticking !== null) return;
    this.#ticking = setInterval(() => {
      for (const attempt of this.#attempts) attempt.tick();
      this.giveOut();
    }, this.#limits.tickMs);
  }
}

/** Rates that differ by less than a half are one: a mirror does not lose its place for a bad second. */
function paceOf(bytesPerSecond: number): number {
  return Math.round(Math.log2(Math.max(1, bytesPerSecond)) / Math.log2(1.5));
}
