import { createHash } from 'node:crypto';
import { link, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf, type FileFailure, fileFailure, fileFailureFrom } from './file-failure.ts';
import { readFileState } from './file-state.ts';
import { parseJson } from './parse-json.ts';
import { isAlive, ownIdentity, type ProcessIdentity } from './process-identity.ts';
import { removeDeadTemps, tempName, unlinkIfThere } from './temp-file.ts';

/*
 * One file a generation: `<key>.1`, `<key>.2` … The one with the highest number says who holds the lock, or that nobody does.
 *
 * To take it, a process that finds the holder dead or gone links its own record, complete, to the next number: link(2) makes
 * a name with its content in one step and fails if the name is there, so of several that try one wins. The usual way, to
 * remove a dead owner's file and make a new one, has no such winner: the second of two removes the file that the first has
 * just made. Here nobody removes a file that could be the highest: a holder that is done overwrites its own with "released",
 * and only then lower numbers are swept. So the highest number never falls; one who linked a number from an old look at the
 * directory sees a higher one when it looks again, and gives way.
 *
 * flock(2) would need a native addon or a helper program; an abstract socket is of a network namespace, and anybody's to take.
 */

export type LockOutcome =
  | { readonly kind: 'locked'; readonly release: () => Promise<void> }
  | { readonly kind: 'held'; readonly holder: ProcessIdentity; readonly since: string }
  | FileFailure;

/**
 * The lock of one file, by its real path, so that two names of it are one lock. Does not wait: another run that is alive is
 * reported with its pid; a dead one's lock is taken over. `directory`: see `lockDirectory`.
 */
export async function acquireLock(directory: string, realPath: string): Promise<LockOutcome> {
  const steps = lockSteps(directory, realPath);
  for (;;) {
    const step = await steps.next();
    if (step.done) return step.value;
  }
}

/** `acquireLock`, one look and one link at a time: between them other processes have their turn. */
export async function* lockSteps(
  directory: string,
  realPath: string,
): AsyncGenerator<'looked' | 'linked', LockOutcome, void> {
  const key = createHash('sha256').update(realPath).digest('hex').slice(0, 32);
  const owner = await ownIdentity();
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const highest = Math.max(0, ...generationsOf(key, await readdir(directory)));
      const read = highest === 0 ? FREE : await readRecord(join(directory, `${key}.${highest}`));
      if (read.kind === 'swept') continue;
      if (read.kind === 'file-failure') return read;
      const { record } = read;
      if (record.holder !== null && (await isAlive(record.holder))) {
        return { kind: 'held', holder: record.holder, since: record.since };
      }
      yield 'looked';
      const mine = join(directory, `${key}.${highest + 1}`);
      if (!(await linkRecord(directory, mine, owner))) continue;
      yield 'linked';
      const names = await readdir(directory);
      const generations = generationsOf(key, names);
      if (Math.max(...generations) > highest + 1) {
        await unlinkIfThere(mine);
        continue;
      }
      // What is below ours means nothing any more.
      for (const generation of generations) {
        if (generation <= highest) await unlinkIfThere(join(directory, `${key}.${generation}`));
      }
      await removeDeadTemps(directory, names);
      return { kind: 'locked', release: () => release(directory, mine, owner) };
    }
    return fileFailure('busy', directory);
  } catch (error) {
    return fileFailureFrom(error, directory);
  }
}

/** Each failed attempt means that another process took or gave back the lock in that very moment. */
const ATTEMPTS = 100;

interface LockRecord {
  /** null: released. */
  readonly holder: ProcessIdentity | null;
  readonly since: string;
}

const RELEASED: LockRecord = { holder: null, since: '' };

function generationsOf(key: string, names: readonly string[]): readonly number[] {
  return names
    .filter((name) => name.startsWith(`${key}.`))
    .map((name) => Number(name.slice(key.length + 1)))
    .filter((generation) => Number.isSafeInteger(generation) && generation > 0);
}

async function linkRecord(directory: string, path: string, holder: ProcessIdentity): Promise<boolean> {
  const temp = join(directory, tempName('new', holder));
  try {
    await writeRecord(temp, { holder, since: new Date().toISOString() });
    await link(temp, path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await unlinkIfThere(temp);
  }
}

/** By rename: the record shows the holder until it shows that there is none. */
async function release(directory: string, path: string, owner: ProcessIdentity): Promise<void> {
  const temp = join(directory, tempName('new', owner));
  try {
    await writeRecord(temp, RELEASED);
    await rename(temp, path);
  } catch (error) {
    // A full disk takes the name, and not what is in it.
    await unlinkIfThere(temp);
    throw error;
  }
}

async function writeRecord(path: string, record: LockRecord): Promise<void> {
  await writeFile(path, JSON.stringify(record), { flag: 'wx', mode: 0o600 });
}

const RECORD_BYTES = 4096;

/** `swept`: between the listing and the reading, so look again. */
type ReadRecord =
  | { readonly kind: 'record'; readonly record: LockRecord }
  | { readonly kind: 'swept' }
  | FileFailure;

const FREE: ReadRecord = { kind: 'record', record: RELEASED };

async function readRecord(path: string): Promise<ReadRecord> {
  const state = await readFileState(path, RECORD_BYTES);
  switch (state.kind) {
    case 'absent':
      return { kind: 'swept' };
    case 'file-failure':
      return state.code === 'not-found' ? { kind: 'swept' } : state;
    case 'file':
      return { kind: 'record', record: parseRecord(state.bytes.toString('utf8')) };
    default:
      return state satisfies never;
  }
}

/** A record that cannot be understood is nobody's: records are linked when they are whole. */
function parseRecord(text: string): LockRecord {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || !('holder' in value && 'since' in value))
    return RELEASED;
  const { holder, since } = value;
  return isIdentity(holder) && typeof since === 'string' ? { holder, since } : RELEASED;
}

function isIdentity(value: unknown): value is ProcessIdentity {
  if (typeof value !== 'object' || value === null) return false;
  if (!('bootId' in value && 'pid' in value && 'startTicks' in value)) return false;
  const { bootId, pid, startTicks } = value;
  return typeof bootId === 'string' && typeof startTicks === 'string' && Number.isSafeInteger(pid);
}
