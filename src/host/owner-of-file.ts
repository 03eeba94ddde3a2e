import { stat } from 'node:fs/promises';
import { errnoOf } from './file-failure.ts';

/** The uid of who owns it, for a socket that of who made it; null: it is not there, or we may not look. */
export async function ownerOfFile(file: string): Promise<number | null> {
  try {
    return (await stat(file)).uid;
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return null;
  }
}
