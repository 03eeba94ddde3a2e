import type { PendingKey, RunsWith } from './pending.ts';
import type { PendingRow } from './pending-row.ts';
import { isOn, last } from './pending-values.ts';

/** Settings that decide where images and containers lie, and which of them are seen. */
export const STORAGE_ROWS: readonly PendingRow[] = [
  {
    keys: ['data-root', 'graph'],
    options: ['data-root', 'graph', 'g'],
    reloads: false,
    pointsElsewhere: true,
    ofOptions: last,
    effect: (value, { rootDir, wantedRoot, defaults }) => {
      const wanted = value === undefined ? defaults?.dataRoot : (wantedRoot ?? undefined);
      return wanted !== undefined && !isBelow(rootDir, wanted) ? 'data' : null;
    },
  },
  {
    keys: ['exec-root'],
    options: ['exec-root'],
    reloads: false,
    ofOptions: last,
    effect: (value, { execRoot, defaults }) => {
      const wanted = typeof value === 'string' ? value : defaults?.execRoot;
      return wanted !== undefined && execRoot !== null && withoutVar(execRoot) !== withoutVar(wanted)
        ? 'data'
        : null;
    },
  },
  {
    keys: ['storage-driver'],
    options: ['storage-driver', 's'],
    reloads: false,
    ofOptions: last,
    effect: (value, runs, { file }) => {
      if (typeof value !== 'string' || value === '')
        return ofChosenDriver(runs, wantedStore(file['features'], runs));
      return asSnapshotter(value) === asSnapshotter(runs.driver) ? null : 'data';
    },
  },
  {
    keys: ['features'],
    options: ['feature'],
    reloads: false,
    ofOptions: (texts) =>
      Object.fromEntries(
        texts.map((text) => {
          const [name = '', on = 'true'] = text.split('=');
          return [name, isOn([on])];
        }),
      ),
    effect: (value, runs) => {
      const wanted = wantedStore(value, runs);
      return wanted === null || wanted === runs.store ? null : 'data';
    },
  },
  {
    keys: ['userns-remap'],
    options: ['userns-remap'],
    reloads: false,
    pointsElsewhere: true,
    ofOptions: last,
    effect: (value, { remapped, rootDir, wantedRemap }) => {
      const wanted = typeof value === 'string' && value !== '';
      if (wanted && wantedRemap !== null && [wantedRemap.uids, wantedRemap.gids].some(isEmpty)) return 'down';
      if (wanted !== remapped) return 'data';
      const [, uid, gid] = REMAPPED.exec(rootDir) ?? [];
      if (!wanted || wantedRemap === null || uid === undefined) return null;
      const same = wantedRemap.uids.includes(Number(uid)) && wantedRemap.gids.includes(Number(gid));
      return same ? null : 'data';
    },
  },
];

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

/** The image store of the next start; null: not known. */
function wantedStore(features: unknown, runs: RunsWith): RunsWith['store'] | null {
  const told =
    typeof features === 'object' && features !== null
      ? Reflect.get(features, 'containerd-snapshotter')
      : undefined;
  if (typeof told === 'boolean') return told ? 'containerd' : 'classic';
  if (!runs.containerdByDefault) return 'classic';
  // From 29.0 on: the classic one, where it has data (moby daemon/daemon.go).
  if (runs.priorDrivers === null) return null;
  return runs.priorDrivers.length > 0 ? 'classic' : 'containerd';
}

/**
 * Without being told, the engine takes the driver that has data, never `vfs`, and does not start where several have (moby
 * daemon/graphdriver: scanPriorDrivers). containerd's image store has one default.
 */
function ofChosenDriver(
  { driver, store, priorDrivers, freshDriver }: RunsWith,
  wanted: RunsWith['store'] | null,
): PendingKey['effect'] | null {
  // The other store is the row of `features`.
  if (wanted !== store) return null;
  if (store === 'containerd') return driver === 'overlayfs' ? null : 'data';
  // What lies there was not seen: a driver that has data would be taken before any other.
  if (priorDrivers === null) return null;
  const [prior, ...more] = priorDrivers;
  if (more.length > 0) return 'down';
  const chosen = prior ?? freshDriver;
  return chosen === null || chosen === driver ? null : 'data';
}

/** The two names are one driver, of the one store and of the other. */
function asSnapshotter(driver: string): string {
  return driver.replace(/fs$/, '2');
}

function isEmpty(list: readonly unknown[]): boolean {
  return list.length === 0;
}

/** The folder of remapped users, by the first of their ids (moby daemon/daemon_unix.go: setupDaemonRoot). */
const REMAPPED = /\/(\d+)\.(\d+)$/;
