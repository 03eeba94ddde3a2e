import { lstat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { makeOutputFolder, renameOutput, writeOutputFile } from '../../host/output-file.ts';

/**
 * Writes a file that is made of the reports and can be made anew. A folder that somebody has put in its place goes to
 * `aside/`: it would stop every recording from then on. Rejects with the system's error.
 */
export async function writeDerived(data: string, path: string, value: object): Promise<void> {
  await makeOutputFolder(dirname(path));
  if ((await lstat(path).catch(() => null))?.isDirectory() === true) {
    const to = join(data, 'aside', relative(data, path));
    await makeOutputFolder(dirname(to));
    await renameOutput(path, to);
  }
  await writeOutputFile(path, `${JSON.stringify(value)}\n`);
}
