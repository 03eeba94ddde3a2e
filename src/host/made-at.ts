import { lstat } from 'node:fs/promises';

/** When this was last written, in ms; of a link, when it was made. null: it is not there, or cannot be looked at. */
export async function madeAtMs(path: string): Promise<number | null> {
  return await lstat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => null,
  );
}
