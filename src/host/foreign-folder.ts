import { lstat } from 'node:fs/promises';
import { errnoOf } from './file-failure.ts';

/** A code as systems have theirs, and none of them has. */
export const FOREIGN_FOLDER = 'FOREIGN_FOLDER';

/**
 * A folder that a program is to keep things in, and to clear: does a link, or what another user made, bear its name? Whoever put it there would choose
 * what is removed. null: no, or nothing is there yet. Windows knows no user ids. Rejects with the system's error.
 */
export async function foreignFolder(
  path: string,
  uid: number | null = process.geteuid?.() ?? null,
): Promise<typeof FOREIGN_FOLDER | null> {
  try {
    const stats = await lstat(path);
    return stats.isSymbolicLink() || (uid !== null && stats.uid !== uid) ? FOREIGN_FOLDER : null;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}
