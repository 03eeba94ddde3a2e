import { closeSync, constants, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { HOST } from './limits.ts';

export type Pem =
  | { readonly kind: 'pem'; readonly pem: string }
  | {
      readonly kind: 'no-pem';
      readonly reason: 'unreadable' | 'not-a-file' | 'too-large';
      /** The system's own word, e.g. ENOENT. */
      readonly detail: string | null;
    };

/**
 * A file of certificates. `careful`: as root, since the place may be another user's choice (a variable that sudo kept, an option):
 * a named pipe would hold the run up for ever, a device may act on being opened, and nothing bounds what either says. Only a
 * plain file is read then, and of that no more than its size, which is 0 for what the kernel makes up in /proc.
 */
export function readPem(path: string, careful: boolean): Pem {
  try {
    return careful ? readPlainFile(path) : { kind: 'pem', pem: readFileSync(path, 'utf8') };
  } catch (error) {
    return { kind: 'no-pem', reason: 'unreadable', detail: codeOf(error) };
  }
}

/** Is what we do done as root? */
export function isRoot(): boolean {
  return process.geteuid?.() === 0;
}

/** Looked at before it is opened, because of devices; and again after that, because of who could swap it in between. */
function readPlainFile(path: string): Pem {
  if (!statSync(path).isFile()) return NOT_A_FILE;
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) return NOT_A_FILE;
    if (stats.size > HOST.trustBytes) return { kind: 'no-pem', reason: 'too-large', detail: null };
    const buffer = Buffer.alloc(stats.size);
    let filled = 0;
    while (filled < buffer.length) {
      const read = readSync(file, buffer, filled, buffer.length - filled, filled);
      if (read === 0) break;
      filled += read;
    }
    return { kind: 'pem', pem: buffer.toString('utf8', 0, filled) };
  } finally {
    closeSync(file);
  }
}

const NOT_A_FILE: Pem = { kind: 'no-pem', reason: 'not-a-file', detail: null };

/** The system's or OpenSSL's own word; errnoOf knows only the system's. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
