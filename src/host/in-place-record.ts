import { open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncDirectory } from './directories.ts';
import { readFileState } from './file-state.ts';
import { HOST } from './limits.ts';
import { parseJson } from './parse-json.ts';
import { ownIdentity } from './process-identity.ts';
import { tempName } from './temp-file.ts';

/** What a write in place is doing, written down beside the file before its first byte. */
export interface InPlaceRecord {
  readonly realPath: string;
  readonly before: Buffer;
  /** The new text with its padding, as it is written. */
  readonly padded: Buffer;
  /** The new text's own size in bytes. */
  readonly size: number;
}

/** Whole or absent: under a temporary name first. Returns its path. */
export async function writeRecord(record: InPlaceRecord): Promise<string> {
  const directory = dirname(record.realPath);
  const identity = await ownIdentity();
  const temp = join(directory, tempName('new', identity));
  const path = join(directory, tempName('undo', identity));
  const handle = await open(temp, 'wx', 0o600);
  try {
    await handle.writeFile(
      JSON.stringify({
        realPath: record.realPath,
        before: record.before.toString('base64'),
        padded: record.padded.toString('base64'),
        size: record.size,
      }),
    );
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temp, path);
  await syncDirectory(directory);
  return path;
}

/** null: no record of ours, or one that is not whole. */
export async function readRecord(path: string): Promise<InPlaceRecord | null> {
  const state = await readFileState(path, HOST.recordBytes);
  if (state.kind !== 'file') return null;
  return parseRecord(state.bytes.toString('utf8'));
}

/**
 * How far a killed write in place came.
 *
 * - `untouched`, `done`: the file shows the old or the new text, whole (`done`: perhaps still with its padding).
 * - `torn`: the beginning of the new text, then the rest of the old.
 * - `edited`: neither; somebody has written to it since.
 */
export type InPlaceProgress = 'untouched' | 'done' | 'torn' | 'edited';

export function progressOf(record: InPlaceRecord, now: Buffer): InPlaceProgress {
  if (now.equals(record.before)) return 'untouched';
  if (now.equals(record.padded) || now.equals(record.padded.subarray(0, record.size))) return 'done';
  const written = commonPrefix(now, record.padded);
  return now.subarray(written).equals(record.before.subarray(written)) ? 'torn' : 'edited';
}

function commonPrefix(a: Buffer, b: Buffer): number {
  const length = Math.min(a.length, b.length);
  let same = 0;
  while (same < length && a[same] === b[same]) same++;
  return same;
}

function parseRecord(text: string): InPlaceRecord | null {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null) return null;
  if (!('realPath' in value && 'before' in value && 'padded' in value && 'size' in value)) return null;
  const { realPath, before, padded, size } = value;
  if (typeof realPath !== 'string' || typeof before !== 'string' || typeof padded !== 'string') return null;
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return null;
  return { realPath, before: Buffer.from(before, 'base64'), padded: Buffer.from(padded, 'base64'), size };
}
