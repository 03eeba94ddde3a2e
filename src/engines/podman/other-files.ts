import path from 'node:path';
import { readFileState } from '../../host/file-state.ts';
import { HOST } from '../../host/limits.ts';
import { listFolder } from '../../host/list-folder.ts';
import { entriesOf, type PlacedTable } from './entries.ts';

/** A table of a file that is not ours. */
export interface OtherTable extends PlacedTable {
  readonly path: string;
  /** Its file is read after ours: for the same prefix it counts whole, and ours does nothing. */
  readonly later: boolean;
}

/**
 * What all files beside ours say, in the order in which they are read: `main`, then the drop-ins of each folder, ours among them.
 * containers-registries.conf.d(5)
 */
export async function otherEntries(
  ours: string,
  main: string,
  folders: readonly string[],
): Promise<readonly OtherTable[]> {
  const ourFolder = folders.indexOf(path.dirname(ours));
  const entries = [...(await entriesIn(main, false))];
  for (const [place, folder] of folders.entries()) {
    for (const name of await listFolder(folder)) {
      const file = path.join(folder, name);
      if (!name.endsWith('.conf') || file === ours) continue;
      const later = place > ourFolder || (place === ourFolder && name > path.basename(ours));
      entries.push(...(await entriesIn(file, later)));
    }
  }
  return entries;
}

async function entriesIn(file: string, later: boolean): Promise<readonly OtherTable[]> {
  const state = await readFileState(file, HOST.configBytes);
  if (state.kind !== 'file') return [];
  return entriesOf(state.bytes.toString('utf8')).map((entry) => ({ ...entry, path: file, later }));
}
