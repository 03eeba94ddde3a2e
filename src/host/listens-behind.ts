import { stat } from 'node:fs/promises';
import { errnoOf } from './file-failure.ts';
import { claimsOf } from './listeners.ts';

/**
 * Does this process listen at what is this file here? By device and inode: one that lives among other mounts knows it by another path.
 * A hint for people and no proof, since it can mount what it likes. Of a process that is not ours to look into: no.
 */
export async function listensBehind(pid: number, file: string): Promise<boolean> {
  const here = await inodeOf(file);
  if (here === null) return false;
  for (const listener of (await claimsOf(pid)) ?? []) {
    if (listener.kind === 'unix' && (await inodeOf(`/proc/${pid}/root${listener.path}`)) === here)
      return true;
  }
  return false;
}

async function inodeOf(file: string): Promise<string | null> {
  try {
    const { dev, ino } = await stat(file, { bigint: true });
    return `${dev}:${ino}`;
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return null;
  }
}
