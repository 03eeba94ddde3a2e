import { mkdir, readFile, rm, rmdir } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { writeOutputFile } from '../../host/output-file.ts';
import type { SiteFile } from './files.ts';

/** The files of the last build: those alone are removed when they are no longer made. */
const LIST = '.mirror-status-files';

/**
 * Writes a site into a folder that may hold the last one, and files of others (a CNAME, a .git), which stay. Each file is
 * replaced whole, so that a server that reads meanwhile sees the old or the new. Returns how many were written.
 */
export async function writeSite(out: string, files: Iterable<SiteFile>): Promise<number> {
  const before = await listed(out);
  const written = new Set<string>();
  const made = new Set<string>();
  for (const { path, text } of files) {
    const target = join(out, path);
    const folder = dirname(target);
    if (!made.has(folder)) await mkdir(folder, { recursive: true });
    made.add(folder);
    await writeOutputFile(target, text);
    written.add(path);
  }
  await writeOutputFile(join(out, LIST), [...written].map((path) => `${path}\n`).join(''));
  await removeOld(
    out,
    before.filter((path) => !written.has(path)),
  );
  return written.size;
}

/** The list may have been written by anybody: only plain paths below the folder are believed. */
async function listed(out: string): Promise<readonly string[]> {
  const text = await readFile(join(out, LIST), 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter(
      (path) => path !== '' && path === posix.normalize(path) && /^[a-z0-9][A-Za-z0-9._/-]*$/.test(path),
    );
}

async function removeOld(out: string, paths: readonly string[]): Promise<void> {
  const folders = new Set<string>();
  for (const path of paths) {
    await rm(join(out, path), { force: true }).catch(() => undefined);
    for (let folder = posix.dirname(path); folder !== '.'; folder = posix.dirname(folder))
      folders.add(folder);
  }
  // Deepest first; one that still holds something stays.
  for (const folder of [...folders].sort((a, b) => b.length - a.length)) {
    await rmdir(join(out, folder)).catch(() => undefined);
  }
}
