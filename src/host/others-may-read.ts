import { stat } from 'node:fs/promises';
import { errnoOf } from './file-failure.ts';

/** May anybody but its owner read this file, by its mode? Windows has no such bits: no. A file that is not there is nobody's. */
export async function othersMayRead(path: string): Promise<boolean> {
  if (process.platform === 'win32') return false;
  try {
    return ((await stat(path)).mode & 0o044) !== 0;
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return false;
  }
}

/** May nobody in particular read it: a process without groups? A file that is not there hides nothing. */
export async function anybodyMayRead(path: string): Promise<boolean> {
  if (process.platform === 'win32') return true;
  try {
    return ((await stat(path)).mode & 0o004) !== 0;
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === null) throw error;
    return errno === 'ENOENT';
  }
}
