import { valuesOfFlag } from './flags.ts';
import { CONTAINER_ROWS } from './pending-containers.ts';
import { isReset, type NextRead, type PendingRow } from './pending-row.ts';
import { SECURITY_ROWS } from './pending-security.ts';
import { STORAGE_ROWS } from './pending-storage.ts';
import { isOn, last, sameSet } from './pending-values.ts';

/** Settings of the engine itself, and what it takes where a container names none. */
const ENGINE_ROWS: readonly PendingRow[] = [
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
];

/** With one that it has never heard of the engine does not start, and `dockerd --validate` does not see it. */
function isKnownRuntime(name: string, { file: { runtimes }, next }: NextRead): boolean {
  // Its own, and the shims of containerd that it finds by their name or path from 23.0 on (moby daemon/runtime_unix.go).
  if (name === 'runc' || name.startsWith('io.containerd.') || name.startsWith('/')) return true;
  if (typeof runtimes === 'object' && runtimes !== null && Object.hasOwn(runtimes, name)) return true;
  return valuesOfFlag(next.flags, 'add-runtime').some((text) => text.startsWith(`${name}=`));
}

/** What Docker's own documentation has for `metrics-addr`: no engine listens there for anything else. */
const METRICS_PORT = 9323;

/** All that a running engine shows, what can take data out of sight first: they are told in this order. */
export const PENDING_ROWS: readonly PendingRow[] = [
  ...STORAGE_ROWS,
  ...ENGINE_ROWS,
  ...CONTAINER_ROWS,
  ...SECURITY_ROWS,
];
