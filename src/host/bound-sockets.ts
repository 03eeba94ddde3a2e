import { stat } from 'node:fs/promises';
import { errnoOf } from './file-failure.ts';
import { SS } from './limits.ts';
import { run, succeeded } from './run.ts';

/** By the inode of a socket, that of the file it is bound to; null: there is nobody to tell, and then each is taken to be bound where it says. */
export type BoundSockets = ReadonlyMap<string, string> | null;

/**
 * The files that listening sockets of our network are bound to, as the kernel has them (UNIX_DIAG_VFS of sock_diag(7)), by ss(8): a
 * path in /proc/net/unix is a name among anybody's mounts, the inode of a file is not. Only sockets that go by exactly these paths
 * are listed, an odd character for any of its kind: what a stranger calls a socket may hold a line that looks like one of another, there as here. Of more paths than `SS.paths` the
 * first are asked for. Linux only.
 */
export async function boundSockets(paths: readonly string[]): Promise<BoundSockets> {
  const all = new Map<string, string>();
  const asked = [...new Set(paths)].flatMap((path) => patternOf(path) ?? []).slice(0, SS.paths);
  // At least once, to see whether there is somebody to tell.
  for (let at = 0; at === 0 || at < asked.length; at += SS.pathsAtOnce) {
    const filter = asked.slice(at, at + SS.pathsAtOnce).map((pattern) => `src ${pattern}`);
    const result = await run('ss', ['-xleHn', filter.join(' or ') || 'src /'], {
      maxOutputBytes: SS.outputBytes,
    });
    if (result.kind === 'not-started') return null;
    const bound = succeeded(result) ? boundSocketsOf(result.stdout) : [];
    if (bound === null) return null;
    for (const [inode, file] of bound) all.set(inode, file);
  }
  return all;
}

/**
 * What ss takes for this path and for as good as no other: a blank would end its word, and `*` and its like mean more to fnmatch(3), so that each stands as a class of its kind. A class never takes
 * the end of a line, by which a stranger's name could write a whole line. null: the path has such an end in it, or is not text, and is not looked for. Pure.
 */
export function patternOf(path: string): string | null {
  if (!/^\/[ -~\u00a0-\ufffc\u{10000}-\u{10ffff}]+$/u.test(path)) return null;
  return path.replace(/[ -~]/g, (character) => {
    if (/[\w./+@~-]/.test(character)) return character;
    return character === ' ' ? '[[:blank:]]' : '[[:punct:]]';
  });
}

/** `u_str LISTEN 0 4096 /run/docker.sock 65342 * 0 <-> ino:777 dev:0/25 peers:`; null: it tells no file, as an old one, or without unix_diag. Pure. */
export function boundSocketsOf(text: string): BoundSockets {
  const bound = new Map<string, string>();
  for (const line of text.split('\n')) {
    const words = line.split(' ');
    const inode = words[words.lastIndexOf('*') - 1];
    const file = words.findLast((word) => word.startsWith('ino:'))?.slice('ino:'.length);
    if (inode !== undefined && file !== undefined) bound.set(inode, file);
    else if (words.some((word) => word.startsWith('/'))) return null;
  }
  return bound;
}

/** The inode of the file at a path, as the kernel tells it of sockets: 32 bits of it. null: there is none. */
export async function boundInode(path: string): Promise<string | null> {
  try {
    return String(BigInt.asUintN(32, (await stat(path, { bigint: true })).ino));
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return null;
  }
}
