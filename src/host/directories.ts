import { chmod, mkdir, open, rmdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf } from './file-failure.ts';

/**
 * Makes those that are not there, in the order given (outermost first), with this mode whatever the umask says. Returns the ones
 * that it made: what somebody else made in the same moment is theirs.
 */
export async function makeDirectories(paths: readonly string[], mode: number): Promise<readonly string[]> {
  const made: string[] = [];
  for (const path of paths) {
    if (await isDirectory(path)) continue;
    if (!(await isMade(path, mode))) continue;
    await chmod(path, mode);
    await syncDirectory(dirname(path));
    made.push(path);
  }
  return made;
}

/** Removes those that are there and empty, innermost first; one that somebody has put a file into, or mounted something on, stays, and so does what is none. */
export async function removeEmptyDirectories(paths: readonly string[]): Promise<void> {
  for (const path of paths.toReversed()) {
    try {
      await rmdir(path);
    } catch (error) {
      if (!['ENOENT', 'ENOTEMPTY', 'EEXIST', 'EBUSY', 'ENOTDIR'].includes(errnoOf(error) ?? '')) throw error;
    }
  }
}

/** Makes the names in a directory survive a power cut. Windows has no such call. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } catch (error) {
    // Some network and FUSE file systems have none either, and say so.
    if (errnoOf(error) !== 'EINVAL' && errnoOf(error) !== 'ENOTSUP') throw error;
  } finally {
    await directory.close();
  }
}

/** By us; false: it has become a folder meanwhile. */
async function isMade(path: string, mode: number): Promise<boolean> {
  try {
    await mkdir(path, { mode });
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST' && (await isDirectory(path))) return false;
    throw error;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}
