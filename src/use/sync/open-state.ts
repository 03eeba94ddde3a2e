import { dirname, resolve } from 'node:path';
import { errnoOf } from '../../host/file-failure.ts';
import { type Journal, openJournal, placeOfJournal } from '../../host/journal.ts';
import { acquireLock } from '../../host/lock.ts';
import { makeOutputFolder, writeOutputFile } from '../../host/output-file.ts';
import { readTextFile } from '../../host/read-text.ts';
import {
  type Destination,
  learn,
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
  | { readonly kind: 'system'; readonly what: 'state'; readonly path: string; readonly code: string };

/** Reads the state without keeping others from it. */
export async function peekState(
  path: string,
  destination: Destination,
): Promise<{ readonly kind: 'peeked'; readonly state: SyncState } | StateProblem> {
  try {
    const state = await readState(path);
    return otherThan(destination, state, path) ?? { kind: 'peeked', state };
  } catch (error) {
    return systemProblem(error, path);
  }
}

/** One run at a time has it; it begins by writing what was known in few lines, and adds one for each thing that happens. */
export async function openState(path: string, destination: Destination): Promise<OpenedState> {
  let release: (() => Promise<void>) | null = null;
  try {
    await makeOutputFolder(dirname(resolve(path)), 'owner');
    const real = await placeOfJournal(path);
    const place = lockBeside(real);
    await makeOutputFolder(place, 'owner');
    const lock = await acquireLock(place, real);
    if (lock.kind === 'held') return { kind: 'busy', pid: lock.holder.pid, since: lock.since };
    if (lock.kind === 'file-failure')
      return { kind: 'system', what: 'state', path: place, code: lock.errno ?? lock.code };
    release = lock.release;
    const state = await readState(path);
    const other = otherThan(destination, state, path);
    if (other !== null) {
      await release?.();
      return other;
    }
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
async function readState(path: string): Promise<SyncState> {
  const read = await readTextFile(path, SYNC.stateBytes);
  if (read.ok) return parseState(read.text);
  if (read.reason === 'unreadable' && read.detail.startsWith('ENOENT')) return parseState('');
  throw Object.assign(new Error(read.detail), {
    code: read.reason === 'unreadable' ? (/^E[A-Z]+/.exec(read.detail)?.[0] ?? 'EIO') : 'EFBIG',
  });
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
