import type { Digest } from '../registry/digest.ts';
import type { Transport } from '../registry/transport/types.ts';
import { Attempt, type AttemptEnd, type AttemptHost } from './attempt.ts';
import { guiltyOf } from './blame.ts';
import { FETCH, type FetchLimits } from './limits.ts';
import type { MirrorMemory } from './memory.ts';
import { MirrorClient } from './mirror-client.ts';
import { assign, type Standby } from './schedule.ts';
import type { Lease, Reception, Spool } from './spool/spool.ts';
import type { Source, Trouble, Want } from './types.ts';

export interface FetcherOptions {
  /** Whose images these are: `docker.io`. */
  readonly registry: string;
  /** Best first. */
  readonly sources: readonly Source[];
  /** A transport of its own for each mirror. */
  readonly openTransport: () => Transport;
  readonly spool: Spool;
  readonly memory: MirrorMemory;
  readonly now: () => number;
  readonly limits?: FetchLimits;
}

/**
 * - `missing`: every mirror that could be asked says that it does not have it.
 * - `failed`: no mirror gave it; by mirror, what was the matter last.
 * - `no-room`: the disk is full, and nothing of the spool can go.
 */
export type Fetched =
  | {
      readonly kind: 'proven';
      readonly lease: Lease;
      /** `joined`: from mirrors, for somebody who had asked before. */
      readonly from: 'spool' | 'mirrors' | 'joined';
    }
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly troubles: ReadonlyMap<string, Trouble> }
  | { readonly kind: 'no-room' };

interface Download {
  readonly outcome: Promise<Fetched>;
  waiters: number;
  readonly abandon: () => void;
  grace: NodeJS.Timeout | null;
}

/**
 * Bytes by digest from the best of several mirrors. However many ask for one digest, it is fetched once; whoever is silent, slow, cut off, wrong or
 * refuses, the next goes on with what is missing; large blobs come in parts from several at once. What is handed out was hashed.
 */
export class Fetcher {
  readonly #options: FetcherOptions;
  readonly #limits: FetchLimits;
  readonly #downloads = new Map<Digest, Download>();
  readonly #attempts = new Set<Attempt>();
  readonly #clients = new Map<string, MirrorClient>();
  /** Who sent a whole blob for a part of one: seen once, it is true of all. */
  readonly #rangeless = new Set<string>();
  #sources: readonly Source[];
  #ticking: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(options: FetcherOptions) {
    this.#options = options;
    this.#limits = options.limits ?? FETCH;
    this.#sources = options.sources;
  }

  get registry(): string {
    return this.#options.registry;
  }

  get sources(): readonly Source[] {
    return this.#sources;
  }

  /** Body bytes that came from a mirror so far, tokens and failures included. */
  bytesFrom(source: string): number {
    return this.#clients.get(source)?.bytesReceived ?? 0;
  }

  /** Mirrors that are better from now on, best first. Downloads that run go on. */
  adopt(sources: readonly Source[]): void {
    this.#sources = sources;
    this.#rangeless.clear();
    this.#giveOut();
  }

  /** The client of one of its mirrors, for questions other than bytes; null: it has no such mirror. */
  clientOf(source: string): MirrorClient | null {
    const known = this.#clients.get(source);
    if (known !== undefined || this.#isClosed) return known ?? null;
    const found = this.#sources.find(({ key }) => key === source);
    if (found === undefined) return null;
    const { registry, openTransport, now } = this.#options;
    const client = new MirrorClient(found, registry, openTransport(), this.#limits, now);
    this.#clients.set(source, client);
    return client;
  }

  /** From the spool, else from the mirrors. Who asked and does not wait any more aborts `signal`; the download ends when nobody has come back for a while. */
  async fetch(want: Want, signal: AbortSignal): Promise<Fetched> {
    const held = await this.#options.spool.lease(want.digest);
    if (held !== null) return { kind: 'proven', lease: held, from: 'spool' };
    const joined = this.#downloads.get(want.digest);
    const download = joined ?? this.#begin(want);
    download.waiters += 1;
    if (download.grace !== null) clearTimeout(download.grace);
    let isWaiting = true;
    const leave = (): void => {
      if (!isWaiting) return;
      isWaiting = false;
      download.waiters -= 1;
      if (download.waiters > 0) return;
      download.grace = setTimeout(download.abandon, this.#limits.graceMs);
      download.grace.unref();
    };
    signal.addEventListener('abort', leave, { once: true });
    const outcome = await download.outcome;
    signal.removeEventListener('abort', leave);
    if (download.grace !== null) clearTimeout(download.grace);
    if (outcome.kind !== 'proven') return outcome;
    // The first hold is the download's own; each who waited gets another.
    const lease = await this.#options.spool.lease(want.digest);
    if (lease === null) return { kind: 'failed', troubles: new Map() };
    return { kind: 'proven', lease, from: joined === undefined ? 'mirrors' : 'joined' };
  }

  /** Ends what runs. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const attempt of this.#attempts) attempt.stop();
    await Promise.all([...this.#downloads.values()].map(({ outcome }) => outcome));
    if (this.#ticking !== null) clearInterval(this.#ticking);
    await Promise.all([...this.#clients.values()].map((client) => client.close()));
  }

  #begin(want: Want): Download {
    const abandoned = new AbortController();
    const outcome = this.#download(want, abandoned.signal).finally(() => {
      this.#downloads.delete(want.digest);
    });
    const download = { outcome, waiters: 0, abandon: () => abandoned.abort(), grace: null };
    this.#downloads.set(want.digest, download);
    return download;
  }

  async #download(want: Want, abandoned: AbortSignal): Promise<Fetched> {
    const wrong: Attempt[] = [];
    try {
      // Each attempt that ends with wrong bytes costs the mirror that gave them its place, or shows who of several it was.
      for (let tries = 0; tries <= 2 * this.#sources.length; tries += 1) {
        const attempt = await this.#attempt(want, wrong.length === 0, abandoned);
        const end = await attempt.end;
        const fetched = await this.#conclude(attempt, end, wrong);
        if (fetched !== null) return fetched;
      }
      return { kind: 'failed', troubles: new Map() };
    } catch (error) {
      if (isNoRoom(error)) return { kind: 'no-room' };
      throw error;
    } finally {
      await Promise.all(wrong.map(({ reception }) => reception.discard()));
    }
  }

  async #attempt(want: Want, inParts: boolean, abandoned: AbortSignal): Promise<Attempt> {
    const reception = await this.#options.spool.receive(want.digest);
    const host: AttemptHost = {
      limits: this.#limits,
      rangeless: this.#rangeless,
      now: this.#options.now,
      clientOf: (source) => this.clientOf(source),
      onPart: (report) => this.#options.memory.learn(report),
      onChange: () => this.#giveOut(),
      write: (into, at, chunks) => this.#write(into, at, chunks),
    };
    const attempt = new Attempt(want, reception, inParts, host);
    const stop = (): void => attempt.stop();
    abandoned.addEventListener('abort', stop, { once: true });
    if (abandoned.aborted || this.#isClosed) stop();
    else this.#attempts.add(attempt);
    void attempt.end.then(() => {
      abandoned.removeEventListener('abort', stop);
      this.#attempts.delete(attempt);
    });
    this.#giveOut();
    return attempt;
  }

  /** null: its bytes were wrong, and another attempt is due. */
  async #conclude(attempt: Attempt, end: AttemptEnd, wrong: Attempt[]): Promise<Fetched | null> {
    const { memory } = this.#options;
    const { reception, troubles } = attempt;
    const givers = new Set(attempt.pieces.received.map(({ source }) => source));
    switch (end.kind) {
      case 'whole': {
        if (await reception.incoming.isProven(end.size)) {
          const lease = await reception.keep(end.size);
          for (const giver of givers) memory.clear(giver);
          for (const earlier of wrong)
            for (const guilty of await guiltyOf(earlier, lease)) memory.condemn(guilty);
          // Those who waited take hold of it in their next turn.
          setImmediate(() => void lease.release());
          return { kind: 'proven', lease, from: 'mirrors' };
        }
        const [first, ...others] = givers;
        if (first !== undefined && others.length === 0) {
          memory.condemn(first);
          await reception.discard();
        } else wrong.push(attempt);
        return null;
      }
      case 'nobody': {
        await reception.discard();
        // Who sends the whole and nothing else can still be asked from the beginning.
        if (this.#sources.some(({ key }) => this.#isRangelessButFit(key, attempt))) return null;
        const all = [...troubles.values()];
        return all.length > 0 && all.every((trouble) => trouble === 'missing')
          ? { kind: 'missing' }
          : { kind: 'failed', troubles };
      }
      case 'disk':
        await reception.discard();
        throw end.error;
      case 'stopped':
        await reception.discard();
        return { kind: 'failed', troubles };
      default:
        return end satisfies never;
    }
  }

  async #write(reception: Reception, at: number, chunks: readonly Uint8Array[]): Promise<void> {
    try {
      await reception.incoming.write(at, chunks);
    } catch (error) {
      const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
      if (!isNoRoom(error) || !(await this.#options.spool.makeRoom(bytes))) throw error;
      await reception.incoming.write(at, chunks);
    }
  }

  /** Gives the free connections to the downloads, and sends what was begun. */
  #giveOut(): void {
    const attempts = [...this.#attempts].filter(({ isOver }) => !isOver);
    const mirrors = this.#standby(attempts);
    for (const { download, part } of assign(attempts, mirrors, this.#limits)) {
      if (download instanceof Attempt) download.preempt(part);
    }
    // What a part gave up goes to whom it was taken for.
    assign(attempts, this.#standby(attempts), this.#limits);
    for (const attempt of attempts) {
      attempt.sendBegun();
      if (this.#isHopeless(attempt)) attempt.giveUpIfAlone();
    }
    this.#tick(attempts.length > 0);
  }

  #standby(attempts: readonly Attempt[]): readonly Standby[] {
    const { memory } = this.#options;
    const standby = this.#sources.map(({ key, bytesPerSecond, candidate }, index) => {
      const most = Math.min(
        this.#limits.connectionsPerMirror,
        candidate.limits?.concurrency ?? this.#limits.connectionsPerMirror,
      );
      const open = attempts.reduce((sum, attempt) => sum + attempt.connectionsTo(key), 0);
      const standing = memory.standingOf(key);
      const isSilent = attempts.some((attempt) => attempt.isSilentAt(key));
      return {
        key,
        index,
        slots: Math.max(0, most - open),
        standing: standing === 'fit' && isSilent ? ('resting' as const) : standing,
        bytesPerSecond: memory.of(key).bytesPerSecond ?? bytesPerSecond ?? this.#limits.assumedBytesPerSecond,
      };
    });
    return standby.toSorted(
      (one, other) => paceOf(other.bytesPerSecond) - paceOf(one.bytesPerSecond) || one.index - other.index,
    );
  }

  /** No mirror will ever give it: none that may be asked, now or when one of its connections is free. */
  #isHopeless({ unfit, rangeless, pieces }: Attempt): boolean {
    const needsRange = (pieces.free[0]?.from ?? 0) > 0;
    return this.#sources.every(
      ({ key }) =>
        unfit.has(key) ||
        (needsRange && rangeless.has(key)) ||
        this.#options.memory.standingOf(key) === 'barred',
    );
  }

  #isRangelessButFit(key: string, { unfit, rangeless, pieces }: Attempt): boolean {
    const isBarred = this.#options.memory.standingOf(key) === 'barred';
    return pieces.receivedBytes > 0 && rangeless.has(key) && !unfit.has(key) && !isBarred;
  }

  #tick(isNeeded: boolean): void {
    if (!isNeeded && this.#ticking !== null) {
      clearInterval(this.#ticking);
      this.#ticking = null;
    }
    if (!isNeeded || this.#ticking !== null) return;
    this.#ticking = setInterval(() => {
      for (const attempt of this.#attempts) attempt.tick();
      this.#giveOut();
    }, this.#limits.tickMs);
  }
}

/** Rates that differ by less than a half are one: a mirror does not lose its place for a bad second. */
function paceOf(bytesPerSecond: number): number {
  return Math.round(Math.log2(Math.max(1, bytesPerSecond)) / Math.log2(1.5));
}

function isNoRoom(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EROFS';
}
