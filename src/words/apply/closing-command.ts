import { shellWord } from '../../host/shell-word.ts';
import type { UnsafePlace } from './messages.ts';

/** A sticky folder that the system keeps for everybody's files: it is meant to be open. Any other is open by a slip. */
export function isForEverybody({ directory, mode }: UnsafePlace): boolean {
  return (mode & 0o1000) !== 0 && SHARED.has(directory);
}

/** file-hierarchy(7), and the locks of old. */
const SHARED: ReadonlySet<string> = new Set(['/tmp', '/var/tmp', '/dev/shm', '/run/lock', '/var/lock']);

/** What leaves the folder to root alone, by all that is wrong with it. */
export function closingCommand({ directory, mode, uid }: UnsafePlace): string {
  const folder = shellWord(directory);
  return [
    ...(uid === 0 ? [] : [`sudo chown root ${folder}`]),
    ...((mode & 0o022) === 0 ? [] : [`sudo chmod go-w ${folder}`]),
  ].join(' && ');
}
