import { parseToml, tomlAt } from '../files/edit-toml.ts';

/** What a file of registries.conf(5) says of the images whose names begin so. */
export interface RegistryTable {
  /** `docker.io`, `docker.io/library`, `*.io`. */
  readonly prefix: string;
  /** Where they come from; null: from where their names say. */
  readonly location: string | null;
  readonly blocked: boolean;
  readonly insecure: boolean;
  readonly mirrors: readonly string[];
}

/** One with its place; `line`: of the table's head, null where it has none of its own. */
export interface PlacedTable extends RegistryTable {
  readonly line: number | null;
}

/**
 * The `[[registry]]` tables of a file, and what its old form (v1) blocks or lets be insecure. Without a prefix a table's location is one. A file that is no TOML keeps podman from working, and is told as that. Pure.
 */
export function entriesOf(text: string): readonly PlacedTable[] {
  const toml = parseToml(text);
  if (toml.kind === 'bad-toml') return [];
  const tables = listOf(toml.value['registry']);
  const heads = text.split('\n').flatMap((line, index) => (HEAD.test(line) ? [index + 1] : []));
  const told = heads.length === tables.length;
  const entries = tables.map((table, index) => ({
    ...tableOf(table, AS_WRITTEN),
    line: told ? (heads[index] ?? null) : null,
  }));
  return [...entries.filter(({ prefix }) => prefix !== ''), ...oldEntries(toml.value['registries'])];
}

/**
 * Is every image of this registry, or at this place (`m.example/ghcr.io`), one of the prefix's? As containers/image has it: the prefix
 * ends where a part of the name does, and `*.io` is for hosts alone.
 */
export function covers(prefix: string, name: string): boolean {
  if (!prefix.startsWith('*.')) return ends(name, prefix) && name.startsWith(prefix);
  const host = name.split('/', 1)[0] ?? '';
  const [tail, at] = [prefix.slice(1), host.indexOf(prefix.slice(1))];
  return at >= 0 && ends(host.slice(at), tail);
}

/**
 * That which counts for a name: the longest prefix, and one without `*` before one with it (tried with podman 4.3.1). Of two with the same prefix the later one does, whole.
 */
export function entryFor<Entry extends RegistryTable>(entries: readonly Entry[], name: string): Entry | null {
  const weight = ({ prefix }: Entry): number => prefix.length + (prefix.startsWith('*') ? 0 : NAME_CHARS);
  return entries
    .filter(({ prefix }) => covers(prefix, name))
    .reduce<Entry | null>(
      (best, entry) => (best === null || weight(entry) >= weight(best) ? entry : best),
      null,
    );
}

const HEAD = /^\s*\[\[\s*["']?registry["']?\s*\]\]/;

/** More than a name can have. */
const NAME_CHARS = 1_000;

function ends(name: string, prefix: string): boolean {
  return ['', ':', '/', '@'].includes(name.charAt(prefix.length));
}

/** Under which keys somebody has what. */
export type TableKeys = Readonly<Record<'prefix' | 'location' | 'blocked' | 'insecure' | 'mirror', string>>;

const AS_WRITTEN: TableKeys = {
  prefix: 'prefix',
  location: 'location',
  blocked: 'blocked',
  insecure: 'insecure',
  mirror: 'mirror',
};

/** One table, as a file has it or as podman shows it. Pure. */
export function tableOf(table: unknown, keys: TableKeys): RegistryTable {
  const placeAt = (one: unknown, key: string): string => placeOf(tomlAt(one, [key]));
  const [prefix, location] = [placeAt(table, keys.prefix), placeAt(table, keys.location)];
  return {
    prefix: prefix === '' ? location : prefix,
    location: location === '' ? null : location,
    blocked: tomlAt(table, [keys.blocked]) === true,
    insecure: tomlAt(table, [keys.insecure]) === true,
    mirrors: listOf(tomlAt(table, [keys.mirror])).map((mirror) => placeAt(mirror, keys.location)),
  };
}

/** `[registries.block] registries = […]`, `[registries.insecure] …`. */
function oldEntries(registries: unknown): readonly PlacedTable[] {
  const named = (group: string): readonly string[] =>
    listOf(tomlAt(registries, [group, 'registries'])).map(placeOf);
  const [blocked, insecure] = [named('block'), named('insecure')];
  return [...new Set([...blocked, ...insecure])].map((prefix) => ({
    prefix,
    location: null,
    blocked: blocked.includes(prefix),
    insecure: insecure.includes(prefix),
    mirrors: [],
    line: null,
  }));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Slashes at its end count for nothing: containers/image cuts them off every prefix and location, in both forms of the file. */
function placeOf(value: unknown): string {
  if (typeof value !== 'string') return '';
  let end = value.length;
  while (value.charAt(end - 1) === '/') end -= 1;
  return value.slice(0, end);
}
