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
  /** It is of another destination. */
  | { readonly kind: 'other-destination'; readonly path: string; readonly shown: string }
  | { readonly kind: 'system'; readonly what: 'state'; readonly path: string; readonly code: string };

/** Reads the state without keeping others from it. */
export async function peekState(path: string): Promise<SyncState> {
  const read = await readTextFile(path, SYNC.stateBytes);
  return parseState(read.ok ? read.text : '');
}

/** One run at a time has it; it begins by writing what was known in few lines, and adds one for each thing that happens. */
export async function openState(path: string, { shown }: Destination): Promise<OpenedState> {
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
    if (state.destination !== null && state.destination !== shown) {
      await release?.();
      return { kind: 'other-destination', path, shown: state.destination };
    }
    state.destination = shown;
    // Addresses of uploads may bear tokens.
    await writeOutputFile(path, renderState(state), 'owner');
    const journal = await openJournal(path);
    return opened(state, journal, release);
  } catch (error) {
    await release?.();
    const code = errnoOf(error);
    if (code === null) throw error;
    return { kind: 'system', what: 'state', path, code };
  }
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

function opened(state: SyncState, journal: Journal, release: (() => Promise<void>) | null): OpenedState {
  return {
    kind: 'state',
    state,
    write: async (line) => {
      learn(state, line);
      await journal.add(renderLine(line));
    },
    close: async () => {
      await journal.close();
      await release?.();
    },
  };
}
