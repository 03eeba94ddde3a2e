import { shellWord } from './shell-word.ts';

/** A folder in which others can write. */
interface OpenFolder {
  readonly directory: string;
  readonly mode: number;
  readonly uid: number;
}

/** A sticky folder that the system keeps for everybody's files: it is meant to be open. Any other is open by a slip. */
export function isForEverybody({ directory, mode }: OpenFolder): boolean {
  return (mode & 0o1000) !== 0 && SHARED.has(directory);
}

/** file-hierarchy(7), and the locks of old. */
const SHARED: ReadonlySet<string> = new Set(['/tmp', '/var/tmp', '/dev/shm', '/run/lock', '/var/lock']);

/** Belongs to a user, and not by a slip: a home, or a folder of a service's own. Giving it to root would lock its owner out. */
export function isOfAnother({ directory, uid }: OpenFolder): boolean {
  return uid !== 0 && !/^\/(?:etc|usr)(?:\/|$)/.test(directory);
}

/** What leaves the folder to root alone, by all that is wrong with it. */
export function closingCommand({ directory, mode, uid }: OpenFolder): string {
  const folder = shellWord(directory);
  return [
    ...(uid === 0 ? [] : [`sudo chown root ${folder}`]),
    ...((mode & 0o022) === 0 ? [] : [`sudo chmod go-w ${folder}`]),
  ].join(' && ');
}
