import { createHash } from 'node:crypto';
import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, lstat, open, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { errnoOf, type FileFailure, fileFailure, fileFailureFrom } from './file-failure.ts';

/** What tells one state of a file from every later one, without looking at its bytes. Times in nanoseconds. */
export interface FileIdentity {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
}

export interface ExistingFile {
  readonly kind: 'file';
  /** Absolute, as asked for. */
  readonly path: string;
  /** Where the bytes are, every symlink followed. */
  readonly realPath: string;
  readonly bytes: Buffer;
  /** Lower-case hex, of `bytes`. */
  readonly sha256: string;
  /** Permission bits with setuid, setgid and sticky: 0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** More than 1: other names share these bytes, and a replacement by rename leaves them behind. */
  readonly hardLinks: number;
  readonly identity: FileIdentity;
}

export interface AbsentFile {
  readonly kind: 'absent';
  readonly path: string;
  /** Where the file would come to be. */
  readonly realPath: string;
  /** The directories that would have to be made first, outermost first. */
  readonly missingDirectories: readonly string[];
}

export type FileState = ExistingFile | AbsentFile;

/** null: there is no file. */
export function bytesOf(state: FileState | null): Buffer | null {
  return state?.kind === 'file' ? state.bytes : null;
}

/**
 * The file as it is now: bytes and everything that a replacement must keep. A file that is not there is a state, not
 * a failure; a symlink to nowhere is a failure, since nobody can say what its owner meant.
 * Fails with a FileFailure: no permission, not a plain file, more than `maxBytes`, a symlink to nowhere or in a circle.
 */
export async function readFileState(path: string, maxBytes: number): Promise<FileState | FileFailure> {
  const named = resolve(path);
  try {
    const place = await locate(named);
    switch (place.kind) {
      case 'file-failure':
        return place;
      case 'absent':
        return place;
      case 'found':
        return await readExisting(named, place.realPath, maxBytes);
      default:
        return place satisfies never;
    }
  } catch (error) {
    return fileFailureFrom(error, named);
  }
}

/** Same file, same bytes, same owner, mode and path? What is asked right before a file is replaced. */
export function isSameState(before: FileState, now: FileState): boolean {
  if (before.realPath !== now.realPath) return false;
  if (before.kind === 'absent' || now.kind === 'absent') return before.kind === now.kind;
  return before.sha256 === now.sha256 && isSameIdentity(before.identity, now.identity);
}

type Place = AbsentFile | FileFailure | { readonly kind: 'found'; readonly realPath: string };

async function locate(path: string): Promise<Place> {
  const missing: string[] = [];
  for (let at = path; ; at = dirname(at)) {
    try {
      const real = await realpath(at);
      if (missing.length === 0) return { kind: 'found', realPath: real };
      const names = missing.map((absent) => basename(absent)).reverse();
      const paths = names.map((_, index) => join(real, ...names.slice(0, index + 1)));
      return { kind: 'absent', path, realPath: join(real, ...names), missingDirectories: paths.slice(0, -1) };
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT' || dirname(at) === at) throw error;
    }
    if (await isSymlink(at)) return fileFailure('dangling-symlink', at, 'ENOENT');
    missing.push(at);
  }
}

async function isSymlink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** A writer that is at work for longer than this many readings is not going to stop. */
const READINGS = 3;

async function readExisting(
  path: string,
  realPath: string,
  maxBytes: number,
): Promise<ExistingFile | FileFailure> {
  // O_NOFOLLOW: the path is resolved, a link there now was put there since. O_NONBLOCK: opening a FIFO must not wait.
  const file = await open(realPath, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    for (let reading = 1; reading <= READINGS; reading++) {
      const before = await file.stat({ bigint: true });
      if (!before.isFile()) return fileFailure('not-a-file', path, before.isDirectory() ? 'EISDIR' : null);
      if (before.size > BigInt(maxBytes)) return fileFailure('too-large', path);
      const bytes = await readFrom(file, Number(before.size));
      const after = await file.stat({ bigint: true });
      if (!isSameIdentity(identityOf(before), identityOf(after)) || bytes.length !== Number(after.size))
        continue;
      return existingFile(path, realPath, bytes, after);
    }
    return fileFailure('changing', path);
  } finally {
    await file.close();
  }
}

/** From the start, at most `size` bytes, whatever the position of the handle. */
async function readFrom(file: FileHandle, size: number): Promise<Buffer> {
  const buffer = Buffer.alloc(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await file.read(buffer, filled, size - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

function existingFile(path: string, realPath: string, bytes: Buffer, stats: BigIntStats): ExistingFile {
  return {
    kind: 'file',
    path,
    realPath,
    bytes,
    sha256: sha256Of(bytes),
    mode: Number(stats.mode) & 0o7777,
    uid: Number(stats.uid),
    gid: Number(stats.gid),
    hardLinks: Number(stats.nlink),
    identity: identityOf(stats),
  };
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function identityOf(stats: BigIntStats): FileIdentity {
  return { dev: stats.dev, ino: stats.ino, size: stats.size, mtimeNs: stats.mtimeNs, ctimeNs: stats.ctimeNs };
}

function isSameIdentity(a: FileIdentity, b: FileIdentity): boolean {
  return (
    a.dev === b.dev &&
    a.ino === b.ino &&
    a.size === b.size &&
    a.mtimeNs === b.mtimeNs &&
    a.ctimeNs === b.ctimeNs
  );
}
