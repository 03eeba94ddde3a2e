import { readdir } from 'node:fs/promises';

/** Names in a folder, sorted by their bytes; none where it is not there, or cannot be read. */
export async function listFolder(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    return [];
  }
}
