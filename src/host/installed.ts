import { delimiter, join } from 'node:path';
import { cleanEnvironment } from './clean-environment.ts';
import { isThere } from './is-there.ts';

/** Would `run` find this program? Looked for, not started. */
export async function isInstalled(program: string): Promise<boolean> {
  const { PATH = '' } = cleanEnvironment(process.env, process.getuid?.() ?? null);
  const folders = PATH.split(delimiter).filter((folder) => folder !== '');
  const there = await Promise.all(folders.map((folder) => isThere(join(folder, program))));
  return there.includes(true);
}
