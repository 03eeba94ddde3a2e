import { readlink } from 'node:fs/promises';
import { errnoOf } from './file-failure.ts';
import { isFolder } from './is-folder.ts';

/** The folder in which a process runs; null: it was removed, or is not ours to see. proc_pid_cwd(5) */
export async function processFolder(pid: number): Promise<string | null> {
  try {
    const folder = await readlink(`/proc/${pid}/cwd`);
    // One that was removed is told with a word behind it that a name can bear as well.
    return (await isFolder(folder)) ? folder : null;
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return null;
  }
}
