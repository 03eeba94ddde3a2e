import { dirname, join, posix } from 'node:path';
import { makeOutputFolder, removeOutput, writeOutputFile } from '../../host/output-file.ts';
import { textOf } from '../history/day-file.ts';
import { STATUS } from '../limits.ts';

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
    if (!made.has(folder)) await makeOutputFolder(folder);
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
  const text = (await textOf(join(out, LIST), STATUS.siteListBytes).catch(() => null)) ?? '';
  return text
    .split('\n')
    .filter(
      (path) => path !== '' && path === posix.normalize(path) && /^[a-z0-9][A-Za-z0-9._/-]*$/.test(path),
    );
}

async function removeOld(out: string, paths: readonly string[]): Promise<void> {
  const folders = new Set<string>();
  for (const path of paths) {
    await removeOutput(join(out, path), 'file').catch(() => undefined);
    for (let folder = posix.dirname(path); folder !== '.'; folder = posix.dirname(folder))
      folders.add(folder);
  }
  // Deepest first; one that still holds something stays.
  for (const folder of [...folders].sort((a, b) => b.length - a.length)) {
    await removeOutput(join(out, folder), 'folder').catch(() => undefined);
  }
}
