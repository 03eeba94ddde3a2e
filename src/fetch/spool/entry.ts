import { type FileHandle, readdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, parseDigest } from '../../registry/digest.ts';
import { isUntouched, isUnwritten, type Seal, sealAt, sealOf } from './seal.ts';

/** A blob in the spool. */
export interface Entry {
  readonly size: number;
  leases: number;
  /** Its file bears its name; rejects where the system refused that. */
  readonly arrived: Promise<unknown>;
  /** As whoever looked last found it; never rejects. */
  proof: Promise<Proof>;
  /** When its file was last told that it is used. */
  markedMs: number;
}

/**
 * - `proven`: its bytes were hashed by this process, and this is what the file was then.
 * - `unproven`: an earlier process left it: it may have been torn by a power cut, or touched by somebody.
 * - `wrong`: it is on its way out.
 */
export type Proof =
  | { readonly kind: 'proven'; readonly seal: Seal }
  | { readonly kind: 'unproven' | 'wrong' };

export const UNPROVEN: Proof = { kind: 'unproven' };

/** Its bytes were hashed on their way in: is this still the file that they went to? Only its name is new. */
export async function proofOf(written: Seal, kept: FileHandle): Promise<Proof> {
  const seal = await sealOf(kept);
  return isUnwritten(written, seal) ? { kind: 'proven', seal } : UNPROVEN;
}

/** Sets its times, so that it counts as used now; what was proven of it stays so, unless somebody else touched it before. Rejects with the system's error. */
export async function markUsed(path: string, known: Proof, now: Date): Promise<Proof> {
  const isOurs = known.kind === 'proven' && isUntouched(known.seal, await sealAt(path));
  await utimes(path, now, now);
  return isOurs ? { kind: 'proven', seal: await sealAt(path) } : known;
}

/** `sha256-…`: Windows takes no colon. */
export function fileNameOf(digest: Digest): string {
  return digest.replace(':', '-');
}

/** What an earlier process left, least recently used first. */
export async function entriesIn(folder: string): Promise<Map<Digest, Entry>> {
  const found: { readonly digest: Digest; readonly size: number; readonly usedMs: number }[] = [];
  for (const name of await readdir(folder)) {
    const digest = parseDigest(name.replace('-', ':'));
    const stats = await stat(join(folder, name)).catch(() => null);
    if (digest === null || stats === null || !stats.isFile()) continue;
    found.push({ digest, size: stats.size, usedMs: stats.mtimeMs });
  }
  return new Map(
    found
      .toSorted((one, other) => one.usedMs - other.usedMs)
      .map(({ digest, size }) => [
        digest,
        { size, leases: 0, arrived: Promise.resolve(), proof: Promise.resolve(UNPROVEN), markedMs: 0 },
      ]),
  );
}
