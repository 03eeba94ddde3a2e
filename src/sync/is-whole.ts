import type { Digest } from '../registry/digest.ts';
import { getManifest, hasBlob, type RegistrySession } from '../registry/push/index.ts';
import { blobsOf, chooseParts, readCopied } from './choose-parts.ts';
import { SYNC } from './limits.ts';
import { troubleAt } from './trouble.ts';
import type { Platforms, SyncTrouble } from './types.ts';

/** Is all that a manifest names there, for these platforms: its children by GET, for they name more, and each layer and config by HEAD? At the destination alone. */
export async function isWhole(
  session: RegistrySession,
  repository: string,
  digest: Digest,
  platforms: Platforms,
  depth = 1,
): Promise<boolean | SyncTrouble> {
  const got = await getManifest(session, repository, digest);
  // What has another digest than it says is not there.
  if (got.kind === 'failed' && (got.status === 404 || got.code === 'wrong-digest')) return false;
  if (got.kind === 'failed') return troubleAt('destination', got);
  const content = readCopied(digest, got.bytes)?.content ?? null;
  if (content === null || depth > SYNC.nesting + 1) return false;
  if (content.kind === 'image') {
    for (const blob of blobsOf(content)) {
      const has = await hasBlob(session, repository, blob.digest);
      if (has.kind === 'failed') return troubleAt('destination', has);
      if (has.kind === 'absent') return false;
    }
    return true;
  }
  const parts = chooseParts(content.entries, depth === 1 ? platforms : []);
  if (parts.kind === 'none') return false;
  for (const child of parts.kind === 'one' ? [parts.child] : parts.children) {
    const whole = await isWhole(session, repository, child.digest, platforms, depth + 1);
    if (whole !== true) return whole;
  }
  return true;
}
