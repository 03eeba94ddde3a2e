import { readdir, readlink, realpath } from 'node:fs/promises';
import { isIPv4, isIPv6 } from 'node:net';
import path from 'node:path';
import { boundInode, boundSockets } from './bound-sockets.ts';
import { errnoOf } from './file-failure.ts';
import { SS } from './limits.ts';
import { readProc } from './process-identity.ts';

/** A socket that waits for connections. */
export type Listener = UnixListener | TcpListener;

interface UnixListener {
  readonly kind: 'unix';
  readonly inode: string;
  readonly path: string;
}

interface TcpListener {
  readonly kind: 'tcp';
  readonly inode: string;
  /** As /proc has it, eight or thirty-two hex digits. */
  readonly address: string;
  readonly port: number;
  /** Of who made it. */
  readonly uid: number;
}

/** Where a client connects to. */
export type ListenAddress =
  | { readonly kind: 'unix'; readonly path: string }
  /** `ips`: without brackets, any of which may be dialled; null: a name, which may be any of this machine's addresses. */
  | { readonly kind: 'tcp'; readonly ips: readonly string[] | null; readonly port: number };

/** All that listen in the network namespace of a process, or our own. */
export async function listenersBeside(pid: number | 'self'): Promise<readonly Listener[]> {
  const [unix, tcp, tcp6] = await Promise.all(
    ['unix', 'tcp', 'tcp6'].map((name) => readProc(`/proc/${pid}/net/${name}`)),
  );
  return [unixListeners(unix ?? ''), tcpListeners(tcp ?? ''), tcpListeners(tcp6 ?? '')].flat();
}

/** Those of them that the process itself holds; null: what it holds is not ours to see. */
export async function listenersOf(pid: number): Promise<readonly Listener[] | null> {
  const listeners = await claimsOf(pid);
  return listeners === null ? null : await genuineOf(pid, listeners);
}

/** The same, a path as who bound it wrote it: among other mounts than ours it names another file, or none. */
export async function claimsOf(pid: number): Promise<readonly Listener[] | null> {
  const held = await socketsOf(pid);
  return held === null ? null : (await listenersBeside(pid)).filter(({ inode }) => held.has(inode));
}

/**
 * Those that a connection to this address can reach. Where a name is given a port counts on every address: which one is dialled is
 * the client's choice. A socket counts by the file that it is bound to: anybody can bind one to a path of this name among mounts of their own.
 */
export async function listenersAt(
  address: ListenAddress,
  listeners: readonly Listener[],
): Promise<readonly Listener[]> {
  return await genuine(await claimantsOf(address, listeners));
}

/**
 * Does this process, and nobody beside it, serve the address? A path can be bound twice, after the first socket was removed: then
 * the file that is there now tells which of the two is meant. null: what it holds is not ours to see.
 */
export async function servesAlone(pid: number, address: ListenAddress): Promise<boolean | null> {
  const held = await socketsOf(pid);
  if (held === null) return null;
  const beside = await listenersBeside(pid);
  if (address.kind === 'tcp') {
    const there = await claimantsOf(address, beside);
    return there.length > 0 && there.every(({ inode }) => held.has(inode));
  }
  const its = beside.filter(({ inode }) => held.has(inode));
  // One socket alone is bound to a file.
  return (await genuineOf(pid, await claimantsOf(address, its))).length > 0;
}

/** What a process holds is shown us by ss(8) if it lives in our network; elsewhere nobody but its kind can write lines. */
async function genuineOf(pid: number, held: readonly Listener[]): Promise<readonly Listener[]> {
  const isOurs = (await networkOf(pid)) === (await networkOf('self'));
  return isOurs ? await genuine(held) : held;
}

async function networkOf(pid: number | 'self'): Promise<string> {
  return await linkIn(`/proc/${pid}/ns`, 'net');
}

function isUnix(listener: Listener): listener is UnixListener {
  return listener.kind === 'unix';
}

function isTcp(listener: Listener): listener is TcpListener {
  return listener.kind === 'tcp';
}

/** Those that are there by the word of /proc, where a path stands as who bound it wrote it. */
async function claimantsOf(
  address: ListenAddress,
  listeners: readonly Listener[],
): Promise<readonly Listener[]> {
  if (address.kind === 'unix') return await claimantsOfPath(address.path, listeners.filter(isUnix));
  const there = listeners.filter(isTcp).filter(({ port }) => port === address.port);
  if (address.ips === null) return there;
  const reached = new Set(address.ips.flatMap((ip) => reachedAt(ip, there)));
  return there.filter((listener) => reached.has(listener));
}

async function claimantsOfPath(
  file: string,
  listeners: readonly UnixListener[],
): Promise<readonly Listener[]> {
  const real = await realSocket(file);
  const usual = new Set([file, real]);
  const names = new Set([...usual].map((one) => path.basename(one)));
  const near = listeners.filter((listener) => names.has(path.basename(listener.path)));
  // Anybody may bind any number, each under a spelling of its own: more than these are looked at by nobody.
  const spellings = [...usual, ...new Set(near.map((listener) => listener.path))].slice(0, SS.spellings);
  const meant = new Set<string>();
  for (const spelling of spellings) {
    if ((await realSocket(spelling)) === real) meant.add(spelling);
  }
  return near.filter((listener) => meant.has(listener.path));
}

/**
 * Who takes a connection to this address. Anybody may listen on the same port of another one: all of 127.0.0.0/8 is this machine's.
 * One that listens on all addresses of IPv6 is reached by IPv4 too, unless somebody listens there: the kernel lets both be only where it
 * wants IPv6 alone (IPV6_V6ONLY of ipv6(7)). Pure.
 */
function reachedAt(ip: string, listeners: readonly TcpListener[]): readonly TcpListener[] {
  const dialled = DIALLED_AS.get(ip) ?? canonical(ip);
  const exact = listeners.filter(({ address }) => {
    const own = addressOf(address);
    return own === dialled || (own === '0.0.0.0' && isIPv4(dialled));
  });
  if (exact.length > 0 && isIPv4(dialled)) return exact;
  return [...exact, ...listeners.filter(({ address }) => addressOf(address) === '::')];
}

/** What the kernel makes of these: connect(2) to no address is to this machine. */
const DIALLED_AS: ReadonlyMap<string, string> = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
]);

/** An address of /proc/net/tcp or tcp6, words of four bytes, each from its last, in the one way in which it is compared. Pure. */
function addressOf(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).toReversed());
  if (bytes.length === 4) return bytes.map((byte) => Number.parseInt(byte, 16)).join('.');
  return canonical((bytes.join('').match(/.{4}/g) ?? []).join(':'));
}

/** RFC 5952, without a zone, which /proc does not tell; an address of IPv4 in IPv6 (RFC 4291 section 2.5.5.2) is that of IPv4. Pure. */
function canonical(ip: string): string {
  const bare = ip.replace(/%.*$/s, '');
  if (!isIPv6(bare)) return bare;
  const text = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(text) ?? [];
  if (high === undefined || low === undefined) return text;
  const words = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return words.flatMap((word) => [word >> 8, word & 0xff]).join('.');
}

/** Without those whose path names another file than the one that they are bound to, or that are not there at all. */
async function genuine(listeners: readonly Listener[]): Promise<readonly Listener[]> {
  const paths = listeners.flatMap((listener) => (listener.kind === 'unix' ? [listener.path] : []));
  if (paths.length === 0) return listeners;
  const bound = await boundSockets(paths);
  if (bound === null) return listeners;
  const files = new Map<string, string | null>();
  for (const file of new Set(paths)) files.set(file, await boundInode(file));
  return listeners.filter((listener) => {
    if (listener.kind === 'tcp') return true;
    const file = bound.get(listener.inode);
    return file !== undefined && file === files.get(listener.path);
  });
}

/** /proc/net/unix: `Num RefCount Protocol Flags Type St Inode Path`; __SO_ACCEPTCON stands in the flags of one that listens. Pure. */
export function unixListeners(text: string): readonly Listener[] {
  return text.split('\n').flatMap((line) => {
    const [, flags = '', inode = '', file = ''] =
      /^\S+: \S+ \S+ ([0-9A-F]{8}) \S+ \S+ +(\d+) (\/.*)$/.exec(line) ?? [];
    const listens = (Number.parseInt(flags || '0', 16) & SO_ACCEPTCON) !== 0;
    return listens ? [{ kind: 'unix', inode, path: file } as const] : [];
  });
}

const SO_ACCEPTCON = 0x10000;

/** /proc/net/tcp and tcp6: `sl local_address rem_address st … uid timeout inode`; state 0A is LISTEN. Pure. */
export function tcpListeners(text: string): readonly Listener[] {
  return text.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , uid, , inode = ''] = line.trim().split(/ +/);
    const [address = '', port = ''] = local.split(':');
    if (state !== '0A') return [];
    return [{ kind: 'tcp', inode, address, port: Number.parseInt(port, 16), uid: Number(uid) } as const];
  });
}

/** `socket:[12345]` are the links in /proc/PID/fd. */
async function socketsOf(pid: number): Promise<ReadonlySet<string> | null> {
  const folder = `/proc/${pid}/fd`;
  const found = new Set<string>();
  try {
    for (const name of await readdir(folder)) {
      const inode = /^socket:\[(\d+)\]$/.exec(await linkIn(folder, name))?.[1];
      if (inode !== undefined) found.add(inode);
    }
    return found;
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return null;
  }
}

/** One that was closed since the folder was listed is none. */
async function linkIn(folder: string, name: string): Promise<string> {
  try {
    return await readlink(path.join(folder, name));
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    return '';
  }
}

/** With the links of its folder followed: /var/run is /run. */
async function realSocket(file: string): Promise<string> {
  try {
    return path.join(await realpath(path.dirname(file)), path.basename(file));
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return path.resolve(file);
  }
}
