import { readdir, readlink } from 'node:fs/promises';
import path from 'node:path';
import { errnoOf } from './file-failure.ts';
import { isThere } from './is-there.ts';
import { isAlive, readProc } from './process-identity.ts';
import {
  nameOf,
  type ProcessQuery,
  type ProvenProcess,
  proveProcess,
  type UnprovenProcess,
} from './prove-process.ts';

export interface FoundProcesses {
  readonly proven: readonly ProvenProcess[];
  /** Those that bear one of the names and are not proven to be what it says. */
  readonly unproven: readonly UnprovenProcess[];
}

/** All processes that bear one of the names, with what is to be thought of each. */
export async function findProcesses(query: ProcessQuery): Promise<FoundProcesses> {
  const proven: ProvenProcess[] = [];
  const unproven: UnprovenProcess[] = [];
  for (const pid of await pids()) {
    if (!(await bearsName(pid, query.names))) continue;
    const proof = await proveProcess(pid, query);
    if (proof.kind === 'proven') proven.push(proof.process);
    else if (proof.why !== 'gone') unproven.push(proof);
  }
  return { proven, unproven };
}

/** May processes of others be hidden from us (hidepid of proc(5))? Then one that is not seen may be there all the same. */
export async function hidesProcesses(): Promise<boolean> {
  if (process.platform !== 'linux' || process.geteuid?.() === 0) return false;
  // The first process of a namespace is always there.
  return (await readProc('/proc/1/stat')) === null;
}

/** The pid in a file that a daemon keeps, if it holds one. Whose it is now is another question. */
export async function readPidFile(file: string): Promise<number | null> {
  const pid = Number((await readProc(file))?.trim());
  return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
}

/**
 * Sends SIGHUP, which makes a daemon read its file again, if and only if it is past its start: before that the signal ends it, since
 * the handler of dockerd is installed after the image store, the networks and the plugins are up. That it answers on its API
 * (`answers`) is the proof, if it was the same process before the question and after.
 */
export async function hangUp(
  find: () => Promise<ProvenProcess | null>,
  answers: () => Promise<boolean>,
): Promise<'sent' | 'not-up' | 'not-permitted'> {
  const daemon = await find();
  if (daemon === null || !(await answers()) || !(await isAlive(daemon.identity))) return 'not-up';
  try {
    process.kill(daemon.identity.pid, 'SIGHUP');
    return 'sent';
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return errnoOf(error) === 'ESRCH' ? 'not-up' : 'not-permitted';
  }
}

async function pids(): Promise<readonly number[]> {
  if (!(await isThere('/proc'))) return [];
  return (await readdir('/proc')).map(Number).filter((pid) => Number.isSafeInteger(pid) && pid > 0);
}

async function bearsName(pid: number, names: ReadonlySet<string>): Promise<boolean> {
  if (names.has(await nameOf(pid))) return true;
  try {
    return names.has(path.basename((await readlink(`/proc/${pid}/exe`)).replace(/ \(deleted\)$/, '')));
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return false;
  }
}
