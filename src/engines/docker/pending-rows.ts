import { type DockerdFlag, valuesOfFlag } from './flags.ts';
import type { PendingKey, RunsWith } from './pending.ts';
import { SECURITY_ROWS } from './pending-security.ts';
import { isAddressPools, isOn, isRuntime, last, objectOf, sameSet } from './pending-values.ts';

/** What the next start, or the reload, reads. */
interface NextStart {
  readonly by: 'reload' | 'restart';
  readonly file: Readonly<Record<string, unknown>>;
  /** Of the process that runs. */
  readonly flags: readonly DockerdFlag[];
  readonly nextFlags: readonly DockerdFlag[];
}

/** One setting that a running engine shows. */
export interface PendingRow {
  /** Its names in the file, today's first. */
  readonly keys: readonly [string, ...string[]];
  /** Its names on the command line. */
  readonly options: readonly [string, ...string[]];
  /** A reload reads it anew (moby daemon/reload.go). */
  readonly reloads: boolean;
  /** It names a file, a link, a user or a port: what that is can change though the setting does not. */
  readonly pointsElsewhere?: true;
  /** An option's values as the file would have them. */
  readonly ofOptions: (texts: readonly string[]) => unknown;
  /** `value`: undefined where it is set nowhere, which means the engine's default. null: it is in force. */
  readonly effect: (value: unknown, runs: RunsWith, next: NextStart) => PendingKey['effect'] | null;
}

export const PENDING_ROWS: readonly PendingRow[] = [
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
  {
    keys: ['authorization-plugins'],
    options: ['authorization-plugin'],
    reloads: true,
    ofOptions: (texts) => texts,
    // Without the key a reload, too, is without them (moby cmd/dockerd/daemon.go: SetPlugins).
    effect: (value, { authorization }) => {
      const wanted: readonly unknown[] = Array.isArray(value) ? value : [];
      if (!authorization.every((plugin) => wanted.includes(plugin))) return 'access';
      return sameSet(wanted, authorization) ? null : 'down';
    },
  },
  {
    keys: ['default-runtime'],
    options: ['default-runtime'],
    reloads: true,
    ofOptions: last,
    effect: (value, runs, next) => {
      const { defaultRuntime } = runs;
      if (value === undefined) return isReset(defaultRuntime ?? 'runc', 'runc', runs, next);
      if (typeof value !== 'string' || value === '') return null;
      if (!isKnownRuntime(value, next)) return 'down';
      return value === defaultRuntime ? null : 'other';
    },
  },
  {
    keys: ['live-restore'],
    options: ['live-restore'],
    reloads: true,
    ofOptions: isOn,
    effect: (value, runs, next) => {
      if (value === undefined) return isReset(runs.liveRestore, false, runs, next);
      return typeof value === 'boolean' && value !== runs.liveRestore ? 'other' : null;
    },
  },
  {
    keys: ['debug'],
    options: ['debug', 'D'],
    reloads: true,
    ofOptions: isOn,
    effect: (value, runs, next) => {
      if (value === undefined) return isReset(runs.debug, false, runs, next);
      return typeof value === 'boolean' && value !== runs.debug ? 'other' : null;
    },
  },
  {
    keys: ['labels'],
    options: ['label'],
    reloads: true,
    ofOptions: (texts) => texts,
    effect: (value, runs, next) => {
      if (value === undefined) return isReset(runs.labels.length, 0, runs, next);
      return Array.isArray(value) && !sameSet(value, runs.labels) ? 'other' : null;
    },
  },
  {
    keys: ['metrics-addr'],
    options: ['metrics-addr'],
    reloads: false,
    pointsElsewhere: true,
    ofOptions: last,
    // It is not in `/info`; but who serves metrics listens. With an address that is not to be had the engine does not start.
    effect: (value, { ports }) => {
      if (value === undefined && ports?.own.includes(METRICS_PORT)) return 'other';
      if (typeof value !== 'string' || value === '' || ports === null) return null;
      const port = Number(/:(\d{1,5})$/.exec(value)?.[1] ?? Number.NaN);
      if (ports.own.includes(port)) return null;
      return Number.isNaN(port) || ports.others.includes(port) ? 'down' : 'other';
    },
  },
  {
    keys: ['log-driver'],
    options: ['log-driver'],
    reloads: false,
    ofOptions: last,
    effect: (value, runs, next) => {
      const { logDriver } = runs;
      if (value === undefined) return isReset(logDriver ?? 'json-file', 'json-file', runs, next);
      return typeof value === 'string' && value !== logDriver ? 'other' : null;
    },
  },
  {
    keys: ['runtimes'],
    options: ['add-runtime'],
    reloads: true,
    ofOptions: (texts) =>
      Object.fromEntries(
        texts.map((text) => {
          const [name = '', path = ''] = text.split('=');
          return [name, { path }];
        }),
      ),
    // Without the key a reload leaves them (moby daemon/reload_unix.go).
    effect: (value, { runtimes }, { by }) => {
      if (value === undefined && by === 'reload') return null;
      const own = runtimes.filter(({ name }) => name !== 'runc' && !name.startsWith('io.containerd.'));
      const wanted = Object.entries(objectOf(value));
      const isSame = ([name, told]: readonly [string, unknown]): boolean => {
        const path = objectOf(told)['path'];
        return own.some((one) => one.name === name && (path ?? one.path) === one.path);
      };
      if (wanted.length === own.length && wanted.every(isSame)) return null;
      return wanted.every((one) => isSame(one) || isRuntime(one)) ? 'other' : 'down';
    },
  },
  {
    keys: ['exec-opts'],
    options: ['exec-opt'],
    reloads: false,
    ofOptions: (texts) => texts,
    // Without it the engine chooses by what the machine has.
    effect: (value, { cgroupDriver }) => {
      const driver = /^native\.cgroupdriver=(.+)$/.exec(
        String(Array.isArray(value) ? value.at(-1) : ''),
      )?.[1];
      if (driver === undefined || cgroupDriver === null || driver === cgroupDriver) return null;
      // With any other it does not start, and `dockerd --validate` passes it.
      return driver === 'cgroupfs' || driver === 'systemd' ? 'other' : 'down';
    },
  },
  {
    keys: ['default-address-pools'],
    options: ['default-address-pool'],
    reloads: false,
    ofOptions: (texts) =>
      texts.map((text) => ({
        base: /(?:^|,)base=([^,]*)/.exec(text)?.[1],
        size: /(?:^|,)size=([^,]*)/.exec(text)?.[1],
      })),
    effect: (value, { addressPools }) => {
      const wanted = (Array.isArray(value) ? value : []).map((pool) => {
        const { base, size } = objectOf(pool);
        return `${String(base)} ${String(size)}`;
      });
      if (sameSet(wanted, addressPools)) return null;
      return value === undefined || isAddressPools(value) ? 'other' : 'down';
    },
  },
  ...SECURITY_ROWS,
];

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

/** With one that it has never heard of the engine does not start, and `dockerd --validate` does not see it. */
function isKnownRuntime(name: string, { file: { runtimes }, nextFlags }: NextStart): boolean {
  // Its own, and the shims of containerd that it finds by their name or path from 23.0 on (moby daemon/runtime_unix.go).
  if (name === 'runc' || name.startsWith('io.containerd.') || name.startsWith('/')) return true;
  if (typeof runtimes === 'object' && runtimes !== null && Object.hasOwn(runtimes, name)) return true;
  return valuesOfFlag(nextFlags, 'add-runtime').some((text) => text.startsWith(`${name}=`));
}

/** The two names are one driver, of the one store and of the other. */
function asSnapshotter(driver: string): string {
  return driver.replace(/fs$/, '2');
}

/** A key that is gone: a restart goes back to the default, a reload leaves what is (moby daemon/reload.go). Options that are not seen may say it too. */
function isReset<Value>(
  live: Value,
  fallback: Value,
  { sockets }: RunsWith,
  { by }: NextStart,
): PendingKey['effect'] | null {
  return by === 'restart' && sockets !== null && live !== fallback ? 'other' : null;
}

function isEmpty(list: readonly unknown[]): boolean {
  return list.length === 0;
}

/** What Docker's own documentation has for `metrics-addr`: no engine listens there for anything else. */
const METRICS_PORT = 9323;

/** The folder of remapped users, by the first of their ids (moby daemon/daemon_unix.go: setupDaemonRoot). */
const REMAPPED = /\/(\d+)\.(\d+)$/;

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
