import { readdir, readlink, realpath } from 'node:fs/promises';
import path from 'node:path';
import { boundSockets, isBoundTo } from './bound-sockets.ts';
import { errnoOf } from './file-failure.ts';
import { readProc } from './process-identity.ts';

/** A socket that waits for connections. */
export type Listener =
  | { readonly kind: 'unix'; readonly inode: string; readonly path: string }
  /** `uid`: of who made it. `address`: as /proc has it, eight or thirty-two hex digits. */
  | {
      readonly kind: 'tcp';
      readonly inode: string;
      readonly address: string;
      readonly port: number;
      readonly uid: number;
    };

/** Where a client connects to. */
export type ListenAddress =
  | { readonly kind: 'unix'; readonly path: string }
  /** `ip`: without brackets; null: a name, which may be any of this machine's addresses. */
  | { readonly kind: 'tcp'; readonly ip: string | null; readonly port: number };

/** All that listen in the network namespace of a process, or our own. */
export async function listenersBeside(pid: number | 'self'): Promise<readonly Listener[]> {
  const [unix, tcp, tcp6] = await Promise.all(
    ['unix', 'tcp', 'tcp6'].map((name) => readProc(`/proc/${pid}/net/${name}`)),
  );
  return [...unixListeners(unix ?? ''), ...tcpListeners(tcp ?? ''), ...tcpListeners(tcp6 ?? '')];
}

/** Those of them that the process itself holds; null: what it holds is not ours to see. */
export async function listenersOf(pid: number): Promise<readonly Listener[] | null> {
  const held = await socketsOf(pid);
  if (held === null) return null;
  const listeners = (await listenersBeside(pid)).filter(({ inode }) => held.has(inode));
  return await genuineOf(pid, listeners);
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
  const there = await claimantsOf(address, await listenersBeside(pid));
  const its = there.filter(({ inode }) => held.has(inode));
  if (address.kind === 'tcp') return its.length > 0 && its.length === there.length;
  // One socket alone is bound to a file.
  return (await genuineOf(pid, its)).length > 0;
}

/** What a process holds is shown us by ss(8) if it lives in our network; elsewhere nobody but its kind can write lines. */
async function genuineOf(pid: number, held: readonly Listener[]): Promise<readonly Listener[]> {
  const isOurs = (await networkOf(pid)) === (await networkOf('self'));
  return isOurs ? await genuine(held) : held;
}

async function networkOf(pid: number | 'self'): Promise<string> {
  return await linkIn(`/proc/${pid}/ns`, 'net');
}

/** Those that are there by the word of /proc, where a path stands as who bound it wrote it. */
async function claimantsOf(
  address: ListenAddress,
  listeners: readonly Listener[],
): Promise<readonly Listener[]> {
  const real = address.kind === 'unix' ? await realSocket(address.path) : null;
  const found: Listener[] = [];
  for (const listener of listeners) {
    if (listener.kind === 'tcp') {
      if (address.kind === 'tcp' && listener.port === address.port && isDialled(listener.address, address.ip))
        found.push(listener);
    } else if (real !== null && (await realSocket(listener.path)) === real) {
      found.push(listener);
    }
  }
  return found;
}

/** Anybody may listen on the same port of another address: all of 127.0.0.0/8 is this machine's. Pure. */
function isDialled(listens: string, ip: string | null): boolean {
  if (ip === null || /^0+$/.test(listens)) return true;
  // An IPv6 socket on an address of IPv4 (RFC 4291 section 2.5.5.2).
  const own = addressOf(listens.replace(/^0{16}FFFF0000/, ''));
  return own === null || ip === own;
}

/** An address of /proc/net/tcp or tcp6 as one writes it: words of four bytes, each from its last. null: it is not known how. Pure. */
function addressOf(hex: string): string | null {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).toReversed());
  if (bytes.length === 4) return bytes.map((byte) => Number.parseInt(byte, 16)).join('.');
  return bytes.join('') === `${'00'.repeat(15)}01` ? '::1' : null;
}

/** Without those whose path names another file than the one that they are bound to, or that are not there at all. */
async function genuine(listeners: readonly Listener[]): Promise<readonly Listener[]> {
  const paths = listeners.flatMap((listener) => (listener.kind === 'unix' ? [listener.path] : []));
  if (paths.length === 0) return listeners;
  const bound = await boundSockets(paths);
  const kept: Listener[] = [];
  for (const listener of listeners) {
    if (listener.kind === 'tcp' || (await isBoundTo(bound, listener.inode, listener.path)))
      kept.push(listener);
  }
  return kept;
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
