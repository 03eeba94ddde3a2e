import { readdir, readlink, realpath } from 'node:fs/promises';
import path from 'node:path';
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
  | { readonly kind: 'tcp'; readonly port: number };

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
  return (await listenersBeside(pid)).filter(({ inode }) => held.has(inode));
}

/** Those that a connection to this address can reach. A port counts on every address: which one is dialled is the client's choice. */
export async function listenersAt(
  address: ListenAddress,
  listeners: readonly Listener[],
): Promise<readonly Listener[]> {
  const real = address.kind === 'unix' ? await realSocket(address.path) : null;
  const found: Listener[] = [];
  for (const listener of listeners) {
    if (listener.kind === 'tcp') {
      if (address.kind === 'tcp' && listener.port === address.port) found.push(listener);
    } else if (real !== null && (await realSocket(listener.path)) === real) {
      found.push(listener);
    }
  }
  return found;
}

/**
 * Does this process, and nobody beside it, serve the address? A path can be bound twice, after the first socket was removed: then it
 * is not known which of the two is meant. null: what it holds is not ours to see.
 */
export async function servesAlone(pid: number, address: ListenAddress): Promise<boolean | null> {
  const held = await socketsOf(pid);
  if (held === null) return null;
  const there = await listenersAt(address, await listenersBeside(pid));
  return there.length > 0 && there.every(({ inode }) => held.has(inode));
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
