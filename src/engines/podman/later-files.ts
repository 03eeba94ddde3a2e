import path from 'node:path';
import { readFileState } from '../../host/file-state.ts';
import { HOST } from '../../host/limits.ts';
import { listFolder } from '../../host/list-folder.ts';
import { parseToml } from '../files/edit-toml.ts';

/**
 * The first file that is read after ours and names the same registry: the later table counts whole, and ours does nothing.
 * `folders`: in the order in which they are read, ours first. null: there is none. containers-registries.conf.d(5)
 */
export async function fileThatHides(
  ours: string,
  registry: string,
  folders: readonly string[],
): Promise<string | null> {
  for (const folder of folders) {
    const isOurs = folder === path.dirname(ours);
    for (const name of await listFolder(folder)) {
      if (!name.endsWith('.conf') || (isOurs && name <= path.basename(ours))) continue;
      const file = path.join(folder, name);
      const state = await readFileState(file, HOST.settingsBytes);
      if (state.kind === 'file' && namesRegistry(state.bytes.toString('utf8'), registry)) return file;
    }
  }
  return null;
}

/** Has it a `[[registry]]` for these images? Without a prefix its location is one. A file that is no TOML keeps podman from working, and is told as that. Pure. */
export function namesRegistry(text: string, registry: string): boolean {
  const toml = parseToml(text);
  if (toml.kind === 'bad-toml') return false;
  const tables: unknown = toml.value['registry'];
  return Array.isArray(tables) && tables.some((table) => prefixOf(table) === registry);
}

function prefixOf(table: unknown): unknown {
  if (typeof table !== 'object' || table === null) return null;
  const [prefix, location]: readonly unknown[] = [
    Reflect.get(table, 'prefix'),
    Reflect.get(table, 'location'),
  ];
  return prefix === undefined || prefix === '' ? location : prefix;
}
