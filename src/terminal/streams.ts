import { fstatSync, writeFile } from 'node:fs';
import { promisify } from 'node:util';
import type { Shown } from '../registry/shown.ts';

/** The only module that writes to stdout and stderr. */
export type StreamOutcome =
  | { readonly kind: 'written' }
  /** The reader has gone (`| head`): it has all that it wanted. A success. */
  | { readonly kind: 'closed' }
  /** `code` is the system's: ENOSPC, EACCES, ENOENT, EISDIR … `target` is the file, null for stdout. */
  | { readonly kind: 'failed'; readonly code: string; readonly target: string | null };

/**
 * The command's result, to a file or (null, or one of stdout's own names) to stdout. Comes back when every byte is out of this process, so that nothing
 * is lost when it ends. Never throws for what the system refuses.
 */
export async function writeResult(text: Shown, file: string | null): Promise<StreamOutcome> {
  try {
    const told = veil(text);
    if (file !== null && !STDOUT_NAMES.has(file)) {
      const { writeOutputFile } = await import('../host/output-file.ts');
      await writeOutputFile(file, told);
    } else if (isPlainFile(process.stdout)) await writeToDescriptor(process.stdout.fd, told);
    else await writeToStream(process.stdout, told);
    return { kind: 'written' };
  } catch (error) {
    const code = errorCode(error);
    if (code === null) throw error;
    return READER_GONE.has(code) ? { kind: 'closed' } : { kind: 'failed', code, target: file };
  }
}

/** All that is told from now on goes through `mask`, which hides the passwords that were typed (typed-passwords.ts); null: none was. */
export function tellThrough(mask: ((text: string) => string) | null): void {
  veil = mask ?? asItIs;
}

/** The command's result where it is a file's bytes: to stdout, as they are; not to a terminal. */
export async function writeBytes(bytes: Uint8Array): Promise<StreamOutcome> {
  try {
    await writeToStream(process.stdout, bytes);
    return { kind: 'written' };
  } catch (error) {
    const code = errorCode(error);
    if (code === null) throw error;
    return READER_GONE.has(code) ? { kind: 'closed' } : { kind: 'failed', code, target: null };
  }
}

/** All else, to stderr. Where that is closed or full there is nobody left to tell. */
export function writeNote(text: Shown): void {
  writeToStream(process.stderr, veil(text)).catch(ignoreSystemError);
}

/** stderr for a display that writes piece by piece; a reader that goes away ends nothing. */
export function noteStream(): NodeJS.WriteStream {
  guard(process.stderr);
  return process.stderr;
}

const asItIs = (text: string): string => text;
let veil = asItIs;

/** Opened anew, these would start at the file's beginning, over what stands there already. */
const STDOUT_NAMES: ReadonlySet<string> = new Set(['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']);

/** EPIPE as POSIX has it; EOF is what libuv makes of it on Windows; a stream that knows already. */
const READER_GONE: ReadonlySet<string> = new Set(['EPIPE', 'EOF', 'ERR_STREAM_DESTROYED']);

const writeToDescriptor = promisify<number, string, void>(writeFile);

function writeToStream(stream: NodeJS.WriteStream, text: string | Uint8Array): Promise<void> {
  guard(stream);
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/**
 * Node writes a redirected stdout in one call and takes a short count for the whole; on a disk that fills up the rest is
 * lost without a word. writeFile goes on until all is written or the system refuses.
 */
function isPlainFile({ fd }: NodeJS.WriteStream & { readonly fd: 1 }): boolean {
  try {
    return fstatSync(fd).isFile();
  } catch {
    return false;
  }
}

/** A write that fails is told to its callback and to the stream; without a listener the second ends the process. */
function guard(stream: NodeJS.WriteStream): void {
  if (!stream.listeners('error').includes(ignoreSystemError)) stream.on('error', ignoreSystemError);
}

function ignoreSystemError(error: unknown): void {
  if (errorCode(error) === null) throw error;
}

function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
