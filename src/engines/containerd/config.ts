/** What `containerd config dump` says of the registry settings of its CRI plugin. */
export interface CriConfig {
  /** Whether the plugin is on. */
  readonly cri: boolean;
  /** `config_path` as it stands there; '' where it is not set. */
  readonly configPath: string;
  /** Hosts are named in the file itself, in the old way: then nothing else is read. */
  readonly mirrorsInside: boolean;
  /** A host of `registry.configs` has `tls`: beside a `config_path` the plugin does not load. */
  readonly tlsInside: boolean;
  readonly socket: string;
  /** Where images lie; '' where it is not set. */
  readonly root: string;
  /** Files that it takes in, its own among them. */
  readonly imports: readonly string[];
}

/** The first two numbers in `containerd github.com/containerd/containerd 1.6.20~ds1 …`; null: none. */
export function parseContainerdVersion(
  text: string,
): { readonly text: string; readonly major: number; readonly minor: number } | null {
  const match = /\sv?((\d{1,4})\.(\d{1,4})\.\S+)/.exec(text);
  if (match === null) return null;
  const [, whole = '', major, minor] = match;
  return { text: whole, major: Number(major), minor: Number(minor) };
}

/** The file as containerd itself prints it: one key a line, each table under its full name. Pure. */
export function readDump(text: string): CriConfig {
  let table = '';
  const config = {
    cri: true,
    configPath: '',
    mirrorsInside: false,
    tlsInside: false,
    socket: DEFAULT_SOCKET,
    root: '',
    imports: [] as string[],
  };
  for (const line of text.split('\n')) {
    const head = /^\s*\[(.+)\]\s*$/.exec(line)?.[1];
    if (head !== undefined) {
      table = head.replaceAll("'", '"');
      const inside = REGISTRY_TABLES.some((registry) => table.startsWith(`${registry}.mirrors.`));
      if (inside) config.mirrorsInside = true;
      if (REGISTRY_TABLES.some((one) => isTlsOf(one, table))) config.tlsInside = true;
      continue;
    }
    const equals = line.indexOf('=');
    const key = line.slice(0, Math.max(0, equals)).trim();
    const value = line.slice(equals + 1).trim();
    const text = /^["'](.*)["']$/.exec(value)?.[1] ?? '';
    if (table === '' && key === 'disabled_plugins') config.cri = !CRI_PLUGIN.test(value);
    if (table === '' && key === 'imports') config.imports = value.match(/[^"',\s[\]]+/g) ?? [];
    if (table === '' && key === 'root') config.root = text;
    if (table === 'grpc' && key === 'address' && text !== '') config.socket = text;
    if (REGISTRY_TABLES.includes(table) && key === 'config_path' && text !== '') config.configPath = text;
  }
  return config;
}

/** `…registry.configs."m.example".tls`. */
function isTlsOf(registry: string, table: string): boolean {
  return table.startsWith(`${registry}.configs.`) && table.endsWith('.tls');
}

/** Where it listens unless it is told otherwise. */
export const DEFAULT_SOCKET = '/run/containerd/containerd.sock';
/** Of versions 2, 3 and 4, and of version 1 of the file. */
const REGISTRY_TABLES: readonly string[] = [
  'plugins."io.containerd.cri.v1.images".registry',
  'plugins."io.containerd.grpc.v1.cri".registry',
  'plugins.cri.registry',
];
const CRI_PLUGIN = /"(?:cri|io\.containerd\.(?:grpc\.v1\.cri|cri\.v1\.images))"/;

export type NoFolder =
  | { readonly kind: 'cri-off' | 'mirrors-inside' | 'tls-inside' }
  /** Before 2.0 a file that is taken in replaces whole tables, and the dump does not show it. */
  | { readonly kind: 'imports'; readonly files: readonly string[] }
  | { readonly kind: 'no-config-path' }
  | { readonly kind: 'two-folders'; readonly configPath: string };

/** The folder whose hosts.toml are read at each pull; or why there is none. Pure. */
export function folderOf(
  { cri, configPath, mirrorsInside, tlsInside, imports }: CriConfig,
  file: string,
  major: number,
): string | NoFolder {
  const taken = imports.filter((name) => name !== file);
  if (major < 2 && taken.length > 0) return { kind: 'imports', files: taken };
  if (!cri) return { kind: 'cri-off' };
  if (mirrorsInside) return { kind: 'mirrors-inside' };
  if (configPath === '') return { kind: 'no-config-path' };
  if (tlsInside) return { kind: 'tls-inside' };
  // From 2.0 on the whole text is taken for one folder, which is not there.
  if (configPath.includes(':') && major >= 2) return { kind: 'two-folders', configPath };
  return configPath.split(':')[0] ?? configPath;
}
