import { isReset, type PendingRow } from './pending-row.ts';
import { isAddressPools, isRuntime, last, objectOf, sameSet } from './pending-values.ts';

/** Settings of what a container is started with. */
export const CONTAINER_ROWS: readonly PendingRow[] = [
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
];
