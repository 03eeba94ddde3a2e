import { type ReadText, readNamedTextFile, readText } from '../../host/read-text.ts';
import { cleanText } from '../../registry/untrusted-text.ts';

/** A file that was named, `-` for standard input, and what to call it. */
export async function readNamed(
  file: string,
  limitBytes: number,
): Promise<{ readonly name: string; readonly read: ReadText }> {
  return file === '-'
    ? { name: 'stdin', read: await readText(process.stdin, limitBytes) }
    : { name: cleanText(file), read: await readNamedTextFile(file, limitBytes) };
}
