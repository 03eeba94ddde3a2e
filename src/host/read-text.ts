import { type FileHandle, open, stat } from 'node:fs/promises';
import { errnoOf } from './file-failure.ts';
import { ForeignLink } from './output-path.ts';
import { openPlainFile, openUnledFile } from './plain-file.ts';

export type ReadText =
  | { readonly ok: true; readonly text: string }
  /** `detail`: the system's code where it has one (ENOENT). */
  | { readonly ok: false; readonly reason: 'too-large' | 'not-utf8' | 'unreadable'; readonly detail: string };

/**
 * A UTF-8 text file (BOM dropped) of at most `limitBytes` that somebody named on the command line. Pipes and devices are read to their end or
 * the limit, and waited for: `<(…)` of a shell is one.
 */
export async function readNamedTextFile(path: string, limitBytes: number): Promise<ReadText> {
  return await readOpened(path, () => open(path, 'r'), limitBytes);
}

/** The same of a file that nobody named: it is where such a file stands, perhaps in another user's folder. Anything but a plain file is unreadable. */
export async function readTextFile(path: string, limitBytes: number): Promise<ReadText> {
  return await readOpened(path, () => openPlainFile(path), limitBytes);
}

/** The same where the text may be shown or sent: root is led by nobody's link to a file that is not theirs (`FOREIGN_LINK`). */
export async function readUnledTextFile(path: string, limitBytes: number): Promise<ReadText> {
  return await readOpened(path, () => openUnledFile(path), limitBytes);
}

async function readOpened(
  path: string,
  opened: () => Promise<FileHandle | null>,
  limitBytes: number,
): Promise<ReadText> {
  try {
    const file = await opened();
    if (file === null) {
      // A folder has the system's own code, which reading it would give.
      const detail = (await stat(path)).isDirectory() ? 'EISDIR' : 'not a plain file';
      return { ok: false, reason: 'unreadable', detail };
    }
    try {
      const stream = file.createReadStream({ end: limitBytes, autoClose: false });
      return await readText(stream, limitBytes);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof ForeignLink) return { ok: false, reason: 'unreadable', detail: error.code };
    return {
      ok: false,
      reason: 'unreadable',
      detail: errnoOf(error) ?? (error instanceof Error ? error.message : String(error)),
    };
  }
}

/** The same from a stream: standard input. */
export async function readText(stream: AsyncIterable<Uint8Array>, limitBytes: number): Promise<ReadText> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > limitBytes) return { ok: false, reason: 'too-large', detail: String(limitBytes) };
    chunks.push(chunk);
  }
  return decodeText(Buffer.concat(chunks));
}

export function decodeText(bytes: Uint8Array): ReadText {
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { ok: false, reason: 'not-utf8', detail: '' };
  }
}
