import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder in which nobody else can write: root writes nowhere below the temporary folder, nor says that it would. */
export async function ownFolder(prefix: string): Promise<string> {
  return await mkdtemp(join(process.geteuid?.() === 0 ? '/var/lib' : tmpdir(), prefix));
}
