import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';

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

/** Windows has neither, and no such pipes among its files. */
const NEVER_WAIT = (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);
