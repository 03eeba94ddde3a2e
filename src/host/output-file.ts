import { randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errnoOf } from './file-failure.ts';
import { writePipe } from './named-pipe.ts';
import { type OutputPath, openOutputPath } from './output-path.ts';

/**
 * Puts a text into a file that the user named, or that lies in a folder which the user named: the way of everything but the files
 * that mirror-apply edits (replace-file.ts). A reader sees the old content or the new, never a part: the text goes into a file beside
 * it first, of a name that nobody can foretell, which then takes its name, mode and (where we may) owner. A link keeps pointing where
 * it did; root follows none of others' (output-path.ts). A device, a pipe, or a file whose directory does not let us do so is written
 * straight. Rejects with the system's error, or ForeignLink, and then leaves nothing of its own behind.
 */
export async function writeOutputFile(
  file: string,
  text: string | Uint8Array,
  readers: Readers = 'as-it-was',
): Promise<void> {
  const target = await openOutputPath(file);
  try {
    await put(target, text, readers);
  } finally {
    await target.close();
  }
}

/** `owner`: nobody else may read it from now on; `as-it-was`: who could, and of a new file whom the umask allows. */
export type Readers = 'owner' | 'as-it-was';

/** Makes a folder and those above it that are missing. Root follows no link of others' on the way. Rejects as `writeOutputFile`. */
export async function makeOutputFolder(folder: string, readers: Readers = 'as-it-was'): Promise<void> {
  const present = await lstat(folder).catch(() => null);
  if (present?.isDirectory() === true) return;
  if (dirname(folder) !== folder) await makeOutputFolder(dirname(folder), readers);
  const target = await openOutputPath(folder);
  try {
    await mkdir(target.path, readers === 'owner' ? 0o700 : 0o777);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST' || !(await stat(target.path).catch(() => null))?.isDirectory())
      throw Object.assign(error instanceof Error ? error : new Error(String(error)), { path: folder });
  } finally {
    await target.close();
  }
}

/** Removes a file (or a link, and not what it leads to), or an empty folder. Root follows no link of others' on the way to it. */
export async function removeOutput(path: string, what: 'file' | 'folder'): Promise<void> {
  const target = await openOutputPath(path, 'keep');
  try {
    await (what === 'file' ? rm(target.path, { force: true }) : rmdir(target.path));
  } finally {
    await target.close();
  }
}

/** Gives a file or folder another name on the same file system. Root follows no link of others' on the way to either. Rejects as `writeOutputFile`. */
export async function renameOutput(from: string, to: string): Promise<void> {
  const source = await openOutputPath(from, 'keep');
  try {
    const target = await openOutputPath(to, 'keep');
    try {
      await rename(source.path, target.path);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function put(
  { path, isFollowed, isForeign }: OutputPath,
  text: string | Uint8Array,
  readers: Readers,
): Promise<void> {
  const present = await (isFollowed ? lstat : stat)(path).catch(() => null);
  const straight = constants.O_WRONLY | (isFollowed ? constants.O_NOFOLLOW : 0);
  if (present?.isFIFO() === true)
    return writePipe(path, text, present, isFollowed ? constants.O_NOFOLLOW : 0);
  if (present !== null && !present.isFile()) return writeFile(path, text, { flag: straight });
  try {
    await replace(path, text, present, readers);
  } catch (error) {
    if (present === null || isForeign || !isNotAllowedHere(error)) throw error;
    await writeFile(path, text, { flag: straight | constants.O_TRUNC });
  }
}

async function replace(
  target: string,
  text: string | Uint8Array,
  present: Stats | null,
  readers: Readers,
): Promise<void> {
  const most = readers === 'owner' ? 0o600 : 0o777;
  const beside = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  const handle = await open(beside, 'wx', (present === null ? 0o666 : present.mode) & most);
  try {
    await fill(handle, text, present, most);
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

async function fill(
  handle: FileHandle,
  text: string | Uint8Array,
  present: Stats | null,
  most: number,
): Promise<void> {
  try {
    await handle.writeFile(text);
    if (present !== null) {
      // Only root may give a file away; for anybody else it is their own anyway.
      await handle.chown(present.uid, present.gid).catch(() => undefined);
      await handle.chmod(present.mode & most);
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
