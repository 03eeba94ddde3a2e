import { isIPv4 } from 'node:net';
import type { PendingKey } from './pending.ts';
import type { PendingRow } from './pending-rows.ts';
import { isOn, last } from './pending-values.ts';

/** Settings that decide whom the engine trusts, what containers may do and where it can be reached. */
export const SECURITY_ROWS: readonly PendingRow[] = [
  {
    keys: ['insecure-registries'],
    options: ['insecure-registry'],
    reloads: true,
    ofOptions: (texts) => texts,
    // Without the key a reload leaves them (moby daemon/reload.go).
    effect: (value, { insecureRegistries }, { by }) => {
      if (value === undefined && by === 'reload') return null;
      const wanted = (Array.isArray(value) ? value : []).map((entry) => insecureName(String(entry)));
      const news = wanted.some((entry) => !insecureRegistries.includes(entry));
      if (news) return 'trust';
      return insecureRegistries.every((entry) => wanted.includes(entry)) ? null : 'other';
    },
  },
  {
    keys: ['no-new-privileges'],
    options: ['no-new-privileges'],
    reloads: false,
    ofOptions: isOn,
    effect: (value, { noNewPrivileges }) => ((value === true) === noNewPrivileges ? null : 'other'),
  },
  {
    keys: ['seccomp-profile'],
    options: ['seccomp-profile'],
    reloads: false,
    ofOptions: last,
    // A file that cannot be read ends the engine, and `dockerd --validate` does not look (moby daemon/seccomp_linux.go).
    effect: (value, { seccompProfile, wantedSeccomp }) => {
      if (wantedSeccomp === 'missing') return 'down';
      if (seccompProfile === null) return null;
      const wanted = typeof value === 'string' ? value : '';
      return profileName(wanted) === profileName(seccompProfile) ? null : 'other';
    },
  },
  {
    keys: ['hosts'],
    options: ['host', 'H'],
    reloads: false,
    ofOptions: (texts) => texts,
    effect: (value, { sockets, ports, defaults }) => {
      if (sockets === null || ports === null) return null;
      const told = Array.isArray(value) ? value.map(String) : [];
      // Without any it takes its usual socket; a user's own engine is told where that is by who starts it.
      if (told.length === 0 && defaults === null) return null;
      return listens(told.length === 0 ? ['unix://'] : told, sockets, ports.own);
    },
  },
];

/** As the engine shows it: without a scheme, a block by its first address (moby registry/config.go, Go's net.ParseCIDR). */
export function insecureName(entry: string): string {
  const bare = entry.replace(/^https?:\/\//, '');
  const [, address = '', length = ''] = /^([\d.]+)\/(\d{1,2})$/.exec(bare) ?? [];
  if (!isIPv4(address) || Number(length) > 32) return bare;
  const bits = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const block = 2 ** (32 - Number(length));
  const first = bits - (bits % block);
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${Number(length)}`;
}

/** 20.10 calls its own `default`, later ones `builtin`. */
function profileName(profile: string): string {
  return /^(?:|default|builtin)$/.test(profile) ? '' : profile;
}

/** Held against the sockets of the process that runs. It listens on ports of a swarm and of its metrics too: one more is no sign. */
function listens(
  hosts: readonly string[],
  sockets: readonly string[],
  ports: readonly number[],
): PendingKey['effect'] | null {
  // systemd hands it those, and knows alone where they are.
  if (hosts.some((host) => host.startsWith('fd://'))) return null;
  const paths = hosts.flatMap((host) => {
    const path = /^unix:\/\/(.*)$/.exec(host)?.[1];
    return path === undefined ? [] : [underRun(path === '' ? '/var/run/docker.sock' : path)];
  });
  const wanted = hosts.flatMap((host) => {
    const port = /^tcp:\/\/.*:(\d{1,5})\/?$/.exec(host)?.[1];
    return port === undefined ? [] : [Number(port)];
  });
  const known = sockets.map(underRun);
  const same =
    paths.every((path) => known.includes(path)) &&
    known.every((path) => paths.includes(path)) &&
    wanted.every((port) => ports.includes(port));
  return same ? null : 'moves';
}

/** /var/run is /run. */
function underRun(path: string): string {
  return path.replace(/^\/var\/run\//, '/run/');
}
