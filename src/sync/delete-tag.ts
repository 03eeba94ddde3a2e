import type { Digest } from '../registry/digest.ts';
import {
  deleteManifest,
  getManifest,
  getTags,
  headManifest,
  putManifest,
  type RegistrySession,
} from '../registry/push/index.ts';
import { readCopied } from './choose-parts.ts';
import { SYNC } from './limits.ts';
import { listLacks } from './referred.ts';
import { troubleAt } from './trouble.ts';
import type { SyncTrouble } from './types.ts';

export interface TagToDelete {
  readonly session: RegistrySession;
  /** At the destination. */
  readonly repository: string;
  readonly tag: string;
  /** What it is, seen a moment before. */
  readonly digest: Digest;
  /** Tags of this repository that are wanted and are that digest. */
  readonly wanted: readonly string[];
  /** Is this other tag about to be taken away as well? */
  readonly isLeaving: (tag: string) => boolean;
  /** Does anything else need that manifest, asked after the tag is gone? */
  readonly isNeeded: () => Promise<boolean>;
}

/**
 * - `tag`: the tag is gone, and its manifest is there. `manifest`: both are gone, and nobody else had it.
 * - `none`: this registry deletes no tags.
 * - `more`: it took other tags along, or what something else needs; those were put back, and nothing further may be deleted there.
 */
export type DeletedTag =
  | { readonly kind: 'tag' | 'manifest' | 'none' }
  | { readonly kind: 'more'; readonly trouble: SyncTrouble }
  | SyncTrouble;

/** Deletes a tag, where a registry that answers it is not known to leave the manifest alone: what else stood there is looked up before and after. */
export async function deleteTagWatched(order: TagToDelete): Promise<DeletedTag> {
  const { session, repository, tag, digest } = order;
  const before = await getTags(session, repository, SYNC.tagPages);
  if (before.kind === 'failed') return troubleAt('destination', before);
  if (!before.tags.includes(tag)) return listLacks(tag);
  const got = await getManifest(session, repository, digest);
  if (got.kind === 'failed') return troubleAt('destination', got);
  const deleted = await deleteTag(order);
  if (deleted.kind !== 'tag') return deleted;
  const after = await headManifest(session, repository, digest);
  if (after.kind === 'failed') return { kind: 'more', trouble: troubleAt('destination', after) };
  if (after.kind === 'there') return deleted;
  const left = await getTags(session, repository, SYNC.tagPages);
  const still = left.kind === 'failed' ? [] : left.tags;
  const lost: string[] = [];
  for (const other of new Set([...before.tags.filter((one) => !still.includes(one)), ...order.wanted])) {
    if (other === tag || order.isLeaving(other)) continue;
    const head = await headManifest(session, repository, other);
    if (head.kind === 'absent') lost.push(other);
  }
  if (lost.length === 0 && !(await order.isNeeded())) return { kind: 'manifest' };
  return await putBack(order, got.bytes, lost);
}

/** One request. A registry that deletes no tags says so by 404 as well, and has the tag, which was seen a moment before. */
export async function deleteTag({
  session,
  repository,
  tag,
}: Pick<TagToDelete, 'session' | 'repository' | 'tag'>): Promise<
  { readonly kind: 'tag' | 'none' } | SyncTrouble
> {
  const end = await deleteManifest(session, repository, tag);
  if (end.kind !== 'failed') return { kind: end.kind === 'absent' ? 'none' : 'tag' };
  return end.status === 400 || end.status === 405 ? { kind: 'none' } : troubleAt('destination', end);
}

async function putBack(
  { session, repository, digest }: TagToDelete,
  bytes: Uint8Array,
  tags: readonly string[],
): Promise<DeletedTag> {
  const manifest = readCopied(digest, bytes);
  const failed: string[] = [];
  for (const reference of tags.length === 0 ? [digest] : tags) {
    const put = manifest === null ? null : await putManifest(session, repository, reference, manifest);
    if (put?.kind !== 'put') failed.push(reference);
  }
  const back = tags.filter((one) => !failed.includes(one));
  const told = [
    'with a tag it deletes the manifest',
    ...(back.length === 0 ? [] : [`put back: ${back.join(', ')}`]),
    ...(failed.length === 0 ? [] : [`gone: ${failed.join(', ')}`]),
  ];
  return {
    kind: 'more',
    trouble: { kind: 'trouble', at: 'destination', code: 'refused', detail: told.join('; ') },
  };
}
