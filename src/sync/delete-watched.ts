import type { Digest } from '../registry/digest.ts';
import {
  deleteManifest,
  headManifest,
  putManifest,
  type RegistryFailure,
  type RegistrySession,
} from '../registry/push/index.ts';
import { readManifest } from '../registry/read-manifest.ts';
import type { Manifests } from './standing.ts';
import { troubleAt } from './trouble.ts';
import type { SyncTrouble } from './types.ts';

/** What of a repository stays, as it was before anything was deleted. */
export interface Staying {
  readonly tags: ReadonlyMap<string, Digest>;
  /** Those of the tags and of all that is wanted by digest, and what they name. */
  readonly manifests: Manifests;
}

export interface Deletion {
  /** One that no signal ends: what was taken along has to be put back. */
  readonly session: RegistrySession;
  /** At the destination. */
  readonly repository: string;
  /** A tag, or a digest. */
  readonly reference: string;
  /** What a registry could take along: the manifest that it is, and all that this one names. */
  readonly reach: Manifests;
  readonly stays: Staying;
}

/** What the registry answered. `lost`: it took along what stays, which was put back as far as it could be; `unknown`: whether it did cannot be told. */
export type Deleted =
  | { readonly kind: 'deleted' | 'absent' }
  | RegistryFailure
  | { readonly kind: 'lost' | 'unknown'; readonly trouble: SyncTrouble };

/** Deletes one reference, and looks whether all that stays is there as before. A registry that failed may have done it nevertheless. */
export async function deleteWatched(deletion: Deletion): Promise<Deleted> {
  const { session, repository, reference } = deletion;
  const end = await deleteManifest(session, repository, reference);
  const lost = await whatIsLost(deletion);
  if ('kind' in lost) return { kind: 'unknown', trouble: lost };
  return lost.length === 0 ? end : { kind: 'lost', trouble: await putBack(deletion, lost) };
}

interface Lost {
  readonly reference: string;
  /** That it was. */
  readonly digest: Digest;
}

/** In the order in which it can be put back: children, who names them, tags. */
async function whatIsLost({
  session,
  repository,
  reach,
  stays,
}: Deletion): Promise<readonly Lost[] | SyncTrouble> {
  const manifests = [...reach.keys()].filter((digest) => stays.manifests.has(digest));
  const all = [
    ...childrenFirst(manifests, stays.manifests).map((digest) => ({ reference: digest, digest })),
    ...[...stays.tags]
      .filter(([, digest]) => reach.has(digest))
      .map(([tag, digest]) => ({ reference: tag, digest })),
  ];
  const lost: Lost[] = [];
  for (const each of all) {
    const head = await headManifest(session, repository, each.reference);
    if (head.kind === 'failed') return troubleAt('destination', head);
    if (head.kind === 'absent') lost.push(each);
  }
  return lost;
}

/** So that no manifest comes before one that it names. Pure. */
export function childrenFirst(digests: readonly Digest[], manifests: Manifests): readonly Digest[] {
  const ordered = new Set<Digest>();
  const add = (digest: Digest): void => {
    for (const child of manifests.get(digest)?.children ?? []) if (digests.includes(child)) add(child);
    ordered.add(digest);
  };
  digests.forEach(add);
  return [...ordered];
}

async function putBack(
  { session, repository, stays }: Deletion,
  lost: readonly Lost[],
): Promise<SyncTrouble> {
  const failed = new Set<string>();
  for (const { reference, digest } of lost) {
    const bytes = stays.manifests.get(digest)?.bytes ?? new Uint8Array();
    const mediaType = readManifest(bytes)?.mediaType ?? '';
    const put = await putManifest(session, repository, reference, { bytes, mediaType, digest });
    if (put.kind === 'failed') failed.add(reference);
  }
  const names = (isFailed: boolean): string =>
    lost.flatMap(({ reference }) => (failed.has(reference) === isFailed ? [reference] : [])).join(', ');
  const told = [
    'it takes along what stays',
    ...(failed.size < lost.length ? [`put back: ${names(false)}`] : []),
    ...(failed.size > 0 ? [`gone: ${names(true)}`] : []),
  ];
  return { kind: 'trouble', at: 'destination', code: 'refused', detail: told.join('; ') };
}
