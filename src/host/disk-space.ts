import { access, constants, statfs } from 'node:fs/promises';
import { errnoOf } from './file-failure.ts';

/** What is left on the file system of a path, for who is not root. */
export interface DiskSpace {
  readonly freeBytes: number;
  /** null: it has no fixed number of them (btrfs, zfs). */
  readonly freeInodes: number | null;
}

/** statfs(2); null: the path is not there, or may not be looked at. */
export async function diskSpace(path: string): Promise<DiskSpace | null> {
  try {
    const { bavail, bsize, files, ffree } = await statfs(path);
    return { freeBytes: bavail * bsize, freeInodes: files === 0 ? null : ffree };
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return null;
  }
}

/** `f_type` of statfs(2); null: the path is not there, or may not be looked at. */
export async function fileSystemType(path: string): Promise<number | null> {
  try {
    return (await statfs(path)).type;
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return null;
  }
}

/** Nobody, root neither, may write there: access(2), EROFS. */
export async function isReadOnly(path: string): Promise<boolean> {
  try {
    await access(path, constants.W_OK);
    return false;
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === null) throw error;
    return errno === 'EROFS';
  }
}
