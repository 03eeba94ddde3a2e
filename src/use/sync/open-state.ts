import { basename, dirname, join, resolve } from 'node:path';
import { errnoOf } from '../../host/file-failure.ts';
import { type Journal, openJournal } from '../../host/journal.ts';
import { acquireLock } from '../../host/lock.ts';
import { lockDirectory } from '../../host/lock-directory.ts';
import { makeOutputFolder, writeOutputFile } from '../../host/output-file.ts';
import { readTextFile } from '../../host/read-text.ts';
import { realPath } from '../../host/real-path.ts';
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
export async function openState(
  path: string,
  { shown }: Destination,
  owner: { readonly uid: number | null; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<OpenedState> {
  let release: (() => Promise<void>) | null = null;
  try {
    await makeOutputFolder(dirname(resolve(path)));
    const directory = await lockDirectory(owner);
    const real = join(await realPath(dirname(resolve(path))), basename(path));
    if (directory.kind === 'directory') {
      const lock = await acquireLock(directory.path, real);
      if (lock.kind === 'held') return { kind: 'busy', pid: lock.holder.pid, since: lock.since };
      if (lock.kind === 'locked') release = lock.release;
    }
    // Without a place for locks (a container without /tmp) there is hardly a second process.
    const state = await readState(path);
    if (state.destination !== null && state.destination !== shown) {
      await release?.();
      return { kind: 'other-destination', path, shown: state.destination };
    }
    state.destination = shown;
    await writeOutputFile(path, renderState(state));
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
