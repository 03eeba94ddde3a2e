import { realpath } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { acquireLock } from '../../host/lock.ts';
import { type LockOwner, lockDirectory } from '../../host/lock-directory.ts';
import { makeOutputFolder } from '../../host/output-file.ts';
import { STATUS } from '../limits.ts';

/** One recording at a time: two would cut off each other's unfinished line. null: another one did not end in time. */
export async function withHistoryLock<Result>(
  data: string,
  owner: LockOwner,
  work: () => Promise<Result>,
): Promise<Result | null> {
  await makeOutputFolder(data);
  const directory = await lockDirectory(owner);
  // Without a place for locks (a container without /tmp) there is hardly a second process.
  if (directory.kind !== 'directory') return work();
  const path = await realpath(data);
  const until = Date.now() + STATUS.lockWaitMs;
  for (;;) {
    const lock = await acquireLock(directory.path, path);
    if (lock.kind === 'held') {
      if (Date.now() >= until) return null;
      await sleep(STATUS.lockPollMs);
      continue;
    }
    if (lock.kind !== 'locked') return work();
    try {
      return await work();
    } finally {
      await lock.release();
    }
  }
}
