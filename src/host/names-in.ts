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
