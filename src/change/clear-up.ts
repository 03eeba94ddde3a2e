import { backupObstacle, listBackups, readBackup } from '../host/backup.ts';
import { clearLeftovers } from '../host/clear-leftovers.ts';
import { type FileState, readFileState } from '../host/file-state.ts';
import { HOST } from '../host/limits.ts';
import { acquireLock } from '../host/lock.ts';
import { lockDirectory } from '../host/lock-directory.ts';
import { checkSafety } from '../host/safety.ts';
import type { NotWritten, Transaction } from './transaction.ts';

/**
 * What runs that were killed have left beside the file, and beside the others that the last of them had in hand, goes, before any of them is read. `mended`: a file itself had been torn,
 * so look at it again. A live run's lock is left alone: nothing is cleared then.
 */
export async function clearUpBeside(
  file: FileState,
  owner: Transaction<unknown, unknown>['owner'],
): Promise<{ readonly kind: 'cleared'; readonly mended: boolean } | NotWritten> {
  const asRoot = owner.uid === 0;
  const safety = asRoot ? await checkSafety(file.path) : ({ kind: 'safe' } as const);
  if (safety.kind !== 'safe') return safety;
  // Before any mirror is asked, and before a backup of a stranger's is read for an undo.
  const backups = await backupObstacle(file.path, asRoot);
  if (backups !== null) return backups;
  const directory = await lockDirectory(owner);
  if (directory.kind === 'file-failure') return directory;
  const lock = await acquireLock(directory.path, file.realPath);
  if (lock.kind !== 'locked') return lock;
  try {
    const others = await mendOthers(file.path, asRoot);
    const cleared = await clearLeftovers(file.realPath, HOST.configBytes);
    // No directory yet: then there is nothing in it.
    if (cleared.kind === 'file-failure' && cleared.code === 'not-found')
      return { kind: 'cleared', mended: others };
    return cleared.kind === 'cleared' ? { kind: 'cleared', mended: others || cleared.mended } : cleared;
  } finally {
    await lock.release();
  }
}

/**
 * An engine's further files (options of an init script, a unit's drop-in) may be none of what this run changes, and would stay torn. The newest backup names those of the last run: it
 * was whole before the first of them was touched. One that cannot be seen to is for the run that changes it to refuse.
 */
async function mendOthers(configPath: string, asRoot: boolean): Promise<boolean> {
  const ids = await listBackups(configPath);
  const [newest] = 'kind' in ids ? [] : ids;
  const last = newest === undefined ? null : await readBackup(configPath, newest);
  if (last?.kind !== 'backup') return false;
  let mended = false;
  for (const { before } of last.set.files) {
    if (before.path === configPath) continue;
    if (asRoot && (await checkSafety(before.path)).kind !== 'safe') continue;
    const state = await readFileState(before.path, HOST.configBytes);
    if (state.kind === 'file-failure') continue;
    const cleared = await clearLeftovers(state.realPath, HOST.configBytes);
    mended ||= cleared.kind === 'cleared' && cleared.mended;
  }
  return mended;
}
