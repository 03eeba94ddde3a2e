import { once } from 'node:events';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { listBackups, readBackup } from '../../../src/host/backup.ts';
import { clearLeftovers } from '../../../src/host/clear-leftovers.ts';
import type { Driver } from './drive.ts';

/** One that needs more than a page, and one that is shorter: what is written in place has a tail to cover. */
export const OLD: string = JSON.stringify({
  'registry-mirrors': ['https://old.example/'],
  labels: ['x'.repeat(5000)],
});
export const NEW: string = JSON.stringify({ 'registry-mirrors': ['https://new.example/'] });

/**
 * Kills a process that does one whole transaction after another (lock, clean-up, backup, replacement), `kills` times at random
 * instants; `look` sees the file after each kill. In the end one clean-up leaves nothing but the file and whole backups.
 */
export async function killAtRandom(
  driver: Driver,
  path: string,
  kills: number,
  look: (content: string) => void,
): Promise<void> {
  const locks = join(dirname(path), 'locks');
  await mkdir(locks);
  for (let kill = 0; kill < kills; kill++) {
    const child = driver.start({ does: 'loop', locks, path, contents: [NEW, OLD] });
    if (child.stdout !== null) await once(child.stdout, 'data');
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
    expect(child.exitCode).toBeNull();
    child.kill('SIGKILL');
    await once(child, 'close');
    look(await readFile(path, 'utf8'));
  }
  expect(await clearLeftovers(path, 1_000_000)).toMatchObject({ kind: 'cleared' });
  expect([OLD, NEW]).toContain(await readFile(path, 'utf8'));
  const rest = ['daemon.json', 'daemon.json.mirror-check-backups', 'locks'];
  expect(await readdir(dirname(path))).toEqual(expect.arrayContaining(rest));
  expect((await readdir(dirname(path))).filter((name) => name.startsWith('.mirror-check-'))).toEqual([]);
  const ids = await listBackups(path);
  if ('kind' in ids) throw new Error(ids.code);
  for (const id of ids) expect(await readBackup(path, id)).toMatchObject({ kind: 'backup', set: { id } });
}
