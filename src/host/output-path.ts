import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join, parse, resolve } from 'node:path';
import { isRoot } from './read-pem.ts';

/** Where an output goes, once every link is followed. */
export interface OutputPath {
  /** For every operation on the file. For root it goes through `folder`, so that nobody can put another folder there meanwhile. */
  readonly path: string;
  /** No link is to be followed any more: one that is there now was put there meanwhile. */
  readonly isFollowed: boolean;
  /** Somebody else than root could put another file there under root's hands. */
  readonly isForeign: boolean;
  close(): Promise<void>;
}

/** `code` as systems have theirs: what writes the output tells it as it tells those. */
export class ForeignLink extends Error {
  readonly code = 'FOREIGN_LINK';
  readonly path: string;

  constructor(path: string, detail: string) {
    super(`${path} ${detail}`);
    this.path = path;
  }
}

/**
 * Follows the links of a path that the user named. Root follows none that lies in a folder in which others can write: whoever put it
 * there chooses what root overwrites. (The kernel's own protected_symlinks looks at sticky folders alone, and can be off.) A missing
 * file, or folder, is for the writer to meet. `last`: the path may itself be a link, which is meant and not what it leads to.
 * Rejects with ForeignLink or the system's error.
 */
export async function openOutputPath(file: string, last: 'follow' | 'keep' = 'follow'): Promise<OutputPath> {
  if (!isRoot()) return asItIs(last === 'keep' ? file : await realpath(file).catch(() => file));
  const path = await followOwnLinks(file, last);
  // What a descriptor is open on has no folder.
  if (path.startsWith('/proc/')) return asItIs(path);
  const folder = await open(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    const { uid, mode } = await folder.stat();
    const pinned = await pin(folder, dirname(path));
    return {
      path: join(pinned, basename(path)),
      isFollowed: true,
      isForeign: isForeign(uid, mode),
      close: () => folder.close(),
    };
  } catch (error) {
    await folder.close();
    throw error;
  }
}

function asItIs(path: string): OutputPath {
  return { path, isFollowed: false, isForeign: false, close: async () => {} };
}

/** As many as the kernel follows: path_resolution(7). */
const MAX_LINKS = 40;

async function followOwnLinks(file: string, last: 'follow' | 'keep'): Promise<string> {
  const { root } = parse(resolve(file));
  let current = root;
  let rest = resolve(file).split('/').filter(Boolean);
  for (let links = 0; links <= MAX_LINKS; ) {
    const name = rest.shift();
    if (name === undefined) return current;
    const next = join(current, name);
    const stats = await lstat(next).catch(() => null);
    if (stats === null) return join(next, ...rest);
    if (!stats.isSymbolicLink() || (last === 'keep' && rest.length === 0)) {
      current = next;
      continue;
    }
    links++;
    const { uid, mode } = await lstat(current);
    if (isForeign(uid, mode)) throw new ForeignLink(next, 'is a link in a folder that others can write to');
    const target = await readlink(next);
    // /proc/self/fd/3 reads as "pipe:[4711]": the kernel alone can follow it.
    if (current.startsWith('/proc/') && !target.startsWith('/')) return join(next, ...rest);
    rest = [...target.split('/').filter(Boolean), ...rest];
    if (target.startsWith('/')) current = root;
  }
  throw Object.assign(new Error(`too many links: ${file}`), { code: 'ELOOP' });
}

function isForeign(uid: number, mode: number): boolean {
  return uid !== 0 || (mode & 0o022) !== 0;
}

/** A name of the open folder itself, if it is still the one that was looked at. Without /proc: its path. */
async function pin(folder: FileHandle, path: string): Promise<string> {
  const link = `/proc/self/fd/${folder.fd}`;
  const seen = await readlink(link).catch(() => null);
  if (seen === null) return path;
  if (seen !== path) throw new ForeignLink(path, 'was exchanged meanwhile');
  return link;
}
