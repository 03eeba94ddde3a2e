import { stat } from 'node:fs/promises';
import { errnoOf } from './file-failure.ts';

/** A folder, or a link to one, that can be seen from here. */
export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return false;
  }
}
