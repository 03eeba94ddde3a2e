import { lstatSync } from 'node:fs';
import { dirname } from 'node:path';

/** The topmost folder above a path from which on all folders are of this user: an archive that root unpacked has the ids of who made it. */
export function topOfOwner(path: string, uid: number): string {
  const above = dirname(path);
  return above !== path && lstatSync(above).uid === uid ? topOfOwner(above, uid) : path;
}
