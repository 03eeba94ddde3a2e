import { stat } from 'node:fs/promises';
import { errnoOf } from './file-failure.ts';

/** Something that can be seen from here; false also where we may not look. */
export async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return false;
  }
}

/** Only where the system says so: what may not be looked into is not gone. */
export async function isGone(path: string): Promise<boolean> {
  try {
    await stat(path);
    return false;
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return errnoOf(error) === 'ENOENT';
  }
}
