import { constants } from 'node:fs';
import { link, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type AttributeLoss,
  copyExtended,
  type OpenTemp,
  type OwnerAndMode,
  restoreLabel,
  setOwnerAndMode,
} from './attributes.ts';
import { makeDirectories, removeEmptyDirectories, syncDirectory } from './directories.ts';
import { errnoOf, type FileFailure, fileFailureFrom } from './file-failure.ts';
import { type FileState, isSameState, readFileState } from './file-state.ts';
import { holdSignals } from './hold-signals.ts';
import { ownIdentity } from './process-identity.ts';
import { tempName, unlinkIfThere } from './temp-file.ts';
import { type InPlaceStep, writeInPlace } from './write-in-place.ts';

export interface Replacement<Invalid> {
  /** What was read and decided upon. If the file is no longer so, nothing is written. */
  readonly expected: FileState;
  readonly bytes: Uint8Array;
  /** Permission bits of the result; null: as they are, and 0644 for a new file. */
  readonly mode: number | null;
  /** Owner of the result; null: as it is, and ourselves for a new file. */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
  /** Looks at the finished new file before it takes its place. null: it is valid. */
  readonly validate: (tempPath: string) => Promise<Invalid | null>;
  /**
   * Bytes that mean nothing to the file's reader, such as a newline in the file's encoding: a shorter text written over
   * a longer one in place is first padded with them, so that it is whole at each instant.
   */
  readonly padding: Uint8Array;
}

export type ReplaceOutcome<Invalid> =
  | {
      readonly kind: 'replaced';
      readonly how: 'renamed' | 'created' | 'in-place';
      readonly lost: readonly AttributeLoss[];
    }
  | { readonly kind: 'invalid'; readonly reason: Invalid }
  /** Somebody else changed the file since it was read. */
  | { readonly kind: 'changed-meanwhile'; readonly path: string }
  | FileFailure;

/** Where a replacement stands: each is the name of the operation on the file system that has just been done. */
export type ReplaceStep =
  | 'directories-made'
  | 'temp-opened'
  | 'temp-written'
  | 'attributes-set'
  | 'temp-synced'
  | 'validated'
  | 'compared'
  | InPlaceStep
  | 'swapped'
  | 'temp-removed'
  | 'directory-synced';

/**
 * Puts new bytes in the place of a file, or makes the file: whole or not at all, whenever this process is killed.
 * The new file is written beside the old one, made like it, synced, validated, and renamed over it; a symlink on the way
 * stays a symlink. A bind-mounted file cannot be renamed over and is written in place (write-in-place.ts): have a backup.
 * Every failure leaves the file as it was, and nothing beside it. What a killed run leaves beside it, `clearLeftovers` removes.
 */
export async function replaceFile<Invalid>(
  replacement: Replacement<Invalid>,
): Promise<ReplaceOutcome<Invalid>> {
  const steps = replaceSteps(replacement);
  for (;;) {
    const step = await steps.next();
    if (step.done) return step.value;
  }
}

/** `replaceFile`, one operation at a time. */
export async function* replaceSteps<Invalid>(
  replacement: Replacement<Invalid>,
): AsyncGenerator<ReplaceStep, ReplaceOutcome<Invalid>, void> {
  const { expected } = replacement;
  const temp = join(dirname(expected.realPath), tempName('new', await ownIdentity()));
  let made: readonly string[] = [];
  let swapped = false;
  try {
    if (expected.kind === 'absent') made = await makeDirectories(expected.missingDirectories, 0o755);
    yield 'directories-made';
    const prepared = yield* prepareTemp(replacement, temp);
    if (prepared.kind === 'invalid') return prepared;
    const swap = yield* swapIn(replacement, temp);
    if (typeof swap !== 'string') return swap;
    swapped = true;
    yield 'swapped';
    if (swap === 'created') await restoreLabel(expected.realPath);
    yield* settle(temp, swap === 'renamed');
    return { kind: 'replaced', how: swap, lost: prepared.lost };
  } catch (error) {
    return fileFailureFrom(error, expected.path);
  } finally {
    if (!swapped) await clearUp(temp, made);
  }
}

/** The file has been replaced: what still fails now makes the change less durable, not undone, and must not be told as a failure of it. */
async function* settle(temp: string, isRenamed: boolean): AsyncGenerator<ReplaceStep, void, void> {
  try {
    if (!isRenamed) await unlinkIfThere(temp);
    yield 'temp-removed';
    await syncDirectory(dirname(temp));
    yield 'directory-synced';
  } catch (error) {
    if (errnoOf(error) === null) throw error;
  }
}

/** Nothing that goes wrong while clearing up may hide why we had to. */
async function clearUp(temp: string, directories: readonly string[]): Promise<void> {
  try {
    await unlinkIfThere(temp);
    await removeEmptyDirectories(directories);
  } catch (error) {
    if (errnoOf(error) === null) throw error;
  }
}

type Prepared<Invalid> =
  | { readonly kind: 'prepared'; readonly lost: readonly AttributeLoss[] }
  | { readonly kind: 'invalid'; readonly reason: Invalid };

/** The new file beside the old one: whole, like it, on the disk, and valid. It is validated while the rest is done: that takes longest. */
async function* prepareTemp<Invalid>(
  replacement: Replacement<Invalid>,
  path: string,
): AsyncGenerator<ReplaceStep, Prepared<Invalid>, void> {
  // 0600 from birth: the content may hold a proxy's password, and the old file's mode comes only when it is whole.
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const temp: OpenTemp = { handle: await open(path, flags, 0o600), path };
  let judged: Promise<Invalid | null> | null = null;
  try {
    yield 'temp-opened';
    const { expected, bytes } = replacement;
    const wanted = ownerAndMode(replacement);
    // A text for fewer eyes than the old one: the old file's mode and ACL must not stand on it for a moment.
    const early = expected.kind === 'file' && wanted.mode !== expected.mode;
    const lostEarly = early ? await copyExtended(expected, temp) : [];
    if (early) await temp.handle.chmod(0o600);
    await temp.handle.writeFile(bytes);
    yield 'temp-written';
    const lostOwner = await setOwnerAndMode(temp, wanted);
    judged = replacement.validate(path);
    judged.catch(() => {});
    const lostLate = expected.kind === 'file' && !early ? await copyExtended(expected, temp) : [];
    yield 'attributes-set';
    await temp.handle.sync();
    yield 'temp-synced';
    const reason = await judged;
    if (reason !== null) return { kind: 'invalid', reason };
    yield 'validated';
    return { kind: 'prepared', lost: [...lostOwner, ...lostEarly, ...lostLate] };
  } finally {
    // Whoever validates must not find the file gone.
    if (judged !== null) await Promise.allSettled([judged]);
    await temp.handle.close();
  }
}

function ownerAndMode<Invalid>({ expected, owner, mode }: Replacement<Invalid>): OwnerAndMode {
  return expected.kind === 'file'
    ? { owner: owner ?? expected, mode: mode ?? expected.mode }
    : { owner, mode: mode ?? 0o644 };
}

type SwapResult<Invalid> = 'renamed' | 'created' | 'in-place' | ReplaceOutcome<Invalid>;

/** The last comparison and the change of hands, with nothing between them that waits; signals are held for that long. */
async function* swapIn<Invalid>(
  replacement: Replacement<Invalid>,
  temp: string,
): AsyncGenerator<ReplaceStep, SwapResult<Invalid>, void> {
  const { expected } = replacement;
  const release = holdSignals();
  try {
    const now = await readFileState(expected.path, expected.kind === 'file' ? expected.bytes.length : 0);
    if (now.kind === 'file-failure') return now.code === 'too-large' ? changed(expected) : now;
    if (!isSameState(expected, now)) return changed(expected);
    yield 'compared';
    if (now.kind === 'absent') return (await createAt(now.realPath, temp)) ? 'created' : changed(expected);
    if (await renameOver(now.realPath, temp)) return 'renamed';
    yield* writeInPlace(now, replacement);
    return 'in-place';
  } finally {
    await release();
  }
}

function changed(expected: FileState): { readonly kind: 'changed-meanwhile'; readonly path: string } {
  return { kind: 'changed-meanwhile', path: expected.path };
}

/** false: it is bind-mounted (a container's usual way to hand in a configuration file), and can only be written to. */
async function renameOver(path: string, temp: string): Promise<boolean> {
  try {
    await rename(temp, path);
    return true;
  } catch (error) {
    const errno = errnoOf(error);
    if (errno !== 'EBUSY' && errno !== 'EXDEV') throw error;
    return false;
  }
}

/** Only where there is still nothing: rename would overwrite what came meanwhile, link does not. */
async function createAt(path: string, temp: string): Promise<boolean> {
  try {
    await link(temp, path);
    return true;
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'EEXIST') return false;
    if (errno !== 'EPERM' && errno !== 'ENOTSUP' && errno !== 'ENOSYS' && errno !== 'EMLINK') throw error;
  }
  // A file system without hard links: FAT, some FUSE and network ones.
  await rename(temp, path);
  return true;
}
