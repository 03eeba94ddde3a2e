import { readdir, readlink } from 'node:fs/promises';
import { errnoOf } from './file-failure.ts';
import { isAlive, type ProcessIdentity, processIdentity, readProc } from './process-identity.ts';

/** A running dockerd of this machine; one inside a container with processes of its own is none of ours. */
export interface DaemonProcess {
  readonly identity: ProcessIdentity;
  /** Of its owner: 0, or the user of a rootless engine. */
  readonly uid: number;
  /** Its real command line, every variable of the unit expanded. */
  readonly argv: readonly string[];
}

export interface DaemonSearch {
  /** /run/docker.pid, or $XDG_RUNTIME_DIR/docker.pid of a rootless engine. */
  readonly pidFile: string;
  readonly uid: number;
}

/**
 * The engine that a pid file names, if that is a live dockerd of this user; else the only dockerd that this user runs.
 * null: there is none, or there are several and nobody says which. Linux only.
 */
export async function findDaemon({ pidFile, uid }: DaemonSearch): Promise<DaemonProcess | null> {
  const pid = Number((await readProc(pidFile))?.trim());
  if (Number.isSafeInteger(pid) && pid > 0) {
    const named = await daemonOf(pid);
    if (named?.uid === uid) return named;
  }
  const own = (await findDaemons()).filter((daemon) => daemon.uid === uid);
  return own.length === 1 ? (own[0] ?? null) : null;
}

/**
 * Every dockerd in our own process namespace that is root's or our own. Anybody can give a process of theirs this name and any
 * arguments: what a stranger's says is not believed, and above all its program is not run.
 */
export async function findDaemons(): Promise<readonly DaemonProcess[]> {
  const found: DaemonProcess[] = [];
  for (const pid of await pids()) {
    const daemon = await daemonOf(pid);
    if (daemon !== null) found.push(daemon);
  }
  return found;
}

/**
 * Sends SIGHUP, which makes dockerd read its file again, if and only if the daemon is past its start: before that the signal
 * ends it, since the handler is installed after the image store, the networks and the plugins are up. That it answers on its API
 * (`answers`) is the proof, if it was the same process before the question and after.
 */
export async function hangUp(
  search: DaemonSearch,
  answers: () => Promise<boolean>,
): Promise<'sent' | 'not-up' | 'not-permitted'> {
  const daemon = await findDaemon(search);
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
  try {
    return (await readdir('/proc')).map(Number).filter((pid) => Number.isSafeInteger(pid) && pid > 0);
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return [];
  }
}

async function daemonOf(pid: number): Promise<DaemonProcess | null> {
  // 15 characters of the program's name: enough for this one.
  if ((await readProc(`/proc/${pid}/comm`))?.trim() !== 'dockerd') return null;
  const identity = await processIdentity(pid);
  const status = await readProc(`/proc/${pid}/status`);
  const cmdline = await readProc(`/proc/${pid}/cmdline`);
  const uid = /^Uid:\s+(\d+)/m.exec(status ?? '')?.[1];
  if (identity === null || uid === undefined || !cmdline || !(await inOurNamespace(pid))) return null;
  if (Number(uid) !== 0 && Number(uid) !== process.geteuid?.()) return null;
  return { identity, uid: Number(uid), argv: cmdline.replace(/\0$/, '').split('\0') };
}

/** Who may not look at a process's namespaces may not signal it either: then it counts as ours, and the signal will tell. */
async function inOurNamespace(pid: number): Promise<boolean> {
  try {
    return (await readlink(`/proc/${pid}/ns/pid`)) === (await readlink('/proc/self/ns/pid'));
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return errnoOf(error) !== 'ENOENT';
  }
}
