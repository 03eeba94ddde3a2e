import { lstat, readlink } from 'node:fs/promises';
import { join, parse, resolve } from 'node:path';
import { firstWithAccessList } from './access-list.ts';
import { errnoOf, type FileFailure, fileFailure, fileFailureFrom } from './file-failure.ts';
import { type IsOwnGroup, isOwnGroup } from './own-group.ts';

export const UNSAFE_REASONS = ['foreign-owner', 'group-writable', 'world-writable', 'access-list'] as const;
export type UnsafeReason = (typeof UNSAFE_REASONS)[number];

export type Safety =
  | { readonly kind: 'safe' }
  | {
      readonly kind: 'unsafe';
      /** The directory in which somebody else could put another file under our hands; or the file itself, where that was looked at. */
      readonly directory: string;
      readonly reason: UnsafeReason;
      readonly uid: number;
      readonly gid: number;
      readonly mode: number;
    }
  | FileFailure;

/**
 * May root write to this path? Only if no one else can write to any directory that leads to it: whoever can, can swap a
 * directory or a symlink between our look and our write, and have root write where they like. The sticky bit is no
 * protection (one may put a new name there), and an ACL that lets others write shows as group-writable, its mask standing
 * in the group's bits: that is why group 0 is not an exception. Symlinks on the way are followed, and what they lead through is looked at too.
 * Missing directories are harmless: we make them. Windows has no such bits: always safe.
 */
export async function checkSafety(path: string): Promise<Safety> {
  return await walk(path, { owner: 0, file: false });
}

/**
 * May what stands in this file be run? By the same rule, for the file itself too: it is there, and nobody but root and `owner` can
 * put another one in its place or write into it. A group in which that user is alone, as useradd(8) makes one, counts as the user.
 */
export async function checkProgramSafety(path: string, owner: number): Promise<Safety> {
  return await walk(path, { owner, file: true });
}

interface Trust {
  /** Beside root. */
  readonly owner: number;
  /** The file is looked at as well, and has to be there. */
  readonly file: boolean;
}

async function walk(path: string, trust: Trust): Promise<Safety> {
  if (process.platform === 'win32') return { kind: 'safe' };
  const { root } = parse(resolve(path));
  let current = root;
  let rest = resolve(path).split('/').filter(Boolean);
  try {
    const unsafe = await unsafeEntry(current, trust);
    if (unsafe !== null) return unsafe;
    for (let links = 0; links <= MAX_LINKS; ) {
      const name = rest.shift();
      if (name === undefined) return { kind: 'safe' };
      const next = join(current, name);
      const stats = await lstat(next);
      if (stats.isSymbolicLink()) {
        links++;
        const target = await readlink(next);
        rest = [...target.split('/').filter(Boolean), ...rest];
        if (target.startsWith('/')) current = root;
        continue;
      }
      const found = stats.isDirectory() || trust.file ? await unsafeEntry(next, trust) : null;
      if (found !== null) return found;
      current = next;
    }
    return fileFailure('symlink-loop', path);
  } catch (error) {
    const missing = errnoOf(error) === 'ENOENT' && !trust.file;
    return missing ? { kind: 'safe' } : fileFailureFrom(error, path);
  }
}

/** As many as the kernel follows: path_resolution(7). */
const MAX_LINKS = 40;

async function unsafeEntry(entry: string, trust: Trust): Promise<Safety | null> {
  const { uid, gid, mode } = await lstat(entry);
  const found = { uid, gid, mode };
  const byBits = unsafeReason(found, trust.owner);
  const reason = byBits === null && restsOnOwnGroup(found) && hasAccessList(entry) ? 'access-list' : byBits;
  return reason === null ? null : { kind: 'unsafe', directory: entry, reason, uid, gid, mode: mode & 0o7777 };
}

/** Others than the owner can write there by the group's bits, which may be the mask of a list: only a group of one makes that safe. */
export function restsOnOwnGroup({ mode }: { readonly mode: number }): boolean {
  return (mode & 0o020) !== 0;
}

/**
 * Who but root can write into this file of root's, whatever leads to it; null: nobody. Where there is an access control list the group's
 * bits are its mask, and say nothing of the group; without one a group of root's own is root.
 */
export function writableByOthers(file: {
  readonly realPath: string;
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}): UnsafeReason | null {
  const byBits = unsafeReason(file, 0);
  if (byBits !== 'group-writable') return byBits;
  if (hasAccessList(file.realPath)) return 'access-list';
  return file.gid === 0 ? null : byBits;
}

function hasAccessList(path: string): boolean {
  return firstWithAccessList([path]) !== null;
}

/** null: nobody but root and `owner` can write there, unless an access control list lets others. Pure, but for what `isOwn` has to ask. */
export function unsafeReason(
  { uid, gid, mode }: { readonly uid: number; readonly gid: number; readonly mode: number },
  owner: number,
  isOwn: IsOwnGroup = isOwnGroup,
): UnsafeReason | null {
  if (uid !== 0 && uid !== owner) return 'foreign-owner';
  if ((mode & 0o002) !== 0) return 'world-writable';
  if ((mode & 0o020) !== 0 && (owner === 0 || !isOwn(gid, owner))) return 'group-writable';
  return null;
}
