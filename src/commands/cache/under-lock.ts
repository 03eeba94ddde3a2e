import { isDeepStrictEqual } from 'node:util';
import { type InstalledCaches, installedCaches } from '../../use/cache/installed.ts';
import { lockCaches } from '../../use/cache/lock.ts';
import type { Words } from '../frame/command.ts';

/** Has the work done while nobody else changes the caches, and only where they still are what the plan was made of. */
export async function underLock(
  { cache, frame }: Words<'cache'>,
  say: (line: string) => void,
  planned: InstalledCaches,
  work: () => Promise<number>,
): Promise<number> {
  const lock = await lockCaches();
  switch (lock.kind) {
    case 'held':
      say(cache.busy(lock.holder.pid));
      return 3;
    case 'file-failure':
      say(frame.note.systemFailure(lock.path, lock.errno ?? lock.code));
      return 3;
    case 'locked':
      try {
        if (isDeepStrictEqual(await installedCaches(), planned)) return await work();
        say(cache.changed);
        return 3;
      } finally {
        await lock.release();
      }
    default:
      return lock satisfies never;
  }
}
