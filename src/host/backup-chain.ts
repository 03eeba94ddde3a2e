import { listBackups, readBackup } from './backup.ts';
import type { BackupSet } from './backup-format.ts';

/**
 * A set as an undo sees it today: what runs of ours changed since is not someone else's edit, and goes back along with it. `later`:
 * sets made after it, oldest first. Where the files between two runs are not those that the first left behind, somebody else was at
 * them, and the set stays as it is. Pure.
 */
export function throughLater(set: BackupSet, later: readonly BackupSet[]): BackupSet {
  const files = new Map(set.files.map((file) => [file.before.path, file]));
  const keys = new Set(set.keys);
  for (const next of later) {
    for (const { before, afterSha256 } of next.files) {
      const known = files.get(before.path);
      if (known !== undefined && known.afterSha256 !== (before.exists ? before.sha256 : null)) return set;
      files.set(before.path, { before: known?.before ?? before, afterSha256 });
    }
    for (const key of next.keys) keys.add(key);
  }
  return { ...set, keys: [...keys], files: [...files.values()] };
}

/** Sets made after this one, oldest first; up to the first that cannot be read, behind which nothing is known. */
export async function laterSets(configPath: string, id: string): Promise<readonly BackupSet[]> {
  const ids = await listBackups(configPath);
  const later: BackupSet[] = [];
  if ('kind' in ids) return later;
  for (const next of ids.filter((one) => one > id).toReversed()) {
    const read = await readBackup(configPath, next);
    if (read.kind !== 'backup') break;
    later.push(read.set);
  }
  return later;
}
