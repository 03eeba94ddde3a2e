import { stat } from 'node:fs/promises';
import path from 'node:path';
import { listFolder } from './list-folder.ts';

/** How long ago, in milliseconds, the empty file of this prefix that has waited longest was made; null: there is none, or it cannot be looked at. Looks at `most` names. */
export async function emptyFor(folder: string, prefix: string, most: number): Promise<number | null> {
  const names = (await listFolder(folder)).filter((name) => name.startsWith(prefix)).slice(0, most);
  const waited: number[] = [];
  for (const name of names) {
    const seen = await stat(path.join(folder, name)).catch(() => null);
    if (seen?.isFile() === true && seen.size === 0) waited.push(Date.now() - seen.mtimeMs);
  }
  return waited.length === 0 ? null : Math.max(...waited);
}
