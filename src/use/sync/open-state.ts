import { dirname, resolve } from 'node:path';
import { errnoOf } from '../../host/file-failure.ts';
import { foreignFolder } from '../../host/foreign-folder.ts';
import { type Journal, openJournal, placeOfJournal } from '../../host/journal.ts';
import { acquireLock } from '../../host/lock.ts';
import { makeOutputFolder, writeOutputFile } from '../../host/output-file.ts';
import { readTextFile } from '../../host/read-text.ts';
import {
  type Destination,
  learn,
  mayBeState,
  parseState,
  renderLine,
  renderState,
  type StateLine,
  SYNC,
  type SyncState,
} from '../../sync/index.ts';

import { lockBeside } from './places.ts';

export type OpenedState =
  | {
      readonly kind: 'state';
      readonly state: SyncState;
      readonly write: (line: StateLine) => Promise<void>;
      readonly close: () => Promise<void>;
    }
  /** Another run has it. */
  | { readonly kind: 'busy'; readonly pid: number; readonly since: string }
  | StateProblem;

type StateProblem =
  /** It is of another destination. */
  | { readonly kind: 'other-destination'; readonly path: string; readonly shown: string }
  /** Something else, which a run would write over. */
  | { readonly kind: 'not-a-state'; readonly path: string; readonly isTooLarge: boolean }
  | { readonly kind: 'system'; readonly what: 'state'; readonly path: string; readonly code: string };

interface PeekedState {
  readonly kind: 'peeked';
  readonly state: SyncState;
}

/** Reads the state without keeping others from it. */
export async function peekState(path: string, destination: Destination): Promise<PeekedState | StateProblem> {
  try {
    return await readStateOf(destination, path);
  } catch (error) {
    return systemProblem(error, path);
  }
}

/** One run at a time has it; it begins by writing what was known in few lines, and adds one for each thing that happens. */
export async function openState(path: string, destination: Destination): Promise<OpenedState> {
  let release: (() => Promise<void>) | null = null;
  try {
    // Beside what is refused nothing is left, a lock neither.
    const before = await readStateOf(destination, path);
    if (before.kind !== 'peeked') return before;
    await makeOutputFolder(dirname(resolve(path)), 'owner');
    const real = await placeOfJournal(path);
    const place = lockBeside(real);
    const foreign = await foreignFolder(place);
    if (foreign !== null) return { kind: 'system', what: 'state', path: place, code: foreign };
    await makeOutputFolder(place, 'owner');
    const lock = await acquireLock(place, real);
    if (lock.kind === 'held') return { kind: 'busy', pid: lock.holder.pid, since: lock.since };
    if (lock.kind === 'file-failure')
      return { kind: 'system', what: 'state', path: place, code: lock.errno ?? lock.code };
    release = lock.release;
    const read = await readStateOf(destination, path);
    if (read.kind !== 'peeked') {
      await release?.();
      return read;
    }
    const { state } = read;
    state.destination = destination.shown;
    // Addresses of uploads may bear tokens.
    await writeOutputFile(path, renderState(state), 'owner');
    const journal = await openJournal(path);
    return opened(state, path, journal, release);
  } catch (error) {
    await release?.();
    return systemProblem(error, path);
  }
}

function otherThan({ shown }: Destination, { destination }: SyncState, path: string): StateProblem | null {
  return destination === null || destination === shown
    ? null
    : { kind: 'other-destination', path, shown: destination };
}

/** Throws what is not the system's. */
function systemProblem(error: unknown, path: string): StateProblem {
  const code = errnoOf(error);
  if (code === null) throw error;
  return { kind: 'system', what: 'state', path, code };
}

/** Not there is empty; what cannot be read is the system's refusal. */
async function readStateOf(destination: Destination, path: string): Promise<PeekedState | StateProblem> {
  const read = await readTextFile(path, SYNC.stateBytes);
  if (read.ok) {
    if (!mayBeState(read.text)) return { kind: 'not-a-state', path, isTooLarge: false };
    const state = parseState(read.text);
    return otherThan(destination, state, path) ?? { kind: 'peeked', state };
  }
  if (read.reason !== 'unreadable')
    return { kind: 'not-a-state', path, isTooLarge: read.reason === 'too-large' };
  if (read.detail.startsWith('ENOENT')) return { kind: 'peeked', state: parseState('') };
  const code = /^E[A-Z]+/.exec(read.detail)?.[0];
  return code === undefined
    ? { kind: 'not-a-state', path, isTooLarge: false }
    : { kind: 'system', what: 'state', path, code };
}

function opened(
  state: SyncState,
  path: string,
  journal: Journal,
  release: (() => Promise<void>) | null,
): OpenedState {
  return {
    kind: 'state',
    state,
    write: async (line) => {
      learn(state, line);
      // What the system refuses of an open file names no file.
      await journal.add(renderLine(line)).catch((error: unknown) => {
        throw error instanceof Error ? Object.assign(error, { path }) : error;
      });
    },
    close: async () => {
      await journal.close();
      // On a full disk it cannot be written that the lock is given back; this process ends, and that says it as well.
      await release?.().catch((error: unknown) => {
        if (errnoOf(error) === null) throw error;
      });
    },
  };
}
