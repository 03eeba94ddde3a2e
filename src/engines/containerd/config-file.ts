import { parseToml, setTomlValue, type TomlText, tomlAt, tomlHead } from '../files/edit-toml.ts';

/** Why config.toml is left as it is. */
export type NoEdit =
  | { readonly kind: 'bad-toml'; readonly line: number }
  /** With no version line, or with one that this containerd does not read registries of. */
  | { readonly kind: 'file-version'; readonly version: number | null }
  /** `mirrors`, or `tls` of `configs`: beside a config_path the plugin does not load. */
  | { readonly kind: 'old-keys'; readonly key: 'mirrors' | 'tls' }
  /** Others take the table's place, or might. */
  | { readonly kind: 'imports' }
  /** Another tool's mark stands in it: what we write would be gone at its next run. */
  | { readonly kind: 'kept-by'; readonly mark: string }
  /** A BOM, or a table written in braces. */
  | { readonly kind: 'shape' };

/**
 * The file with `config_path` in the table of its version, every other byte as it is. A table of another version is passed over without a word, and a file without a version line is of
 * version 1, whose table containerd 2 no longer reads. `major`: containerd's own. Pure.
 */
export function withConfigPath(text: string, folder: string, major: number): string | NoEdit {
  const place = placeIn(text, major);
  if (place.kind !== 'place') return place;
  return setTomlValue(place.toml, place.table, 'config_path', folder) ?? { kind: 'shape' };
}

/** What a person writes into config.toml: the same as `withConfigPath`, or `newConfig` where there is no file. */
export interface LinesToWrite {
  readonly kind: 'lines';
  /** `table`: the first line stands in it already. */
  readonly into: 'new-file' | 'end' | 'table';
  readonly lines: readonly string[];
}

/** `text`: the file as it is; null: there is none. Pure. */
export function linesToWrite(text: string | null, folder: string, major: number): LinesToWrite | NoEdit {
  if (text === null)
    return { kind: 'lines', into: 'new-file', lines: newConfig(folder, major).trimEnd().split('\n') };
  const place = placeIn(text, major);
  if (place.kind !== 'place') return place;
  const edited = setTomlValue(place.toml, place.table, 'config_path', folder);
  if (edited === null) return { kind: 'shape' };
  const head = tomlHead(place.table);
  const isNew = edited.startsWith(text) && edited.slice(text.length).trimStart().startsWith(head);
  const lines = [head, `  config_path = ${JSON.stringify(folder)}`];
  return { kind: 'lines', into: isNew ? 'end' : 'table', lines };
}

/** The table of the file's own version, in a file that may be changed. */
function placeIn(
  text: string,
  major: number,
): { readonly kind: 'place'; readonly toml: TomlText; readonly table: readonly string[] } | NoEdit {
  if (text.startsWith('\uFEFF')) return { kind: 'shape' };
  const toml = parseToml(text);
  if (toml.kind === 'bad-toml') return { kind: 'bad-toml', line: toml.line };
  const mark = FOREIGN.exec(text)?.[0];
  if (mark !== undefined) return { kind: 'kept-by', mark };
  const table = tableOf(toml, major);
  if (table.kind !== 'table') return table;
  // Before 2.0 a file that is taken in replaces the whole table; and relative names match nothing that we could look at.
  const imports = tomlAt(toml.value, ['imports']);
  if (major < 2 && Array.isArray(imports) && imports.length > 0) return { kind: 'imports' };
  const old = oldKeyIn(tomlAt(toml.value, table.path));
  if (old !== null) return { kind: 'old-keys', key: old };
  return { kind: 'place', toml, table: table.path };
}

/** Where there is no file, containerd goes by its defaults, and this is all that differs from them. */
export function newConfig(folder: string, major: number): string {
  const [version, plugin] = major < 2 ? [2, 'io.containerd.grpc.v1.cri'] : [3, 'io.containerd.cri.v1.images'];
  return `version = ${version}\n\n[plugins."${plugin}".registry]\n  config_path = "${folder}"\n`;
}

/** Where no `config_path` is, and of two folders the first: from 2.0 on one alone is read. */
export function folderFor(configPath: string): string {
  const [first = ''] = configPath.split(':');
  return first === '' ? '/etc/containerd/certs.d' : first;
}

/** The table in which this containerd looks for registries. */
type RegistryTable = { readonly kind: 'table'; readonly path: readonly string[] };

function tableOf({ value }: TomlText, major: number): RegistryTable | NoEdit {
  const table = (...path: readonly string[]): RegistryTable => ({ kind: 'table', path });
  const stated = tomlAt(value, ['version']);
  const version = typeof stated === 'number' ? stated : typeof stated === 'bigint' ? Number(stated) : null;
  if ((version === null || version === 1) && major < 2) return table('plugins', 'cri', 'registry');
  if (version === 2) return table('plugins', 'io.containerd.grpc.v1.cri', 'registry');
  if ((version === 3 || version === 4) && major >= 2)
    return table('plugins', 'io.containerd.cri.v1.images', 'registry');
  return { kind: 'file-version', version };
}

function oldKeyIn(registry: unknown): 'mirrors' | 'tls' | null {
  if (hasMembers(tomlAt(registry, ['mirrors']))) return 'mirrors';
  const configs = tomlAt(registry, ['configs']);
  const hosts: readonly unknown[] =
    typeof configs === 'object' && configs !== null ? Object.values(configs) : [];
  return hosts.some((host) => tomlAt(host, ['tls']) !== undefined) ? 'tls' : null;
}

function hasMembers(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

/** What tools that keep a node's config.toml leave in it. NVIDIA's toolkit writes its runtimes anew, kubespray and minikube all of it. */
const FOREIGN = /kubespray|minikube|nvidia-container-runtime|ansible managed|do not edit/i;
