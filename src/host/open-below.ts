import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from './file-failure.ts';

export type Below =
  /** `path` is this very folder for us and for programs that we start, whatever others put in its place: proc_pid_fd(5). */
  | { readonly kind: 'folder'; readonly path: string; close(): Promise<void> }
  | { readonly kind: 'missing' }
  /** A link, or no folder. `path`: from `root` on. */
  | { readonly kind: 'not-a-folder'; readonly path: string };

/**
 * Opens a folder in which others write, or one below it, and follows no link on the way from `root`, which itself may be one. Rejects with the system's error. Linux alone has the
 * paths: elsewhere all is missing.
 */
export async function openBelow(root: string, below = ''): Promise<Below> {
  let folder: FileHandle;
  try {
    folder = await open(root, FOLDER);
  } catch (error) {
    return whatIsThere(error, root);
  }
  let at = root;
  for (const name of below.split('/').filter((part) => part !== '')) {
    const above = folder;
    at = join(at, name);
    try {
      folder = await open(`/proc/self/fd/${above.fd}/${name}`, FOLDER | constants.O_NOFOLLOW);
    } catch (error) {
      return whatIsThere(error, at);
    } finally {
      await above.close();
    }
  }
  const kept = folder;
  return { kind: 'folder', path: `/proc/${process.pid}/fd/${kept.fd}`, close: () => kept.close() };
}

const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY;

/** open(2): a link is ENOTDIR beside O_DIRECTORY, ELOOP without. */
function whatIsThere(error: unknown, path: string): Below {
  const code = errnoOf(error);
  if (code === 'ENOENT') return { kind: 'missing' };
  if (code === 'ENOTDIR' || code === 'ELOOP') return { kind: 'not-a-folder', path };
  throw error;
}
