import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FetchSource, isUrl } from '../read-source.ts';

export interface CopiedLists {
  /** Files in place of URLs; the rest as they were, in their order. */
  readonly names: readonly string[];
  remove(): Promise<void>;
}

/**
 * Lists by names that may stand among a program's arguments, which are for every user of the machine to read: what a URL names, and a URL may hold a
 * token, is fetched into a file that only we can read. null: one could not be had. Rejects with the system's error.
 */
export async function copiedLists(lists: readonly string[], fetch: FetchSource): Promise<CopiedLists | null> {
  if (!lists.some(isUrl)) return { names: lists, remove: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), 'mirror-relay-list-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const names: string[] = [];
    for (const list of lists) {
      if (isUrl(list)) {
        const fetched = await fetch(new URL(list));
        if (fetched.kind === 'not-fetched') {
          await remove();
          return null;
        }
        const file = join(folder, String(names.length));
        await writeFile(file, fetched.bytes, { mode: 0o600 });
        names.push(file);
      } else names.push(list);
    }
    return { names, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
