import { HOST } from '../../host/limits.ts';
import { readTextFile } from '../../host/read-text.ts';

/**
 * The first line of a unit, and of a file with its secrets, by which an installer of ours knows what it wrote: a file of somebody else's may have the same name. It names the path, so
 * that a copy is not taken for the file itself. Pure.
 */
export function marked(path: string, text: string): string {
  return `${markOf(path)}\n${text}`;
}

/** Pure. */
export function isMarked(path: string, text: string): boolean {
  return text.startsWith(`${markOf(path)}\n`);
}

function markOf(path: string): string {
  return `# ${path}, written by mirror-check, which takes it away again. Without this line it is left alone.`;
}

/** The text of a file that an installer of ours wrote; null: there is none, or it cannot be read. */
export async function ownText(path: string): Promise<string | null> {
  const read = await readTextFile(path, HOST.configBytes);
  return read.ok && isMarked(path, read.text) ? read.text : null;
}

/** Those at which something stands that no installer of ours wrote. What nobody can read here is not counted. */
export async function foreignFiles(paths: readonly string[]): Promise<readonly string[]> {
  const foreign = await Promise.all(
    paths.map(async (path) => {
      const read = await readTextFile(path, HOST.configBytes);
      if (read.ok) return !isMarked(path, read.text);
      // Nothing of ours is a folder, or so long, or in other signs.
      return read.detail !== 'ENOENT' && read.detail !== 'EACCES';
    }),
  );
  return paths.filter((_, index) => foreign[index] === true);
}
