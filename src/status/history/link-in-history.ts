import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isNotThere } from './day-file.ts';

/**
 * What in a history is a link, or anything else that is neither file nor folder; null: nothing. It may have come with a branch, or from
 * whoever else can write there, and a recording would write where it leads. Rejects with the system's error.
 */
export async function linkInHistory(data: string): Promise<string | null> {
  for (const part of PARTS) {
    const found = await linkIn(data, part);
    if (found !== null) return found;
  }
  return null;
}

const PARTS = ['runs', 'days', 'latest', 'aside'] as const;

async function linkIn(data: string, part: string): Promise<string | null> {
  const top = (await entriesOf(data)).find(({ name }) => name === part);
  if (top === undefined) return null;
  const pending = [{ path: join(data, part), entry: top }];
  for (const { path, entry } of pending) {
    if (entry.isDirectory()) {
      const below = await entriesOf(path);
      pending.push(...below.map((one) => ({ path: join(path, one.name), entry: one })));
    } else if (!entry.isFile()) {
      return path;
    }
  }
  return null;
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isNotThere(error)) return [];
    throw error;
  }
}
