import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * One folder for what a run's tests and their processes make for a while, taken away at its end: some of them are killed on
 * purpose and leave their files. Its name is short, since a socket's path has at most 104 bytes (macOS), and its mode that of
 * a system's own, since some processes are another user's.
 */
export default async function ownTemp(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'mc-'));
  await chmod(folder, 0o1777);
  for (const name of ['TMPDIR', 'TMP', 'TEMP']) process.env[name] = folder;
  return () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
