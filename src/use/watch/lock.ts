import { acquireLock, type LockOutcome } from '../../host/lock.ts';
import { lockDirectory } from '../../host/lock-directory.ts';

/** One run at a time looks after the mirrors of a machine: what is remembered of them is one's to write. Needs root. */
export async function lockWatch(state: string): Promise<LockOutcome> {
  const directory = await lockDirectory({ uid: process.geteuid?.() ?? null, env: process.env });
  return directory.kind === 'file-failure' ? directory : await acquireLock(directory.path, state);
}
