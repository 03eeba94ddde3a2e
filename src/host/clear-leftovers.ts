import { dirname } from 'node:path';
import { type FileFailure, fileFailureFrom } from './file-failure.ts';
import { readFileState } from './file-state.ts';
import { progressOf, readRecord } from './in-place-record.ts';
import { deadTempsIn, unlinkIfThere } from './temp-file.ts';
import { putBack } from './write-in-place.ts';

export interface Cleared {
  readonly kind: 'cleared';
  readonly removed: readonly string[];
  /** A write in place that was killed half way has been taken back, or its padding cut off: the file is another than it was. */
  readonly mended: boolean;
}

/**
 * Removes what killed runs have left beside this file, and mends it if one of them was writing in place. Call it with the
 * file's lock held, before the file is read. Never touches a live run's files, nor anything without our kind of name.
 */
export async function clearLeftovers(realPath: string, maxBytes: number): Promise<Cleared | FileFailure> {
  const directory = dirname(realPath);
  try {
    const removed: string[] = [];
    let mended = false;
    for (const { path, kind } of await deadTempsIn(directory)) {
      // Nobody will ever finish a new file.
      const outcome = kind === 'new' ? 'whole' : await mend(path, realPath, maxBytes);
      if (outcome === 'not-ours') continue;
      mended ||= outcome === 'mended';
      await unlinkIfThere(path);
      removed.push(path);
    }
    return { kind: 'cleared', removed, mended };
  } catch (error) {
    return fileFailureFrom(error, realPath);
  }
}

/** `not-ours`: the record is of another file in the same directory, whose own next run will see to it. */
async function mend(
  recordPath: string,
  realPath: string,
  maxBytes: number,
): Promise<'not-ours' | 'whole' | 'mended'> {
  const record = await readRecord(recordPath);
  if (record === null) return 'whole';
  if (record.realPath !== realPath) return 'not-ours';
  const now = await readFileState(realPath, maxBytes);
  if (now.kind !== 'file') return 'whole';
  const progress = progressOf(record, now.bytes);
  switch (progress) {
    case 'untouched':
    case 'edited':
      return 'whole';
    case 'done': {
      const isPadded = now.bytes.length !== record.size;
      if (isPadded) await putBack(realPath, record.padded.subarray(0, record.size));
      return isPadded ? 'mended' : 'whole';
    }
    case 'torn':
      await putBack(realPath, record.before);
      return 'mended';
    default:
      return progress satisfies never;
  }
}
