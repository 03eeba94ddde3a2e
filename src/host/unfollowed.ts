import { lstat, open, readdir, rename } from 'node:fs/promises';
import { errnoOf } from './file-failure.ts';
import { unlinkIfThere } from './temp-file.ts';

/** Where somebody else may write: links are seen as links. */
export type EntryKind = 'file' | 'folder' | 'other';

/** null: nothing is there. Rejects with the system's error. */
export async function kindOf(path: string): Promise<EntryKind | null> {
  try {
    return kindIn(await lstat(path));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

export interface FolderEntry {
  readonly name: string;
  readonly kind: EntryKind;
}

/** What stands in a folder; nothing where it is not there. Rejects with the system's error. */
export async function entriesOf(folder: string): Promise<readonly FolderEntry[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.map((entry) => ({ name: entry.name, kind: kindIn(entry) }));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Puts a text in a file's place by way of `beside`. A link that stands at either goes: what it leads to is not written. Rejects with the system's error. */
export async function putUnfollowed(path: string, beside: string, text: string): Promise<void> {
  await unlinkIfThere(beside);
  const handle = await open(beside, 'wx', 0o644);
  try {
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
  await rename(beside, path);
}

function kindIn(of: { isFile(): boolean; isDirectory(): boolean }): EntryKind {
  if (of.isDirectory()) return 'folder';
  return of.isFile() ? 'file' : 'other';
}
