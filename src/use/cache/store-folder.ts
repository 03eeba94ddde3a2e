import { join } from 'node:path';
import { renderMemory } from '../../cache/index.ts';
import { errnoOf } from '../../host/file-failure.ts';
import { entriesOf, kindOf, putUnfollowed } from '../../host/unfollowed.ts';
import { PULLS_FILE, PULLS_FILE_NEW, STORE } from './places.ts';

/** What lies in a folder that is, or is to become, a cache's own. */
export type StoreFolder =
  /** It is not there, or holds no store: nothing of anybody's is lost with it. */
  | { readonly kind: 'empty' }
  /** A store of copies alone: all of it can be fetched again. */
  | { readonly kind: 'cache' }
  /** A registry's store, and nothing says that it is a cache's: what is taken away there may be lost. */
  | { readonly kind: 'registry' }
  /** `name`: what was made neither by docker-registry nor by us, a link for one; '.': the folder is itself none. */
  | { readonly kind: 'foreign'; readonly name: string }
  /** `code`: the system's word. */
  | { readonly kind: 'unreadable'; readonly code: string };

/** Looks below a folder, one level after the other; follows no link. */
export async function storeIn(folder: string): Promise<StoreFolder> {
  try {
    const name = await firstForeign(folder);
    if (name !== null) return { kind: 'foreign', name };
    if (await isProven(folder)) return { kind: 'cache' };
    return { kind: (await holdsImages(folder)) ? 'registry' : 'empty' };
  } catch (error) {
    const code = errnoOf(error);
    if (code === null) throw error;
    return { kind: 'unreadable', code };
  }
}

/**
 * The one proof that a store is a cache's. A registry that is a pull-through cache writes `scheduler-state.json`, in which its copies end, some seconds after its first one
 * (registry/proxy/scheduler in github.com/distribution/distribution); before, and ever after, there is our own file, which stands in nothing but caches. Rejects with the system's error.
 */
export async function isProven(folder: string): Promise<boolean> {
  for (const name of [SCHEDULER_FILE, PULLS_FILE])
    if ((await kindOf(join(folder, name))) === 'file') return true;
  return false;
}

/** Marks the folder of a cache that was just set up as one. What cannot be written is the registry's own file to prove, some seconds later. */
export async function markAsCache(folder: string): Promise<void> {
  try {
    if ((await kindOf(folder)) !== 'folder' || (await isProven(folder))) return;
    const nothing = renderMemory({ readUntilMs: null, lastPulled: new Map() });
    await putUnfollowed(join(folder, PULLS_FILE), join(folder, PULLS_FILE_NEW), nothing);
  } catch (error) {
    if (errnoOf(error) === null) throw error;
  }
}

async function holdsImages(folder: string): Promise<boolean> {
  const blobs = join(folder, STORE, 'blobs');
  for (const { name } of await entriesOf(blobs))
    if ((await entriesOf(join(blobs, name))).length > 0) return true;
  return (await entriesOf(join(folder, STORE, 'repositories'))).length > 0;
}

const SCHEDULER_FILE = 'scheduler-state.json';

/** What docker-registry, and we, make at each level of a cache's folder, and of which kind it is. */
const LEVELS: readonly (readonly [below: string, folders: RegExp, files: ReadonlySet<string>])[] = [
  ['', /^docker$/, new Set([SCHEDULER_FILE, PULLS_FILE, PULLS_FILE_NEW])],
  ['docker', /^registry$/, new Set()],
  ['docker/registry', /^v2$/, new Set()],
  ['docker/registry/v2', /^(?:blobs|repositories)$/, new Set()],
  ['docker/registry/v2/blobs', /^sha(?:256|384|512)$/, new Set()],
  ['docker/registry/v2/blobs/sha256', /^[0-9a-f]{2}$/, new Set()],
  // By the names of images.
  ['docker/registry/v2/repositories', /^[a-z0-9]/, new Set()],
];

/** '.': it is itself no folder. null: all is of a registry's kind, or nothing is there. */
async function firstForeign(folder: string): Promise<string | null> {
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
