/**
 * Why a file operation could not be done. A value: files fail for reasons that belong to the user's machine, not to this program.
 *
 * - `not-permitted`: EPERM. For root it means an immutable or append-only attribute (chattr +i), else a file of another user.
 * - `changing`: the file was written to while it was being read, several times over.
 */
export const FILE_FAILURE_CODES = [
  'not-found',
  'permission-denied',
  'not-permitted',
  'read-only',
  'no-space',
  'not-a-file',
  'not-a-directory',
  'too-large',
  'dangling-symlink',
  'symlink-loop',
  'busy',
  'already-exists',
  'name-too-long',
  'changing',
  'io-error',
] as const;
export type FileFailureCode = (typeof FILE_FAILURE_CODES)[number];

export interface FileFailure {
  readonly kind: 'file-failure';
  readonly code: FileFailureCode;
  /** The path that was asked for. */
  readonly path: string;
  /** The system's own name of the error, for a log line; null where we decided ourselves. */
  readonly errno: string | null;
}

export function fileFailure(code: FileFailureCode, path: string, errno: string | null = null): FileFailure {
  return { kind: 'file-failure', code, path, errno };
}

/** A thrown system error as a value. Anything else is a programmer's error and is thrown on. */
export function fileFailureFrom(error: unknown, path: string): FileFailure {
  const errno = errnoOf(error);
  if (errno === null) throw error;
  return fileFailure(CODE_OF_ERRNO.get(errno) ?? 'io-error', path, errno);
}

/** The `code` of a system error such as ENOENT; null for every other thrown value. */
export function errnoOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

const CODE_OF_ERRNO: ReadonlyMap<string, FileFailureCode> = new Map<string, FileFailureCode>([
  ['ENOENT', 'not-found'],
  ['EACCES', 'permission-denied'],
  ['EPERM', 'not-permitted'],
  ['EROFS', 'read-only'],
  ['ENOSPC', 'no-space'],
  ['EDQUOT', 'no-space'],
  ['EFBIG', 'no-space'],
  ['EISDIR', 'not-a-file'],
  ['ENXIO', 'not-a-file'],
  ['ENOTDIR', 'not-a-directory'],
  ['ELOOP', 'symlink-loop'],
  ['EBUSY', 'busy'],
  ['EXDEV', 'busy'],
  ['ETXTBSY', 'busy'],
  ['EEXIST', 'already-exists'],
  ['ENAMETOOLONG', 'name-too-long'],
]);
