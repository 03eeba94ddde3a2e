import type { Digest } from '../registry/digest.ts';
import type { Transport } from '../registry/transport/types.ts';
import { Attempt, type AttemptEnd } from './attempt.ts';
import { guiltyOf } from './blame.ts';
import { Dispatcher } from './dispatcher.ts';
import { FETCH, type FetchLimits } from './limits.ts';
import type { MirrorMemory } from './memory.ts';
import { MirrorClient } from './mirror-client.ts';
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
  /** Nobody has asked for it yet; it is thought that somebody will. */
  isAhead: boolean;
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
  readonly #dispatcher: Dispatcher;
  readonly #clients = new Map<string, MirrorClient>();
  /** In the spool since they were fetched ahead, and not asked for yet; those noted last. */
  readonly #unclaimed = new Set<Digest>();
  #isClosed = false;

  constructor(options: FetcherOptions) {
    const { sources, memory, limits = FETCH } = options;
    this.#options = options;
    this.#limits = limits;
    this.#dispatcher = new Dispatcher(sources, memory, limits);
  }

  get registry(): string {
    return this.#options.registry;
  }

  get sources(): readonly Source[] {
    return this.#dispatcher.sources;
  }

  /** Body bytes that came from a mirror so far, tokens and failures included. */
  bytesFrom(source: string): number {
    return this.#clients.get(source)?.bytesReceived ?? 0;
  }

  /** Mirrors that are better from now on, best first. Downloads that run go on. */
  adopt(sources: readonly Source[]): void {
    this.#dispatcher.adopt(sources);
  }

  /** The client of one of its mirrors, for questions other than bytes; null: it has no such mirror. */
  clientOf(source: string): MirrorClient | null {
    const known = this.#clients.get(source);
    if (known !== undefined || this.#isClosed) return known ?? null;
    const found = this.sources.find(({ key }) => key === source);
    if (found === undefined) return null;
    const { registry, openTransport, now } = this.#options;
    const client = new MirrorClient(found, registry, openTransport(), this.#limits, now);
    this.#clients.set(source, client);
    return client;
  }

  /** From the spool, else from the mirrors. Who asked and does not wait any more aborts `signal`; the download ends when nobody has come back for a while. */
  async fetch(want: Want, signal: AbortSignal): Promise<Fetched> {
    const { digest } = want;
    const held = await this.#options.spool.lease(digest);
    if (held !== null)
      return { kind: 'proven', lease: held, from: this.#unclaimed.delete(digest) ? 'mirrors' : 'spool' };
    const running = this.#downloads.get(digest);
    const download = running ?? this.#begin(want, false);
    const isFirst = running === undefined || running.isAhead;
    download.isAhead = false;
    const outcome = await this.#waitFor(download, signal);
    if (outcome.kind !== 'proven') return outcome;
    // The first hold is the download's own; each who waited gets another.
    const lease = await this.#options.spool.lease(digest);
    if (lease === null) return { kind: 'failed', troubles: new Map() };
    return { kind: 'proven', lease, from: isFirst ? 'mirrors' : 'joined' };
  }

  /**
   * What will be asked for next: it comes over connections that nobody who waits has a use for, until `signal` aborts and nobody has come for it. Only what
   * has a known size, and in all no more than the spool keeps beside other things.
   */
  ahead(wants: readonly Want[], signal: AbortSignal): void {
    let room = this.#options.spool.figures.maxBytes * this.#limits.aheadShare;
    for (const want of wants) {
      room -= want.size ?? Number.POSITIVE_INFINITY;
      if (room < 0) return;
      // What goes wrong is told to who asks for it.
      this.#fetchAhead(want, signal).catch(() => undefined);
    }
  }

  /** Ends what runs. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#dispatcher.stop();
    await Promise.all([...this.#downloads.values()].map(({ outcome }) => outcome));
    await Promise.all([...this.#clients.values()].map((client) => client.close()));
  }

  async #fetchAhead(want: Want, signal: AbortSignal): Promise<void> {
    const { digest } = want;
    if (this.#options.spool.has(digest)) return;
    const download = this.#downloads.get(digest) ?? this.#begin(want, true);
    const { kind } = await this.#waitFor(download, signal);
    if (kind !== 'proven' || !download.isAhead) return;
    this.#unclaimed.add(digest);
    for (const oldest of this.#unclaimed) {
      if (this.#unclaimed.size <= this.#limits.unclaimed) return;
      this.#unclaimed.delete(oldest);
    }
  }

  async #waitFor(download: Download, signal: AbortSignal): Promise<Fetched> {
    download.waiters += 1;
    if (download.grace !== null) clearTimeout(download.grace);
    const leave = (): void => {
      download.waiters -= 1;
      if (download.waiters > 0) return;
      download.grace = setTimeout(download.abandon, this.#limits.graceMs);
      download.grace.unref();
    };
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    const outcome = await download.outcome;
    signal.removeEventListener('abort', leave);
    if (download.grace !== null) clearTimeout(download.grace);
    return outcome;
  }

  #begin(want: Want, isAhead: boolean): Download {
    const abandoned = new AbortController();
    const run = async (): Promise<Fetched> => {
      try {
        return await this.#download(want, () => download.isAhead, abandoned.signal);
      } finally {
        this.#downloads.delete(want.digest);
      }
    };
    const download: Download = {
      outcome: Promise.resolve().then(run),
      isAhead,
      waiters: 0,
      abandon: () => abandoned.abort(),
      grace: null,
    };
    this.#downloads.set(want.digest, download);
    const letGo = (fetched: Fetched): void => {
      if (fetched.kind === 'proven') setImmediate(() => void fetched.lease.release());
    };
    // Those who waited take hold of it in their next turn; what went wrong is theirs to tell.
    download.outcome.then(letGo, () => undefined);
    return download;
  }

  async #download(want: Want, isAhead: () => boolean, abandoned: AbortSignal): Promise<Fetched> {
    const wrong: Attempt[] = [];
    try {
      // Each attempt that ends with wrong bytes costs the mirror that gave them its place, or shows who of several it was.
      for (let tries = 0; tries <= 2 * this.sources.length; tries += 1) {
        const attempt = await this.#attempt(want, wrong.length === 0, isAhead, abandoned);
        const fetched = await this.#conclude(attempt, await attempt.end, wrong);
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

  async #attempt(
    want: Want,
    inParts: boolean,
    isAhead: () => boolean,
    abandoned: AbortSignal,
  ): Promise<Attempt> {
    const { spool, memory, now } = this.#options;
    const reception = await spool.receive(want.digest);
    const attempt = new Attempt(want, reception, inParts, {
      limits: this.#limits,
      rangeless: this.#dispatcher.rangeless,
      now,
      isAhead,
      clientOf: (source) => this.clientOf(source),
      onPart: (report) => memory.learn(report),
      onChange: () => this.#dispatcher.giveOut(),
      write: (into, at, chunks) => this.#write(into, at, chunks),
    });
    const stop = (): void => attempt.stop();
    abandoned.addEventListener('abort', stop, { once: true });
    void attempt.end.then(() => abandoned.removeEventListener('abort', stop));
    if (abandoned.aborted || this.#isClosed) stop();
    else this.#dispatcher.take(attempt);
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
        if (this.#dispatcher.couldBeginAnew(attempt)) return null;
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
}

function isNoRoom(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EROFS';
}
