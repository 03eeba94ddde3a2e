import { join } from 'node:path';
import { entriesOf, kindOf } from '../../host/unfollowed.ts';
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
  const itself = await kindOf(folder);
  if (itself === null) return null;
  if (itself !== 'folder') return '.';
  for (const [below, folders, files] of LEVELS) {
    const foreign = (await entriesOf(join(folder, below)))
      .filter(
        ({ name, kind }) => !(kind === 'folder' ? folders.test(name) : kind === 'file' && files.has(name)),
      )
      .map(({ name }) => join(below, name))
      .sort();
    if (foreign[0] !== undefined) return foreign[0];
  }
  return null;
}
