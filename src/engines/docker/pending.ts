import type { DaemonJsonDocument } from './daemon-json/index.ts';
import { type DockerdFlag, valuesOfFlag } from './flags.ts';

/** What a running engine shows of the settings that daemon.json also has: `GET /info`, and how it was started. */
export interface RunsWith {
  /** `DockerRootDir`: with links resolved, and a folder of its own below where users are remapped. */
  readonly rootDir: string;
  readonly driver: string;
  readonly store: 'classic' | 'containerd';
  readonly remapped: boolean;
  readonly defaultRuntime: string | null;
  readonly liveRestore: boolean;
  readonly debug: boolean;
  readonly labels: readonly string[];
  readonly logDriver: string | null;
  readonly authorization: readonly string[];
  /** The folder of its sockets for its own use; null: not seen. */
  readonly execRoot: string | null;
  /** Where it would have both without being told; null: not known. */
  readonly defaults: { readonly dataRoot: string; readonly execRoot: string } | null;
  /** daemon.json's `data-root` as it stands, with links resolved; null: it has none. */
  readonly wantedRoot: string | null;
  /** Was the file changed since the engine started? What an engine has started with is in force. null: not known. */
  readonly fileChangedSince: boolean | null;
}

/** A setting of the file that the engine does not use yet, and that a reload or restart brings into force. */
export interface PendingKey {
  readonly key: string;
  /** `data`: images and containers are out of sight then. `down`: the engine may end. `other`: neither. */
  readonly effect: 'data' | 'down' | 'other';
}

/**
 * All but our own keys that would come into force along with a change. What the engine shows of itself is held against the file; of a
 * key that it does not show nothing is said.
 */
export function pendingKeys(
  document: DaemonJsonDocument,
  runs: RunsWith | null,
  nextFlags: readonly DockerdFlag[],
  by: 'reload' | 'restart',
): readonly PendingKey[] {
  if (runs === null || runs.fileChangedSince === false) return [];
  const file = settingsOf(document);
  return ROWS.flatMap(({ key, effect, reloads, differs }) => {
    if (by === 'reload' && !reloads) return [];
    // An option beats nothing: dockerd does not start with both, and then the file has no such key.
    if (valuesOfFlag(nextFlags, key).length > 0) return [];
    return differs(file[key], runs, file) ? [{ key, effect }] : [];
  });
}

type Settings = Readonly<Record<string, unknown>>;

interface Row extends PendingKey {
  /** A reload reads it anew (moby daemon/reload.go). */
  readonly reloads: boolean;
  /** `value`: undefined where the file has no such key. */
  readonly differs: (value: unknown, runs: RunsWith, file: Settings) => boolean;
}

const ROWS: readonly Row[] = [
  {
    key: 'data-root',
    effect: 'data',
    reloads: false,
    differs: (value, { rootDir, wantedRoot, defaults }, { graph }) => {
      const wanted = value === undefined ? defaults?.dataRoot : (wantedRoot ?? undefined);
      return graph === undefined && wanted !== undefined && !isBelow(rootDir, wanted);
    },
  },
  {
    key: 'exec-root',
    effect: 'data',
    reloads: false,
    differs: (value, { execRoot, defaults }) => {
      const wanted = typeof value === 'string' ? value : defaults?.execRoot;
      return wanted !== undefined && execRoot !== null && withoutVar(execRoot) !== withoutVar(wanted);
    },
  },
  {
    key: 'storage-driver',
    effect: 'data',
    reloads: false,
    // Absent, the engine takes the one whose data it finds. The two names are one driver, of the one store and of the other.
    differs: (value, { driver }) =>
      typeof value === 'string' && value !== '' && value.replace(/fs$/, '2') !== driver.replace(/fs$/, '2'),
  },
  {
    key: 'features',
    effect: 'data',
    reloads: false,
    differs: (value, { store }) => {
      const wanted = isObject(value) ? value['containerd-snapshotter'] : undefined;
      return typeof wanted === 'boolean' && wanted !== (store === 'containerd');
    },
  },
  {
    key: 'userns-remap',
    effect: 'data',
    reloads: false,
    differs: (value, { remapped }) => (typeof value === 'string' && value !== '') !== remapped,
  },
  {
    key: 'authorization-plugins',
    effect: 'down',
    reloads: true,
    differs: (value, { authorization }) => Array.isArray(value) && !sameSet(value, authorization),
  },
  {
    key: 'default-runtime',
    effect: 'other',
    reloads: true,
    differs: (value, { defaultRuntime }) => typeof value === 'string' && value !== defaultRuntime,
  },
  {
    key: 'live-restore',
    effect: 'other',
    reloads: true,
    differs: (value, { liveRestore }) => typeof value === 'boolean' && value !== liveRestore,
  },
  {
    key: 'debug',
    effect: 'other',
    reloads: true,
    differs: (value, { debug }) => typeof value === 'boolean' && value !== debug,
  },
  {
    key: 'labels',
    effect: 'other',
    reloads: true,
    differs: (value, { labels }) => Array.isArray(value) && !sameSet(value, labels),
  },
  {
    key: 'log-driver',
    effect: 'other',
    reloads: false,
    differs: (value, { logDriver }) => typeof value === 'string' && value !== logDriver,
  },
];

function settingsOf({ text }: DaemonJsonDocument): Settings {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    // No file, or a blank one.
    return {};
  }
}

function isObject(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The folder itself, or the one below it that belongs to remapped users: `165536.165536`. */
function isBelow(rootDir: string, folder: string): boolean {
  return (
    rootDir === folder ||
    (rootDir.startsWith(`${folder}/`) && /^\d+\.\d+$/.test(rootDir.slice(folder.length + 1)))
  );
}

function withoutVar(folder: string): string {
  return folder.replace(/^\/var\/run\//, '/run/').replace(/\/$/, '');
}

function sameSet(one: readonly unknown[], other: readonly unknown[]): boolean {
  const known = new Set(other);
  return one.length === other.length && one.every((item) => known.has(item));
}
