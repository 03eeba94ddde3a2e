import { randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Puts a text into the file that the user named. A reader sees the old content or the new, never a part: the text goes
 * into a file beside it first, which then takes its name, mode and (where we may) owner. A link keeps pointing where it
 * did. A device, a pipe, or a file whose directory does not let us do so is written straight. Rejects with the system's
 * error, and then leaves nothing of its own behind.
 */
export async function writeOutputFile(file: string, text: string | Uint8Array): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const present = await stat(target).catch(() => null);
  if (present !== null && !present.isFile()) return writeFile(target, text, { flag: constants.O_WRONLY });
  try {
    await replace(target, text, present);
  } catch (error) {
    if (present === null || !isNotAllowedHere(error)) throw error;
    await writeFile(target, text);
  }
}

async function replace(target: string, text: string | Uint8Array, present: Stats | null): Promise<void> {
  const beside = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  const handle = await open(beside, 'wx', present === null ? 0o666 : present.mode & 0o777);
  try {
    await fill(handle, text, present);
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

async function fill(handle: FileHandle, text: string | Uint8Array, present: Stats | null): Promise<void> {
  try {
    await handle.writeFile(text);
    if (present !== null) {
      // Only root may give a file away; for anybody else it is their own anyway.
      await handle.chown(present.uid, present.gid).catch(() => undefined);
      await handle.chmod(present.mode & 0o777);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A directory that is not ours, and a file that is a mount of its own (a container's bind mount). */
function isNotAllowedHere(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'EBUSY' || code === 'EXDEV';
}
