import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { realPath } from './real-path.ts';

/** A file that lines are added to. Each is in the system's hands when `add` is fulfilled, so that it outlives this process however that ends. */
export interface Journal {
  add(line: string): Promise<void>;
  close(): Promise<void>;
}

/** Made if need be, for its owner alone. Rejects with the system's error. */
export async function openJournal(path: string): Promise<Journal> {
  const handle: FileHandle = await open(path, 'a', 0o600);
  let last: Promise<unknown> = Promise.resolve();
  return {
    add: async (line) => {
      const written = last.then(() => handle.appendFile(line));
      // One after the other; what befell an earlier one was told to who added it.
      last = written.catch(() => undefined);
      await written;
    },
    close: async () => {
      await last;
      await handle.close();
    },
  };
}

/**
 * The real path of a journal, which is made so that it has one, whatever links lead to it. A pipe that nobody reads is refused and not waited for.
 * Rejects with the system's error.
 */
export async function placeOfJournal(path: string): Promise<string> {
  const flags = constants.O_WRONLY | constants.O_CREAT | (constants.O_NONBLOCK ?? 0);
  const handle = await open(path, flags, 0o600);
  await handle.close();
  return await realPath(path);
}
