import { isIP, isIPv4 } from 'node:net';
import { valuesOfFlag } from './flags.ts';
import type { RunsWith } from './pending.ts';
import type { PendingRow } from './pending-row.ts';
import { ipv4Block, isInsecureEntry, isOn, last } from './pending-values.ts';

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
      const told = (Array.isArray(value) ? value : []).map(String);
      const wanted = told.map(insecureName);
      const news = told.filter((entry) => !insecureRegistries.includes(insecureName(entry)));
      if (news.length > 0) return news.every(isInsecureEntry) ? 'trust' : 'down';
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
    pointsElsewhere: true,
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
    effect: (value, { sockets, addresses, defaults }, { flags }) => {
      if (sockets === null || addresses === null) return null;
      const told = Array.isArray(value) ? value.map(String) : [];
      // Without any it takes its usual socket; a user's own engine is told where that is by who starts it.
      if (told.length === 0 && defaults === null) return null;
      const hosts = told.length === 0 ? ['unix://'] : told;
      const wanted = hosts.flatMap(tcpHost);
      if (wanted.some((one) => opens(one, addresses))) return 'opens';
      const before = ['host', 'H'].flatMap((name) => valuesOfFlag(flags, name)).flatMap(tcpHost);
      return sameTcp(wanted, addresses, before) && samePaths(hosts, sockets) ? null : 'moves';
    },
  },
];

/** As the engine shows it: without a scheme, a block by its first address (moby registry/config.go, Go's net.ParseCIDR). */
export function insecureName(entry: string): string {
  const bare = entry.replace(/^https?:\/\//, '');
  const block = ipv4Block(bare);
  if (block === null) return bare;
  const { first, length } = block;
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${length}`;
}

/** 20.10 calls its own `default`, later ones `builtin`. */
function profileName(profile: string): string {
  return /^(?:|default|builtin)$/.test(profile) ? '' : profile;
}

type Address = NonNullable<RunsWith['addresses']>[number];

/** What the API is registered for (IANA: `docker`, `docker-s`). It listens on ports of a swarm and of its metrics too, which are no hosts. */
const API_PORTS: readonly number[] = [2375, 2376];

/** `tcp://host:port`; without a host it is localhost, without a port that of the API (moby opts/hosts.go). */
function tcpHost(host: string): readonly Address[] {
  const [, text, port] = /^tcp:\/\/(.*?)(?::(\d{1,5}))?\/?$/.exec(host) ?? [];
  if (text === undefined) return [];
  const name = text.replace(/^\[(.*)\]$/, '$1');
  return [
    { host: name === '' || name === 'localhost' ? '127.0.0.1' : name, port: Number(port ?? API_PORTS[0]) },
  ];
}

/** Reachable from the network by an address where it was not before. */
function opens(wanted: Address, addresses: readonly Address[]): boolean {
  return !isLoopback(wanted.host) && !addresses.some((one) => covers(one, wanted));
}

/** Each that is wanted is there, and none that is there goes: a host by the command line, or a port of the API. */
function sameTcp(
  wanted: readonly Address[],
  addresses: readonly Address[],
  before: readonly Address[],
): boolean {
  const hosts = addresses.filter(
    ({ port }) => API_PORTS.includes(port) || before.some((told) => told.port === port),
  );
  return (
    wanted.every((one) => addresses.some((other) => covers(other, one))) &&
    hosts.every((one) => wanted.some((other) => covers(other, one)))
  );
}

/** A name may be any address but those of loopback: its port counts. */
function covers({ host, port }: Address, other: Address): boolean {
  if (port !== other.port) return false;
  const isName = isIP(host) === 0 || isIP(other.host) === 0;
  return host === other.host || isAny(host) || (isName && !isLoopback(host) && !isLoopback(other.host));
}

function isAny(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

function isLoopback(host: string): boolean {
  return host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

/** Held against the sockets of the process that runs. */
function samePaths(hosts: readonly string[], sockets: readonly string[]): boolean {
  // systemd hands it those, and knows alone where they are.
  if (hosts.some((host) => host.startsWith('fd://'))) return true;
  const paths = hosts.flatMap((host) => {
    const path = /^unix:\/\/(.*)$/.exec(host)?.[1];
    return path === undefined ? [] : [underRun(path === '' ? '/var/run/docker.sock' : path)];
  });
  const known = sockets.map(underRun);
  return paths.every((path) => known.includes(path)) && known.every((path) => paths.includes(path));
}

/** /var/run is /run. */
function underRun(path: string): string {
  return path.replace(/^\/var\/run\//, '/run/');
}
