import { Readable } from 'node:stream';
import { createDigestCheck, type Digest } from '../registry/digest.ts';
import type { Transport } from '../registry/transport/types.ts';
import { Dispatcher } from './dispatcher.ts';
import { Download, type Fetched } from './download.ts';
import type { DownloadContext } from './download-context.ts';
import { FETCH, type FetchLimits } from './limits.ts';
import type { MirrorMemory } from './memory.ts';
import { MirrorClient } from './mirror-client.ts';
import type { Lease, Spool } from './spool/spool.ts';
import type { Source, Want } from './types.ts';

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

interface Running {
  readonly want: Want;
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
  /** By digest; what one who joined asks for anew in his own words, by those (`keyOf`). */
  readonly #downloads = new Map<string, Running>();
  readonly #dispatcher: Dispatcher;
  readonly #context: DownloadContext;
  readonly #clients = new Map<string, MirrorClient>();
  /** In the spool since they were fetched ahead, and not asked for yet; those noted last. */
  readonly #unclaimed = new Set<Digest>();
  #isClosed = false;

  constructor(options: FetcherOptions) {
    const { sources, memory, spool, now, limits = FETCH } = options;
    this.#options = options;
    this.#limits = limits;
    this.#dispatcher = new Dispatcher(sources, memory, limits);
    this.#context = {
      spool,
      memory,
      now,
      limits,
      dispatcher: this.#dispatcher,
      clientOf: (source) => this.clientOf(source),
    };
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
    if (isOfNothing(digest)) return { kind: 'proven', lease: NOTHING, from: 'spool' };
    const held = await this.#options.spool.lease(digest);
    if (held !== null)
      return { kind: 'proven', lease: held, from: this.#unclaimed.delete(digest) ? 'mirrors' : 'spool' };
    const joined = await this.#join(digest, want, signal);
    // Another repository, or a manifest for a blob: that it cannot be had there says nothing of here.
    const isAnothers =
      (joined.outcome.kind === 'missing' || joined.outcome.kind === 'failed') &&
      keyOf(joined.want) !== keyOf(want);
    const isOwn = isAnothers && !signal.aborted && !this.#isClosed;
    const { outcome, isFirst } = isOwn ? await this.#join(keyOf(want), want, signal) : joined;
    if (outcome.kind !== 'proven') return outcome;
    // The first hold is the download's own; each who waited gets another.
    const lease = await this.#options.spool.lease(digest);
    if (lease === null) return { kind: 'failed', troubles: new Map() };
    return { kind: 'proven', lease, from: isFirst ? 'mirrors' : 'joined' };
  }

  /**
   * What will be asked for next: it comes over connections that nobody who waits has a use for, until `signal` aborts and nobody has come for it. Only what
   * has a known size, and in all no more than the spool keeps, and the disk takes, beside other things. What goes wrong is told to who asks for it.
   */
  ahead(wants: readonly Want[], signal: AbortSignal): void {
    this.#fetchAhead(wants, signal).catch(() => undefined);
  }

  /** Ends what runs. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#dispatcher.stop();
    await Promise.all([...this.#downloads.values()].map(({ outcome }) => outcome));
    await Promise.all([...this.#clients.values()].map((client) => client.close()));
  }

  /** To the download of that key; it is begun where there is none. */
  async #join(
    key: string,
    want: Want,
    signal: AbortSignal,
  ): Promise<{ readonly outcome: Fetched; readonly want: Want; readonly isFirst: boolean }> {
    const running = this.#downloads.get(key);
    const download = running ?? this.#begin(key, want, false);
    const isFirst = running === undefined || running.isAhead;
    download.isAhead = false;
    const outcome = await this.#waitFor(download, signal);
    return { outcome, want: download.want, isFirst };
  }

  async #fetchAhead(wants: readonly Want[], signal: AbortSignal): Promise<void> {
    const { spool } = this.#options;
    let room = Math.min(spool.figures.maxBytes, await spool.freeOnDisk()) * this.#limits.aheadShare;
    const fetched = wants.map(async (want) => {
      room -= want.size ?? Number.POSITIVE_INFINITY;
      if (room < 0 || signal.aborted || isOfNothing(want.digest) || spool.has(want.digest)) return;
      const download = this.#downloads.get(want.digest) ?? this.#begin(want.digest, want, true);
      const { kind } = await this.#waitFor(download, signal);
      if (kind === 'proven' && download.isAhead) this.#noteUnclaimed(want.digest);
    });
    await Promise.all(fetched);
  }

  #noteUnclaimed(digest: Digest): void {
    this.#unclaimed.add(digest);
    for (const oldest of this.#unclaimed) {
      if (this.#unclaimed.size <= this.#limits.unclaimed) return;
      this.#unclaimed.delete(oldest);
    }
  }

  async #waitFor(download: Running, signal: AbortSignal): Promise<Fetched> {
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

  #begin(key: string, want: Want, isAhead: boolean): Running {
    const abandoned = new AbortController();
    const run = async (): Promise<Fetched> => {
      try {
        return await new Download(this.#context, want, () => download.isAhead, abandoned.signal).run();
      } finally {
        this.#downloads.delete(key);
      }
    };
    const download: Running = {
      want,
      outcome: Promise.resolve().then(run),
      isAhead,
      waiters: 0,
      abandon: () => abandoned.abort(),
      grace: null,
    };
    this.#downloads.set(key, download);
    const letGo = (fetched: Fetched): void => {
      if (fetched.kind === 'proven') setImmediate(() => void fetched.lease.release());
    };
    // Those who waited take hold of it in their next turn; what went wrong is theirs to tell.
    download.outcome.then(letGo, () => undefined);
    return download;
  }
}

function keyOf({ kind, repository, digest }: Want): string {
  return `${kind} ${repository} ${digest}`;
}

/** No mirror needs to be asked for it, and nothing else is empty. */
function isOfNothing(digest: Digest): boolean {
  return createDigestCheck(digest).matches();
}

const NOTHING: Lease = {
  size: 0,
  read: () => Readable.from([]),
  readInto: () => Promise.resolve(0),
  release: () => Promise.resolve(),
};
