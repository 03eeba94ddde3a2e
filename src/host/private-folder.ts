import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for the time of one piece of work, which only its owner can look into. */
export interface PrivateFolder {
  /** The path of the new file. Rejects with the system's error. */
  write(name: string, bytes: Uint8Array): Promise<string>;
  /** With all that is in it. */
  remove(): Promise<void>;
}

/** `prefix`: what its name begins with. Rejects with the system's error. */
export async function makePrivateFolder(prefix: string): Promise<PrivateFolder> {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  return {
    write: async (name, bytes) => {
      const path = join(folder, name);
      await writeFile(path, bytes, { mode: 0o600, flag: 'wx' });
      return path;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
