import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { ForeignLink, openOutputPath } from './output-path.ts';

/**
 * Opens a plain file to be read; null: something else bears the name. What stands in a folder of another user is that user's choice: opening a named pipe
 * would wait for a writer for ever, and a device may act on being opened. So it is looked at before, and again after that, because of who could
 * swap it in between. Rejects with the system's error.
 */
export async function openPlainFile(path: string): Promise<FileHandle | null> {
  if (!(await stat(path)).isFile()) return null;
  const file = await open(path, constants.O_RDONLY | NEVER_WAIT);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  return null;
}

/**
 * The same of a file that nobody named and whose text may be shown or sent: root follows no link in a folder in which others can write, and there reads
 * no file of root's that has a second name, for the link may have been made by whoever may not read it. Rejects with ForeignLink or the system's error.
 */
export async function openUnledFile(path: string): Promise<FileHandle | null> {
  const place = await openOutputPath(path);
  try {
    if (!place.isFollowed) return await openPlainFile(path);
    const file = await open(place.path, constants.O_RDONLY | constants.O_NOFOLLOW | NEVER_WAIT);
    const stats = await file.stat();
    const isFile = stats.isFile();
    if (isFile && !(place.isForeign && stats.uid === 0 && stats.nlink > 1)) return file;
    await file.close();
    if (!isFile) return null;
    throw new ForeignLink(path, 'has a second name and lies in a folder that others can write to');
  } finally {
    await place.close();
  }
}

/** Windows has neither, and no such pipes among its files. */
const NEVER_WAIT = (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);
