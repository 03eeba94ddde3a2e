import { backupObstacle } from '../host/backup.ts';
import { clearLeftovers } from '../host/clear-leftovers.ts';
import type { FileState } from '../host/file-state.ts';
import { HOST } from '../host/limits.ts';
import { acquireLock } from '../host/lock.ts';
import { lockDirectory } from '../host/lock-directory.ts';
import { checkSafety } from '../host/safety.ts';
import type { NotWritten, Transaction } from './transaction.ts';

/**
 * What runs that were killed have left beside the file goes, before it is read. `mended`: the file itself had been torn, so look
 * at it again. A live run's lock is left alone: nothing is cleared then.
 */
export async function clearUpBeside(
  file: FileState,
  owner: Transaction<unknown, unknown>['owner'],
): Promise<{ readonly kind: 'cleared'; readonly mended: boolean } | NotWritten> {
  const safety = owner.uid === 0 ? await checkSafety(file.path) : ({ kind: 'safe' } as const);
  if (safety.kind !== 'safe') return safety;
  // Before any mirror is asked, and before a backup of a stranger's is read for an undo.
  const backups = await backupObstacle(file.path, owner.uid === 0);
  if (backups !== null) return backups;
  const directory = await lockDirectory(owner);
  if (directory.kind === 'file-failure') return directory;
  const lock = await acquireLock(directory.path, file.realPath);
  if (lock.kind !== 'locked') return lock;
  try {
    const cleared = await clearLeftovers(file.realPath, HOST.configBytes);
    // No directory yet: then there is nothing in it.
    if (cleared.kind === 'file-failure' && cleared.code === 'not-found')
      return { kind: 'cleared', mended: false };
    return cleared.kind === 'cleared' ? { kind: 'cleared', mended: cleared.mended } : cleared;
  } finally {
    await lock.release();
  }
}
