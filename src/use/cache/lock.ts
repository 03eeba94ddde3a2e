import { acquireLock, type LockOutcome } from '../../host/lock.ts';
import { lockDirectory } from '../../host/lock-directory.ts';
import { CONFIG_FOLDER } from './places.ts';

/** One process at a time changes the caches of a machine: one that puts up would take down what another one has just put up. Needs root. */
export async function lockCaches(): Promise<LockOutcome> {
  const directory = await lockDirectory({ uid: process.geteuid?.() ?? null, env: process.env });
  return directory.kind === 'file-failure' ? directory : await acquireLock(directory.path, CONFIG_FOLDER);
}
