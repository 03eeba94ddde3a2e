import type { WriteFailure } from './messages.ts';

/** Anybody may make new names in such a folder, as in /tmp, and is meant to. */
export function isSticky(mode: number): boolean {
  return (mode & 0o1000) !== 0;
}

/** A directory stands where the file should be. */
export function isDirectory(why: WriteFailure): boolean {
  return why.kind === 'file-failure' && why.code === 'not-a-file' && why.errno === 'EISDIR';
}
