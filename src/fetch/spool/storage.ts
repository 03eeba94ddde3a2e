import type { FileHandle } from 'node:fs/promises';

/** Bytes at positions: a file, or memory where there is no room for files. */
export type Storage = Pick<FileHandle, 'writev' | 'read'>;
