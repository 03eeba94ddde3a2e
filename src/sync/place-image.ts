import { Readable } from 'node:stream';
import pLimit from 'p-limit';
import type { Digest } from '../registry/digest.ts';
import type { Descriptor } from '../registry/manifest.ts';
import { formatPlatform } from '../registry/platform.ts';
import {
  type BlobToSend,
  getManifest,
  hasBlob,
  headManifest,
  mountBlob,
  putManifest,
  type RegistryFailure,
  type RegistrySession,
  sendBlob,
} from '../registry/push/index.ts';
import type { ByteMeter } from './byte-meter.ts';
import type { SourceBytes } from './bytes.ts';
import type { Replaced } from './check-image.ts';
import {
  blobsOf,
  type CopiedManifest,
  chooseParts,
  hasSize,
  namesElsewhere,
  readCopied,
} from './choose-parts.ts';
import { SYNC } from './limits.ts';
import { type StateLine, type SyncState, uploadKey } from './state.ts';
import { nameOf } from './tag-name.ts';
import { troubleAt } from './trouble.ts';
import type { Destination, Platforms, QuotaStop, SyncTrouble, Traffic, WantedImage } from './types.ts';

export interface PlaceOptions {
  readonly destination: Destination;
  readonly session: RegistrySession;
  readonly bytes: SourceBytes;
  readonly platforms: Platforms;
  readonly state: SyncState;
  /** It is so from now on; on the disk before it is done. */
  readonly write: (line: StateLine) => Promise<void>;
  readonly meter: ByteMeter;
  readonly signal: AbortSignal;
  /** Is what a manifest that is there names looked for as well? */
  readonly verify: boolean;
}

/** It stopped there. */
export type Halt = SyncTrouble | QuotaStop;

/** One image on its way: children first, its index last, tags at the very end, so that no reader ever sees half of it. */
export class ImagePlacement {
  readonly #options: PlaceOptions;
  readonly #image: WantedImage;
  readonly #repository: string;
  readonly #refusesPartial: SyncTrouble | null;
  readonly #replaces: Replaced;
  readonly #placing = new Map<Digest, Promise<Halt | null>>();
  /** How many blobs are on their way at once, whichever manifests name them. */
  readonly #lines = pLimit(SYNC.blobsAtOnce);
  readonly #traffic = { sentBytes: 0, sentBlobs: 0, mountedBlobs: 0 };

  /** `replaces`: what others have put under its tags. `refusesPartial`: how the destination refused an index of which children are missing; null: it has not yet. */
  constructor(
    image: WantedImage,
    replaces: Replaced,
    options: PlaceOptions,
    refusesPartial: SyncTrouble | null,
  ) {
    this.#image = image;
    this.#replaces = replaces;
    this.#refusesPartial = refusesPartial;
    this.#options = options;
    this.#repository = repositoryAt(options.destination, image.repository);
  }

  get traffic(): Traffic {
    return { ...this.#traffic };
  }

  /** Has every tag be what `source` is for the platforms that are wanted. The digest that the tags have then. */
  async run(source: Digest): Promise<{ readonly kind: 'placed'; readonly digest: Digest } | Halt> {
    const root = await this.#read(source);
    if (root.kind !== 'manifest') return root;
    const ready = await this.#parts(root.manifest, 1);
    if (ready.kind !== 'ready') return ready;
    return await this.#name(source, ready.manifest, ready.isPartial);
  }

  /** All that a manifest names is there; and which manifest stands for it: itself, or that of the one platform. */
  async #parts(
    root: CopiedManifest,
    depth: number,
  ): Promise<
    { readonly kind: 'ready'; readonly manifest: CopiedManifest; readonly isPartial: boolean } | Halt
  > {
    const { content } = root;
    if (content.kind === 'image') {
      const blobs = blobsOf(content);
      if (!blobs.every(hasSize)) return badManifest(root.digest);
      const halt = await this.#blobs(blobs);
      return halt ?? { kind: 'ready', manifest: root, isPartial: false };
    }
    if (depth > SYNC.nesting) return badManifest(root.digest);
    const parts = chooseParts(content.entries, depth === 1 ? this.#options.platforms : []);
    if (parts.kind === 'none') return { kind: 'trouble', at: 'source', code: 'no-platform', detail: null };
    if (parts.kind === 'one') {
      const child = await this.#read(parts.child.digest);
      return child.kind === 'manifest' ? await this.#parts(child.manifest, depth + 1) : child;
    }
    // Its children are pulls of their own: none is spent on finding out again what is known.
    if (parts.kind === 'partial' && this.#refusesPartial !== null) return this.#refusesPartial;
    const halt = await this.#each(parts.children, ({ digest }) => this.#child(digest, depth + 1));
    return halt ?? { kind: 'ready', manifest: root, isPartial: parts.kind === 'partial' };
  }

  /** null: it is there. A registry has what a manifest names if it has the manifest, unless something was taken away behind its back. */
  async #child(digest: Digest, depth: number): Promise<Halt | null> {
    const { session, verify } = this.#options;
    const head = await headManifest(session, this.#repository, digest);
    if (head.kind === 'failed') return troubleAt('destination', head);
    if (head.kind === 'there' && !verify) return null;
    const read = await this.#read(digest);
    if (read.kind !== 'manifest') return read;
    const ready = await this.#parts(read.manifest, depth);
    if (ready.kind !== 'ready') return ready;
    if (head.kind === 'there') return null;
    const put = await putManifest(session, this.#repository, digest, ready.manifest);
    return put.kind === 'failed' ? refusalOf(put, ready.manifest) : null;
  }

  async #read(
    digest: Digest,
  ): Promise<{ readonly kind: 'manifest'; readonly manifest: CopiedManifest } | Halt> {
    const bytes =
      (await this.#standing(digest)) ?? (await this.#options.bytes.manifest(this.#image.repository, digest));
    if (!(bytes instanceof Uint8Array)) return bytes;
    const manifest = readCopied(digest, bytes);
    return manifest === null ? badManifest(digest) : { kind: 'manifest', manifest };
  }

  /** What is mended is mostly there, and costs no pull. null: it is not, or cannot be read. */
  async #standing(digest: Digest): Promise<Uint8Array | null> {
    const { session, verify } = this.#options;
    const got = verify ? await getManifest(session, this.#repository, digest) : null;
    return got?.kind === 'manifest' ? got.bytes : null;
  }

  /** Platforms share their layers: whoever names one first has it placed, the others wait for that. */
  #blobs(blobs: readonly Descriptor[]): Promise<Halt | null> {
    return this.#each(blobs, (blob) => {
      const placing = this.#placing.get(blob.digest);
      if (placing !== undefined) return placing;
      this.#options.meter.expect(blob.size);
      const begun = this.#lines(() => this.#blob(blob));
      this.#placing.set(blob.digest, begun);
      return begun;
    });
  }

  /** Several at once; after the first that could not be done no other is begun. */
  async #each<One>(all: readonly One[], place: (one: One) => Promise<Halt | null>): Promise<Halt | null> {
    const limit = pLimit(SYNC.blobsAtOnce);
    let first: Halt | null = null;
    await Promise.all(
      all.map((one) =>
        limit(async () => {
          if (first !== null || this.#options.signal.aborted) return;
          const halt = await place(one);
          first ??= halt;
        }),
      ),
    );
    return first ?? (this.#options.signal.aborted ? BROKEN_OFF : null);
  }

  async #blob(blob: Descriptor): Promise<Halt | null> {
    const { session, state, write, meter } = this.#options;
    const { digest } = blob;
    const at = this.#repository;
    const known = await hasBlob(session, at, digest);
    if (known.kind === 'failed') return troubleAt('destination', known);
    const mayLieIn = state.blobs.get(digest);
    if (known.kind === 'there') {
      meter.expect(-blob.size);
      if (mayLieIn === undefined) await write({ kind: 'blob', digest, repository: at });
      return null;
    }
    let begun = state.uploads.get(uploadKey(at, digest)) ?? null;
    if (mayLieIn !== undefined && mayLieIn !== at) {
      const mounted = await mountBlob(session, at, digest, mayLieIn);
      if (mounted.kind === 'mounted') {
        this.#traffic.mountedBlobs += 1;
        meter.expect(-blob.size);
        return null;
      }
      // What cannot be mounted can still be sent.
      if (mounted.kind === 'begun') begun ??= mounted.location;
    }
    return await this.#send(blob, begun);
  }

  async #send(blob: Descriptor, begun: string | null): Promise<Halt | null> {
    const { session, write, bytes, meter } = this.#options;
    const { digest } = blob;
    const repository = this.#repository;
    // Of nothing there is nothing to ask for.
    const found = blob.size === 0 ? NOTHING : await bytes.blob(this.#image.repository, blob);
    if (found.kind === 'trouble' || found.kind === 'quota') return found;
    const { lease } = found;
    meter.holds(lease.size);
    try {
      const toSend: BlobToSend = { digest, size: lease.size, read: (from, to) => lease.read(from, to) };
      const sent = await sendBlob(session, repository, toSend, {
        begun,
        onBegun: (location) => write({ kind: 'upload', digest, repository, location }),
        onBytes: (count) => meter.sends(count),
      });
      if (sent.kind === 'failed') return troubleAt('destination', sent);
      this.#traffic.sentBytes += sent.bytes;
      this.#traffic.sentBlobs += 1;
      await write({ kind: 'upload', digest, repository, location: null });
      await write({ kind: 'blob', digest, repository });
      return null;
    } finally {
      await lease.release();
    }
  }

  async #name(
    source: Digest,
    manifest: CopiedManifest,
    isPartial: boolean,
  ): Promise<{ readonly kind: 'placed'; readonly digest: Digest } | Halt> {
    const { session, write, platforms } = this.#options;
    const { digest } = manifest;
    const { repository, tags } = this.#image;
    for (const tag of tags.length === 0 ? [null] : tags) {
      const name = nameOf(repository, tag ?? source);
      const before = this.#options.state.tags.get(name);
      // Where others had something there the tag is theirs, and is never taken away.
      const isTheirs = tag !== null && (before?.found === true || this.#replaces.has(tag));
      const line = {
        kind: 'tag' as const,
        name,
        source,
        placed: digest,
        platforms: platformsKey(platforms),
        ...(isTheirs ? { found: true as const } : {}),
      };
      // Of a tag that we never put, and for some of its platforms only, no look before told that it is as it should be.
      if (platforms.length > 0 && (before === undefined || before.found === true)) {
        const head = await headManifest(session, this.#repository, tag ?? digest);
        if (head.kind === 'failed') return troubleAt('destination', head);
        if (head.kind === 'there' && head.digest === digest) {
          await write({ ...line, found: true });
          continue;
        }
      }
      await write(line);
      const put = await putManifest(session, this.#repository, tag ?? digest, manifest);
      if (put.kind === 'failed') {
        // It is what it was, as far as is known.
        if (before !== undefined) await write({ ...before, kind: 'tag' });
        const trouble = refusalOf(put, manifest);
        return isPartial && put.code === 'missing-parts' ? { ...trouble, code: 'partial-index' } : trouble;
      }
      if (before !== undefined) await write({ kind: 'there', name });
    }
    return { kind: 'placed', digest };
  }
}

export function repositoryAt({ prefix }: Destination, repository: string): string {
  return prefix === '' ? repository : `${prefix}/${repository}`;
}

/** Which platforms a tag was placed for, as one word. */
export function platformsKey(platforms: Platforms): string {
  return platforms.map(formatPlatform).sort().join(',');
}

/** Is it the word of more than one platform? */
export function namesSeveral(key: string): boolean {
  return key.includes(',');
}

const NOTHING = {
  kind: 'nothing' as const,
  lease: { size: 0, read: () => Readable.from([]), release: async () => {} },
};

/** By the user; it is nobody's fault. */
const BROKEN_OFF: SyncTrouble = { kind: 'trouble', at: 'here', code: 'unreachable', detail: null };

/** What makes a registry refuse a manifest whose layers lie elsewhere it does not always say: distribution 2.8 answers 500. */
function refusalOf(failure: RegistryFailure, manifest: CopiedManifest): SyncTrouble {
  const trouble = troubleAt('destination', failure);
  const isAboutIt = failure.status !== null && ![401, 403, 413, 429].includes(failure.status);
  return isAboutIt && namesElsewhere(manifest) ? { ...trouble, code: 'foreign-layers' } : trouble;
}

function badManifest(digest: Digest): SyncTrouble {
  return { kind: 'trouble', at: 'source', code: 'bad-manifest', detail: digest };
}
