import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { errnoOf } from './file-failure.ts';

/** With every link followed, as far as that is there; else as it stands. */
export async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return resolve(path);
  }
}
