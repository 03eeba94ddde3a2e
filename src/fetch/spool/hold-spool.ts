import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { errnoOf } from '../../host/file-failure.ts';
import { acquireLock } from '../../host/lock.ts';

export type SpoolHold =
  | { readonly kind: 'held'; readonly release: () => Promise<void> }
  /** EBUSY: another relay that runs works with it. */
  | { readonly kind: 'failed'; readonly code: string };

/** A spool's folder for one process at a time, made where it is not there: a second one would take away what the first is receiving. */
export async function holdSpool(directory: string): Promise<SpoolHold> {
  const path = resolve(directory);
  try {
    await makeFolder(path);
  } catch (error) {
    const code = errnoOf(error);
    if (code === null) throw error;
    return { kind: 'failed', code };
  }
  const lock = await acquireLock(path, path);
  switch (lock.kind) {
    case 'locked':
      // Whoever took the folder away took the lock with it.
      return { kind: 'held', release: () => lock.release().catch(() => undefined) };
    case 'held':
      return { kind: 'failed', code: 'EBUSY' };
    case 'file-failure':
      // Nobody who runs holds it, or that had been seen. What little a second one could do on a full disk costs bytes that are hashed anew.
      if (lock.errno !== null && FULL.has(lock.errno)) return { kind: 'held', release: async () => {} };
      return { kind: 'failed', code: lock.errno ?? 'EIO' };
    default:
      return lock satisfies never;
  }
}

const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

/** Node's own `recursive` goes round for ever where a folder that is there says that it is not (/proc). */
async function makeFolder(path: string): Promise<void> {
  const make = async (): Promise<string | null> => {
    try {
      await mkdir(path, { mode: 0o700 });
      return null;
    } catch (error) {
      const code = errnoOf(error);
      if (code === 'EEXIST') return null;
      if (code === 'ENOENT' && dirname(path) !== path) return code;
      throw error;
    }
  };
  if ((await make()) === null) return;
  await makeFolder(dirname(path));
  await mkdir(path, { mode: 0o700 });
}
