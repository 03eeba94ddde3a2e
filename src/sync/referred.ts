import { BODY_LIMITS } from '../limits.ts';
import { type Digest, parseDigest } from '../registry/digest.ts';
import { asObject, own, parseJsonObject } from '../registry/json.ts';
import { getManifest, getTags, headManifest, type RegistrySession } from '../registry/push/index.ts';
import { SYNC } from './limits.ts';
import { troubleAt } from './trouble.ts';
import type { SyncTrouble } from './types.ts';

export interface ReferenceOptions {
  readonly session: RegistrySession;
  /** At the destination. */
  readonly repository: string;
  /** What is wanted or remembered under its digest alone; no tag tells of it. */
  readonly pins: ReadonlySet<Digest>;
  /** Is this tag, which is that digest, about to be taken away? */
  readonly isLeaving: (tag: string, digest: Digest) => boolean;
}

export interface Referred {
  readonly kind: 'referred';
  readonly digests: ReadonlySet<Digest>;
  /** All tags that the repository lists. */
  readonly tags: ReadonlySet<string>;
}

/**
 * Every manifest of a repository that something still needs: what its tags and pins are, and what those indexes name, down to the last. A trouble:
 * it cannot be told, so that nothing may be deleted by digest.
 */
export async function referredDigests({
  session,
  repository,
  pins,
  isLeaving,
}: ReferenceOptions): Promise<Referred | SyncTrouble> {
  const tags = await getTags(session, repository, SYNC.tagPages);
  if (tags.kind === 'failed') return troubleAt('destination', tags);
  const roots = new Set<Digest>();
  for (const reference of [...tags.tags, ...pins]) {
    const head = await headManifest(session, repository, reference);
    if (head.kind === 'failed') return troubleAt('destination', head);
    if (head.kind === 'absent') continue;
    if (parseDigest(reference) !== null || !isLeaving(reference, head.digest)) roots.add(head.digest);
  }
  const digests = await withChildren(roots, session, repository);
  return 'kind' in digests ? digests : { kind: 'referred', digests, tags: new Set(tags.tags) };
}

async function withChildren(
  roots: ReadonlySet<Digest>,
  session: RegistrySession,
  repository: string,
): Promise<ReadonlySet<Digest> | SyncTrouble> {
  const known = new Set(roots);
  let level: readonly Digest[] = [...roots];
  for (let depth = 0; level.length > 0; depth += 1) {
    // A child of the deepest level that is allowed is an image.
    if (depth > SYNC.nesting) return untellable(level[0] ?? null);
    const next: Digest[] = [];
    for (const digest of level) {
      const children = await childrenOf(digest, session, repository, depth);
      if ('kind' in children) return children;
      for (const child of children) {
        if (!known.has(child)) next.push(child);
        known.add(child);
      }
    }
    level = next;
  }
  return known;
}

async function childrenOf(
  digest: Digest,
  session: RegistrySession,
  repository: string,
  depth: number,
): Promise<readonly Digest[] | SyncTrouble> {
  const got = await getManifest(session, repository, digest);
  // Of an index that was put in part, children are missing, and they need nothing.
  if (got.kind === 'failed') return got.status === 404 && depth > 0 ? [] : troubleAt('destination', got);
  return referencesIn(got.bytes) ?? untellable(digest);
}

/** What a manifest of any kind names by digest that is a manifest too. null: it cannot be told. Pure. */
export function referencesIn(bytes: Uint8Array): readonly Digest[] | null {
  const manifest = parseJsonObject(bytes, BODY_LIMITS.manifestBytes);
  if (manifest === null) return null;
  const entries = own(manifest, 'manifests') ?? [];
  if (!Array.isArray(entries)) return null;
  const subject = own(manifest, 'subject') ?? null;
  const digests: Digest[] = [];
  for (const entry of subject === null ? entries : [...entries, subject]) {
    const digest = parseDigest(String(own(asObject(entry) ?? {}, 'digest')));
    if (digest === null) return null;
    digests.push(digest);
  }
  return digests;
}

function untellable(digest: Digest | null): SyncTrouble {
  return { kind: 'trouble', at: 'destination', code: 'bad-manifest', detail: digest };
}

/** A list of tags that lacks one which was seen there broke off somewhere. */
export function listLacks(tag: string): SyncTrouble {
  return {
    kind: 'trouble',
    at: 'destination',
    code: 'refused',
    detail: `its list of tags lacks ${tag}, which is there`,
  };
}
