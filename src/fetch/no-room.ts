/** As the system says it of a disk. */
export class NoRoom extends Error {
  readonly code = 'ENOSPC';
}

/** The disk is full, or there is none: its folder was taken away, it is broken, or it is not ours any more. */
const NO_PLACE: ReadonlySet<string> = new Set([
  'ENOSPC',
  'EDQUOT',
  'EROFS',
  'ENOENT',
  'ENOTDIR',
  'EIO',
  'EACCES',
  'EPERM',
  'EMFILE',
  'ENFILE',
]);

export function isNoRoom(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' && NO_PLACE.has(code);
}
