import { mkdir, rename, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { writeOutputFile } from '../../host/output-file.ts';

/**
 * Writes a file that is made of the reports and can be made anew. A folder that somebody has put in its place goes to
 * `aside/`: it would stop every recording from then on. Rejects with the system's error.
 */
export async function writeDerived(data: string, path: string, value: object): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  if ((await stat(path).catch(() => null))?.isDirectory() === true) {
    const to = join(data, 'aside', relative(data, path));
    await mkdir(dirname(to), { recursive: true });
    await rename(path, to);
  }
  await writeOutputFile(path, `${JSON.stringify(value)}\n`);
}
