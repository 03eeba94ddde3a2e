import type { BigIntStats } from 'node:fs';
import { type FileHandle, stat } from 'node:fs/promises';
import { createDigestCheck, type Digest } from '../../registry/digest.ts';
import { SPOOL } from '../limits.ts';

/** What the system says of an open file: whoever writes to it, replaces it or sets its times back changes that. */
export interface Seal {
  readonly inode: bigint;
  readonly bytes: bigint;
  readonly writtenNs: bigint;
  /** Of whatever was done to it, its name included; nobody can set it. */
  readonly changedNs: bigint;
}

export async function sealOf(handle: FileHandle): Promise<Seal> {
  return sealIn(await handle.stat({ bigint: true }));
}

export async function sealAt(path: string): Promise<Seal> {
  return sealIn(await stat(path, { bigint: true }));
}

function sealIn({ ino, size, mtimeNs, ctimeNs }: BigIntStats): Seal {
  return { inode: ino, bytes: size, writtenNs: mtimeNs, changedNs: ctimeNs };
}

export function isUntouched(before: Seal, now: Seal): boolean {
  return isUnwritten(before, now) && before.changedNs === now.changedNs;
}

/** It may have been given another name. */
export function isUnwritten(before: Seal, now: Seal): boolean {
  return before.inode === now.inode && before.bytes === now.bytes && before.writtenNs === now.writtenNs;
}

/** Are all its bytes those of the digest, and did nobody touch it while they were hashed? */
export async function isProven(handle: FileHandle, digest: Digest): Promise<boolean> {
  const check = createDigestCheck(digest);
  const before = await sealOf(handle);
  const stream = handle.createReadStream({ start: 0, autoClose: false, highWaterMark: SPOOL.readBytes });
  for await (const chunk of stream) check.update(chunk);
  return check.matches() && isUntouched(before, await sealOf(handle));
}
