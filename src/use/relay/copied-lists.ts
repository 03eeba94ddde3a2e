import { makePrivateFolder } from '../../host/private-folder.ts';
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
  const folder = await makePrivateFolder('mirror-relay-list-');
  try {
    const names: string[] = [];
    for (const list of lists) {
      if (!isUrl(list)) {
        names.push(list);
        continue;
      }
      const fetched = await fetch(new URL(list));
      if (fetched.kind === 'not-fetched') {
        await folder.remove();
        return null;
      }
      names.push(await folder.write(String(names.length), fetched.bytes));
    }
    return { names, remove: folder.remove };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}
