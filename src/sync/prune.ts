import { deleteManifest, getTags, headManifest, type RegistrySession } from '../registry/push/index.ts';
import { SYNC } from './limits.ts';
import { repositoryAt } from './place-image.ts';
import type { PlacedTag, StateLine, SyncState } from './state.ts';
import { troubleAt } from './trouble.ts';
import { type Destination, nameOf, type SyncTrouble, type WantedImage } from './types.ts';

/** Tags that an earlier run put there and that nobody wants any more. Pure. */
export function unwantedTags(state: SyncState, wanted: readonly WantedImage[]): readonly PlacedTag[] {
  const names = new Set(wanted.flatMap(({ repository, tags }) => tags.map((tag) => nameOf(repository, tag))));
  const pinned = new Set(
    wanted.flatMap(({ repository, tags, digest }) =>
      tags.length === 0 && digest !== null ? [nameOf(repository, digest)] : [],
    ),
  );
  return [...state.tags.values()].filter(({ name }) => !names.has(name) && !pinned.has(name));
}

/**
 * - `foreign`: somebody has put something else there since; it is theirs now.
 * - `shared`: the registry deletes manifests only, and another tag has this one.
 */
export type Pruned = { readonly kind: 'deleted' | 'gone' | 'foreign' | 'shared' } | SyncTrouble;

export interface PruneOptions {
  readonly destination: Destination;
  readonly session: RegistrySession;
  readonly write: (line: StateLine) => Promise<void>;
}

/** Takes one tag away, where it still is what we put there; never anything that another tag points at. */
export async function pruneTag({ name, placed }: PlacedTag, options: PruneOptions): Promise<Pruned> {
  const { session, destination, write } = options;
  const colon = name.indexOf(':');
  const repository = repositoryAt(destination, name.slice(0, colon));
  const tag = name.slice(colon + 1);
  const head = await headManifest(session, repository, tag, 'push');
  if (head.kind === 'failed') return troubleAt('destination', head);
  if (head.kind === 'absent' || head.digest !== placed) {
    await write({ kind: 'gone', name });
    return { kind: head.kind === 'absent' ? 'gone' : 'foreign' };
  }
  const byTag = await deleteManifest(session, repository, tag);
  const isUnsupported = byTag.kind === 'failed' && (byTag.status === 400 || byTag.status === 405);
  if (byTag.kind === 'failed' && !isUnsupported) return troubleAt('destination', byTag);
  if (isUnsupported) {
    const others = await otherTagsOf(placed, tag, repository, session);
    if (typeof others !== 'boolean') return others;
    if (others) return { kind: 'shared' };
    const byDigest = await deleteManifest(session, repository, placed);
    if (byDigest.kind === 'failed') return troubleAt('destination', byDigest);
  }
  await write({ kind: 'gone', name });
  return { kind: 'deleted' };
}

async function otherTagsOf(
  digest: string,
  tag: string,
  repository: string,
  session: RegistrySession,
): Promise<boolean | SyncTrouble> {
  const tags = await getTags(session, repository, SYNC.tagPages);
  if (tags.kind === 'failed') return troubleAt('destination', tags);
  for (const other of tags.tags) {
    if (other === tag) continue;
    const head = await headManifest(session, repository, other, 'push');
    if (head.kind === 'failed') return troubleAt('destination', head);
    if (head.kind === 'there' && head.digest === digest) return true;
  }
  return false;
}
