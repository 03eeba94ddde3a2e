import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from '../../host/file-failure.ts';
import { PULLS_FILE, PULLS_FILE_NEW } from './places.ts';

/** What docker-registry, and we, make at each level of a cache's folder, and of which kind it is. */
const LEVELS: readonly (readonly [below: string, folders: RegExp, files: ReadonlySet<string>])[] = [
  ['', /^docker$/, new Set(['scheduler-state.json', PULLS_FILE, PULLS_FILE_NEW])],
  ['docker', /^registry$/, new Set()],
  ['docker/registry', /^v2$/, new Set()],
  ['docker/registry/v2', /^(?:blobs|repositories)$/, new Set()],
  ['docker/registry/v2/blobs', /^sha(?:256|384|512)$/, new Set()],
];

/**
 * What lies in a folder and was made neither by docker-registry nor by us, from there on; a link is nobody's that we know. '.': it is itself no folder. null: nothing does, or the
 * folder is not there. Rejects with the system's error.
 */
export async function firstForeign(folder: string): Promise<string | null> {
  const itself = await lstat(folder).catch(nullIfMissing);
  if (itself === null) return null;
  if (!itself.isDirectory()) return '.';
  for (const [below, folders, files] of LEVELS) {
    const entries = await readdir(join(folder, below), { withFileTypes: true }).catch(nullIfMissing);
    const foreign = (entries ?? [])
      .filter((entry) =>
        entry.isDirectory() ? !folders.test(entry.name) : !entry.isFile() || !files.has(entry.name),
      )
      .map(({ name }) => join(below, name))
      .sort();
    if (foreign[0] !== undefined) return foreign[0];
  }
  return null;
}

function nullIfMissing(error: unknown): null {
  if (errnoOf(error) === 'ENOENT') return null;
  throw error;
}
