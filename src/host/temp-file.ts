import { randomBytes } from 'node:crypto';
import { lstat, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from './file-failure.ts';
import { isAlive, type ProcessIdentity } from './process-identity.ts';

/** `new`: a file on its way to its place. `undo`: what a write in place needs to be taken back (write-in-place.ts). */
export type TempKind = 'new' | 'undo';

/**
 * A name that says whose it is, so that the next run can tell the leftover of a killed run from the file of a live one.
 * It ends in neither .json nor .conf: nothing that reads a directory of settings takes it up.
 */
export function tempName(kind: TempKind, owner: ProcessIdentity): string {
  const unique = randomBytes(6).toString('hex');
  return `.mirror-check-${owner.bootId}-${owner.pid}-${owner.startTicks}-${unique}.${kind}`;
}

export interface TempFile {
  readonly path: string;
  readonly kind: TempKind;
  readonly owner: ProcessIdentity;
}

export function parseTempName(name: string): Omit<TempFile, 'path'> | null {
  const match = /^\.mirror-check-([0-9a-f]{1,32})-(\d{1,10})-(\d{1,20})-[0-9a-f]{12}\.(new|undo)$/.exec(name);
  if (match === null) return null;
  const [, bootId, pid, startTicks, kind] = match;
  if (bootId === undefined || pid === undefined || startTicks === undefined) return null;
  return {
    kind: kind === 'undo' ? 'undo' : 'new',
    owner: { bootId, pid: Number(pid), startTicks },
  };
}

/**
 * The temporary files in a directory whose runs are dead: plain files of our own user with a name of ours.
 * A directory that is not there holds none. `listed`: the names in it, where it was listed just now. Throws the system's error where it cannot be listed.
 */
export async function deadTempsIn(
  directory: string,
  listed?: readonly string[],
): Promise<readonly TempFile[]> {
  const dead: TempFile[] = [];
  for (const name of listed ?? (await namesIn(directory))) {
    const temp = parseTempName(name);
    if (temp === null || (await isAlive(temp.owner))) continue;
    const path = join(directory, name);
    if (await isOwnPlainFile(path)) dead.push({ path, ...temp });
  }
  return dead;
}

/** Removes the `new` ones: nobody will ever finish them. Returns their paths. */
export async function removeDeadTemps(
  directory: string,
  listed?: readonly string[],
): Promise<readonly string[]> {
  const unfinished = (await deadTempsIn(directory, listed)).filter(({ kind }) => kind === 'new');
  for (const { path } of unfinished) await unlinkIfThere(path);
  return unfinished.map(({ path }) => path);
}

/** Removes a file that may be gone already, with the folder that it was in. */
export async function unlinkIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Below a file there is nothing either. */
function isMissing(error: unknown): boolean {
  const code = errnoOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function isOwnPlainFile(path: string): Promise<boolean> {
  try {
    const stats = await lstat(path);
    return stats.isFile() && (process.getuid === undefined || stats.uid === process.geteuid?.());
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
