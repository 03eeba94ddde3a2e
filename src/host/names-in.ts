import { readdir } from 'node:fs/promises';
import { errnoOf } from './file-failure.ts';

/** What lies in a folder, sorted; nothing where it cannot be listed. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return [];
  }
}

/** Does anything lie in a folder? A folder that is not there is empty. null: it cannot be listed. */
export async function isEmptyFolder(folder: string): Promise<boolean | null> {
  try {
    return (await readdir(folder)).length === 0;
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === null) throw error;
    return errno === 'ENOENT' || errno === 'ENOTDIR' ? true : null;
  }
}
