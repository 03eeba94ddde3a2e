import { constants } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { errnoOf } from './file-failure.ts';
import type { ExistingFile } from './file-state.ts';
import { type InPlaceRecord, writeRecord } from './in-place-record.ts';

export interface InPlaceWrite {
  readonly bytes: Uint8Array;
  /** See Replacement.padding. */
  readonly padding: Uint8Array;
  readonly mode: number | null;
  readonly owner: { readonly uid: number; readonly gid: number } | null;
}

export type InPlaceStep = 'record-written' | 'overwritten' | 'cut-to-size' | 'file-synced' | 'record-removed';

/**
 * Writes over a file that cannot be replaced, as safely as that goes: one write, padded so that a shorter text covers the
 * longer one before it, then the cut to size, then a sync. A record of both texts lies beside the file meanwhile, with which
 * the next run mends what a kill in the middle of the write has torn (in-place-record.ts).
 * Throws the system's error when the file cannot be written; the old text is then back in its place.
 */
export async function* writeInPlace(
  file: ExistingFile,
  write: InPlaceWrite,
): AsyncGenerator<InPlaceStep, void, void> {
  const padded = padTo(write.bytes, file.bytes.length, write.padding);
  const record: InPlaceRecord = {
    realPath: file.realPath,
    before: file.bytes,
    padded,
    size: write.bytes.length,
  };
  const recordPath = await writeRecord(record);
  yield 'record-written';
  try {
    yield* overwrite(file, record, write);
  } catch (error) {
    await putBack(file.realPath, file.bytes, file.mode);
    await unlink(recordPath);
    throw error;
  }
  await removeRecord(recordPath);
  yield 'record-removed';
}

/** A record that stays for some reason is found to be done with by the next run. */
async function removeRecord(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (errnoOf(error) === null) throw error;
  }
}

/** These bytes and no others, in the file that is there. `mode`: its permission bits after that; null: as they are. */
export async function putBack(
  realPath: string,
  bytes: Uint8Array,
  mode: number | null = null,
): Promise<void> {
  const handle = await openInPlace(realPath);
  try {
    await writeAll(handle, bytes);
    await handle.truncate(bytes.length);
    if (mode !== null) await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** `bytes`, followed by as much padding as covers `length` bytes. */
export function padTo(bytes: Uint8Array, length: number, padding: Uint8Array): Buffer {
  const rest = Math.max(0, length - bytes.length);
  if (rest === 0 || padding.length === 0) return Buffer.from(bytes);
  return Buffer.concat([bytes, Buffer.alloc(rest, padding)]);
}

async function* overwrite(
  before: ExistingFile,
  { realPath, padded, size }: InPlaceRecord,
  { owner, mode }: InPlaceWrite,
): AsyncGenerator<InPlaceStep, void, void> {
  const handle = await openInPlace(realPath);
  try {
    // A text for fewer eyes than the old one is not there before its mode is.
    if (mode !== null) await handle.chmod(mode & before.mode);
    await writeAll(handle, padded);
    yield 'overwritten';
    await handle.truncate(size);
    yield 'cut-to-size';
    if (owner !== null) await handle.chown(owner.uid, owner.gid);
    if (mode !== null) await handle.chmod(mode);
    await handle.sync();
    yield 'file-synced';
  } finally {
    await handle.close();
  }
}

function openInPlace(realPath: string): Promise<FileHandle> {
  return open(realPath, constants.O_WRONLY | constants.O_NOFOLLOW);
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, written);
    written += bytesWritten;
  }
}
