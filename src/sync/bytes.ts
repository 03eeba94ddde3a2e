import type { Fetched, Fetcher, Lease, Spool, Trouble } from '../fetch/index.ts';
import type { Digest } from '../registry/digest.ts';
import { getManifest, headManifest, type RegistrySession } from '../registry/push/index.ts';
import type { Quota } from './quota.ts';
import { troubleAt } from './trouble.ts';
import type { QuotaStop, SyncTrouble } from './types.ts';

export interface BytesOptions {
  readonly spool: Spool;
  readonly source: RegistrySession;
  readonly quota: Quota;
  readonly signal: AbortSignal;
  /** Opened when the first bytes are wanted. `free`: the mirrors, for what the source would count; null: there are none. `all`: the source as well. */
  readonly openFetchers: () => Promise<{
    readonly free: Fetcher | null;
    readonly all: Fetcher;
    readonly standing: SourceStanding;
  }>;
}

/** How the source stands among those that bytes are fetched from. A mirror that sent wrong bytes is left alone for long; nobody takes the place of the source. */
export interface SourceStanding {
  /** As it is called there; null: it is none of them. */
  readonly key: string | null;
  /** For which it is left alone; null: it is not. */
  readonly trouble: () => Trouble | null;
  readonly clear: () => void;
  /** Is there a mirror that is not left alone? */
  readonly isAnyMirrorFit: () => boolean;
}

/** What is to be copied, by digest, proven: from this disk, else from mirrors, else from the source. Only its manifests count against anybody's pull limit. */
export class SourceBytes {
  readonly #options: BytesOptions;
  #fetchers: ReturnType<BytesOptions['openFetchers']> | null = null;
  #hearing: Promise<void> | null = null;
  #counted = new Map<Digest, Promise<Uint8Array | SyncTrouble | QuotaStop>>();

  constructor(options: BytesOptions) {
    this.#options = options;
    // Downloads wait a while for who comes back; after a Ctrl-C nobody does.
    options.signal.addEventListener('abort', () => void this.close(), { once: true });
  }

  async blob(
    repository: string,
    { digest, size }: { readonly digest: Digest; readonly size: number },
  ): Promise<{ readonly kind: 'lease'; readonly lease: Lease } | SyncTrouble | QuotaStop> {
    const { spool, quota, signal } = this.#options;
    const held = await spool.lease(digest);
    if (held !== null) return { kind: 'lease', lease: held };
    const { all, standing } = await this.#opened();
    const want = { kind: 'blob' as const, repository, digest, size };
    for (let isSecond = false; ; isSecond = true) {
      const fetched = await all.fetch(want, signal);
      if (fetched.kind === 'proven') return { kind: 'lease', lease: fetched.lease };
      const told = fetched.kind === 'failed' ? fetched.troubles.get(standing.key ?? '') : undefined;
      const trouble = told ?? standing.trouble();
      if (trouble === 'limited') {
        // It stays left alone: whoever goes on spends pulls on images that get no layers.
        quota.usedUp();
        return { kind: 'quota' };
      }
      const wasPassedOver = told === undefined && standing.trouble() !== null;
      standing.clear();
      // Another blob's fault says nothing of this one.
      if (!wasPassedOver || isSecond || signal.aborted) return troubleOfFetch(fetched, trouble, digest);
    }
  }

  async manifest(repository: string, digest: Digest): Promise<Uint8Array | SyncTrouble | QuotaStop> {
    const held = await this.#options.spool.lease(digest);
    if (held !== null) return await whole(held);
    const { free, standing } = await this.#opened();
    // Who is left alone would be asked for want of others, and waited for; the source has it.
    if (free !== null && standing.isAnyMirrorFit()) {
      const want = { kind: 'manifest' as const, repository, digest, size: null };
      const fetched = await free.fetch(want, this.#options.signal);
      if (fetched.kind === 'proven') return await whole(fetched.lease);
    }
    const asking = this.#counted.get(digest) ?? this.#fromSource(repository, digest);
    this.#counted.set(digest, asking);
    return await asking.finally(() => this.#counted.delete(digest));
  }

  async close(): Promise<void> {
    if (this.#fetchers === null) return;
    const { free, all } = await this.#fetchers;
    await Promise.all([free?.close(), all.close()]);
  }

  #opened(): ReturnType<BytesOptions['openFetchers']> {
    this.#fetchers ??= this.#options.openFetchers();
    return this.#fetchers;
  }

  async #fromSource(repository: string, digest: Digest): Promise<Uint8Array | SyncTrouble | QuotaStop> {
    const { quota, source, spool } = this.#options;
    if (!quota.wasHeard) {
      this.#hearing ??= this.#hear(repository, digest);
      await this.#hearing;
    }
    if (!quota.spend()) return { kind: 'quota' };
    const got = await getManifest(source, repository, digest);
    if (got.kind === 'failed') {
      if (got.code !== 'limited') return troubleAt('source', got);
      quota.usedUp();
      return { kind: 'quota' };
    }
    quota.hear(got.rateLimit);
    // A pull that was spent is not spent again, should this run be ended now.
    const reception = await spool.receive(digest);
    await reception.incoming.write(0, [got.bytes]);
    const lease = await reception.keep(got.bytes.length);
    await lease.release();
    return got.bytes;
  }

  /** Images that are named by digest take no HEAD: what is left is asked for before any of it is spent. */
  async #hear(repository: string, digest: Digest): Promise<void> {
    const { quota, source } = this.#options;
    const head = await headManifest(source, repository, digest);
    if (head.kind !== 'failed') quota.hear(head.rateLimit);
    else if (head.code === 'limited') quota.usedUp();
  }
}

async function whole(lease: Lease): Promise<Uint8Array> {
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of lease.read(0, lease.size)) chunks.push(chunk);
    return Buffer.concat(chunks);
  } finally {
    await lease.release();
  }
}

/** `trouble`: what was the matter with the source. */
function troubleOfFetch(
  fetched: Exclude<Fetched, { kind: 'proven' }>,
  trouble: Trouble | null,
  digest: Digest,
): SyncTrouble {
  switch (fetched.kind) {
    case 'no-room':
      return { kind: 'trouble', at: 'here', code: 'no-room', detail: null };
    case 'missing':
      return { kind: 'trouble', at: 'source', code: 'no-bytes', detail: null };
    case 'failed': {
      if (trouble === 'wrong-bytes')
        return { kind: 'trouble', at: 'source', code: 'wrong-digest', detail: digest };
      const told = [...fetched.troubles].map(([who, what]) => `${new URL(who).host}: ${what}`);
      return { kind: 'trouble', at: 'source', code: 'no-bytes', detail: told.join(', ') || null };
    }
    default:
      return fetched satisfies never;
  }
}
