import type { Digest } from '../registry/digest.ts';
import { getManifest, getTags, headManifest, type RegistrySession } from '../registry/push/index.ts';
import { SYNC } from './limits.ts';
import { referencesIn } from './references.ts';
import { troubleAt } from './trouble.ts';
import type { SyncTrouble } from './types.ts';

/** A manifest as it stands there, and what it names that is a manifest too. */
interface StandingManifest {
  readonly bytes: Uint8Array;
  readonly children: readonly Digest[];
}

export type Manifests = ReadonlyMap<Digest, StandingManifest>;

/** One repository of the destination, looked at before anything of it is taken away. A trouble: it cannot be told what stands there. */
export class StandingRepository {
  readonly #session: RegistrySession;
  readonly #name: string;
  readonly #read = new Map<Digest, Promise<StandingManifest | 'absent' | SyncTrouble>>();

  constructor(session: RegistrySession, name: string) {
    this.#session = session;
    this.#name = name;
  }

  /** What every tag is, those that are listed and those that are known; that of a tag that is not there is left out. */
  async tags(known: readonly string[]): Promise<ReadonlyMap<string, Digest> | SyncTrouble> {
    const list = await getTags(this.#session, this.#name, SYNC.tagPages);
    if (list.kind === 'failed') return troubleAt('destination', list);
    const listed = new Set(list.tags);
    const tags = new Map<string, Digest>();
    for (const tag of new Set([...listed, ...known])) {
      const head = await headManifest(this.#session, this.#name, tag);
      if (head.kind === 'failed') return troubleAt('destination', head);
      if (head.kind === 'absent') continue;
      if (!listed.has(tag)) return listLacks(tag);
      tags.set(tag, head.digest);
    }
    return tags;
  }

  /** These manifests, where they are there, and all that they name, down to the last. */
  async manifests(roots: Iterable<Digest>): Promise<Manifests | SyncTrouble> {
    const found = new Map<Digest, StandingManifest>();
    let level: ReadonlySet<Digest> = new Set(roots);
    for (let depth = 0; level.size > 0; depth += 1) {
      const next = new Set<Digest>();
      for (const digest of level) {
        // A child of the deepest level that is allowed is an image.
        if (depth > SYNC.nesting) return untellable(digest);
        const manifest = await this.#manifest(digest);
        // Of an index that was put in part children are missing, and they need nothing.
        if (manifest === 'absent') continue;
        if ('kind' in manifest) return manifest;
        found.set(digest, manifest);
        for (const child of manifest.children) if (!found.has(child)) next.add(child);
      }
      level = next;
    }
    return found;
  }

  #manifest(digest: Digest): Promise<StandingManifest | 'absent' | SyncTrouble> {
    const reading = this.#read.get(digest) ?? this.#get(digest);
    this.#read.set(digest, reading);
    return reading;
  }

  async #get(digest: Digest): Promise<StandingManifest | 'absent' | SyncTrouble> {
    const got = await getManifest(this.#session, this.#name, digest);
    if (got.kind === 'failed') return got.status === 404 ? 'absent' : troubleAt('destination', got);
    const children = referencesIn(got.bytes);
    return children === null ? untellable(digest) : { bytes: got.bytes, children };
  }
}

/** It cannot be told what this manifest needs. */
export function untellable(digest: Digest): SyncTrouble {
  return { kind: 'trouble', at: 'destination', code: 'bad-manifest', detail: digest };
}

/** A list of tags that lacks one which was seen there broke off somewhere. */
function listLacks(tag: string): SyncTrouble {
  return {
    kind: 'trouble',
    at: 'destination',
    code: 'refused',
    detail: `its list of tags lacks ${tag}, which is there`,
  };
}
