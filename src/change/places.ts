import { backupObstacle } from '../host/backup.ts';
import { checkSafety } from '../host/safety.ts';
import { writeObstacle } from '../host/writable.ts';
import type { NotWritten } from './transaction.ts';

/** Who would write: root, by this process or by a later one, or the user who runs this. */
export type Writer = 'root' | 'root-later' | 'user';

/**
 * Could a run write to these files and keep their backups, as far as folders and modes tell? What a run finds out when it writes, for who only wants to know.
 * null: nothing speaks against it.
 */
export async function checkPlaces(paths: readonly string[], writer: Writer): Promise<NotWritten | null> {
  for (const path of paths) {
    const safety = writer === 'user' ? ({ kind: 'safe' } as const) : await checkSafety(path);
    if (safety.kind !== 'safe') return safety;
    const backups = await backupObstacle(path, writer !== 'user');
    if (backups !== null) return backups;
    const failure = writer === 'root-later' ? null : await writeObstacle(path);
    if (failure !== null) return failure;
  }
  return null;
}
