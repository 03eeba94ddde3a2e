import { readlink, stat } from 'node:fs/promises';
import path from 'node:path';
import { errnoOf } from './file-failure.ts';
import { isAlive, type ProcessIdentity, processIdentity, readProc } from './process-identity.ts';
import { type ProgramQuery, proveProgram } from './prove-program.ts';
import { checkProgramSafety, unsafeReason } from './safety.ts';

/** What a process has to be. */
export interface ProcessQuery extends ProgramQuery {
  /**
   * The system's own service manager names this process as the main one of its unit. Then its executable may have been replaced
   * since it started, as an upgrade does it; it may have mounts of its own, as a unit is given them (PrivateTmp=); and to a user
   * who may not look at a process of root's that word is a proof.
   */
  readonly mainPid?: boolean;
  /** Files of the system; it may run one of these by whatever path, as is seen by device and inode. */
  readonly files?: readonly string[];
  /** It may have a root directory of its own, as what snapd starts: then it has to run one of `files`. */
  readonly ownRoot?: boolean;
}

/** A process that is what it seems to be: its arguments and its environment may be believed. */
export interface ProvenProcess {
  readonly identity: ProcessIdentity;
  readonly uid: number;
  /** Its real command line, every variable of the unit expanded. Not its program: the first word is anybody's choice. */
  readonly argv: readonly string[];
  /** The file that it runs, which may be run; null: replaced since, or not ours to look at. */
  readonly program: string | null;
}

/**
 * - `gone`: there is no such process, or it became another one while it was looked at.
 * - `not-permitted`: it is another user's, and what it runs is not ours to see.
 * - `other-owner`: one of its four user ids is not the one that counts.
 * - `other-root`, `other-namespace`: a container's, or another root directory's. `other-mounts`: its files may be others than ours.
 * - `other-program`: what it runs bears no name that counts. `unsafe`: others can write to that. `replaced`: it is no longer there.
 */
export type Unproven =
  | 'gone'
  | 'not-permitted'
  | 'other-owner'
  | 'other-root'
  | 'other-namespace'
  | 'other-mounts'
  | 'other-program'
  | 'unsafe'
  | 'replaced';

export type ProcessProof = { readonly kind: 'proven'; readonly process: ProvenProcess } | UnprovenProcess;

export interface UnprovenProcess {
  readonly kind: 'unproven';
  readonly pid: number;
  /** As the kernel names it; clean it before it is shown. null: not seen. */
  readonly program: string | null;
  readonly why: Unproven;
  /** For `unsafe`: what others can write to. */
  readonly directory: string | null;
}

/**
 * Is this process one of those programs? Its name, its arguments and its environment are claims that anybody can make. What it
 * runs is not: /proc/PID/exe, held by device and inode against the file at that path, which nobody else may be able to write or
 * replace; its four user ids; its root directory and its namespaces (proc(5), namespaces(7)). Linux only.
 */
export async function proveProcess(pid: number, query: ProcessQuery): Promise<ProcessProof> {
  const unproven = (why: Unproven, program: string | null = null, directory: string | null = null) =>
    ({ kind: 'unproven', pid, program, why, directory }) as const;
  const identity = await processIdentity(pid);
  const ids = idsOf(await readProc(`/proc/${pid}/status`));
  if (identity === null || ids === null) return unproven('gone');
  if (ids.some((id) => id !== query.owner)) return unproven('other-owner');
  const executable = await executableOf(pid);
  if (executable.kind === 'gone') return unproven('gone');
  if (executable.kind === 'not-permitted') {
    const named = query.mainPid === true && query.names.has(await nameOf(pid));
    if (!named) return unproven('not-permitted');
    return await provenAs(null);
  }
  const program = executable.target;
  const apart = await livesApart(pid, query);
  if (apart !== null) return unproven(apart, program);
  const found = await programOf(executable, query);
  switch (found.kind) {
    case 'proven':
      return await provenAs(found.path);
    case 'replaced':
      return query.mainPid === true ? await provenAs(null) : unproven('replaced', program);
    case 'unproven':
      return unproven(found.why, program, found.directory);
    default:
      return found satisfies never;
  }

  async function provenAs(file: string | null): Promise<ProcessProof> {
    const cmdline = await readProc(`/proc/${pid}/cmdline`);
    const now = await executableOf(pid);
    const same = now.kind === executable.kind && targetOf(now) === targetOf(executable);
    // It may have become another program between two looks, with the same pid and start.
    if (!cmdline || !same || identity === null || !(await isAlive(identity))) return unproven('gone');
    const argv = cmdline.replace(/\0$/, '').split('\0');
    return { kind: 'proven', process: { identity, uid: query.owner, argv, program: file } };
  }
}

/** Real, effective, saved and of the file system: `Uid:` of proc_pid_status(5). */
function idsOf(status: string | null): readonly number[] | null {
  const ids = /^Uid:\t(\d+)\t(\d+)\t(\d+)\t(\d+)$/m.exec(status ?? '')?.slice(1);
  return ids === undefined ? null : ids.map(Number);
}

/** The name of a process, which it can choose for itself: its first 15 bytes. */
export async function nameOf(pid: number): Promise<string> {
  return ((await readProc(`/proc/${pid}/comm`)) ?? '').replace(/\n$/, '');
}

interface Executable {
  readonly kind: 'executable';
  /** The path, seen from here; ` (deleted)` stands behind it where the file is no longer there. */
  readonly target: string;
  readonly dev: number;
  readonly ino: number;
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

/** What a process runs, as far as it is there and ours to see. */
type SeenExecutable = Executable | { readonly kind: 'gone' } | { readonly kind: 'not-permitted' };

function targetOf(seen: SeenExecutable): string | null {
  return seen.kind === 'executable' ? seen.target : null;
}

async function executableOf(pid: number): Promise<SeenExecutable> {
  const link = `/proc/${pid}/exe`;
  try {
    const target = await readlink(link);
    const { dev, ino, uid, gid, mode } = await stat(link);
    return { kind: 'executable', target, dev, ino, uid, gid, mode };
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === null) throw error;
    return { kind: errno === 'EACCES' || errno === 'EPERM' ? 'not-permitted' : 'gone' };
  }
}

/**
 * A container that is handed our / and our process ids can run our very engine in our root directory, with files of its own as that
 * engine's: its mounts are not ours. A rootless engine has user and mount namespaces of its own by design; all that it can be
 * mistaken for is its user's as well.
 */
async function livesApart(
  pid: number,
  { owner, mainPid = false, ownRoot = false }: ProcessQuery,
): Promise<'other-root' | 'other-namespace' | 'other-mounts' | 'not-permitted' | null> {
  try {
    for (const name of owner === 0 ? ['pid', 'user'] : ['pid']) {
      if (!(await sharesNamespace(pid, name))) return 'other-namespace';
    }
    if (ownRoot) return null;
    const [its, ours] = [await stat(`/proc/${pid}/root`), await stat('/proc/self/root')];
    if (its.dev !== ours.dev || its.ino !== ours.ino) return 'other-root';
    if (owner !== 0 || mainPid) return null;
    return (await sharesNamespace(pid, 'mnt')) ? null : 'other-mounts';
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return 'not-permitted';
  }
}

async function sharesNamespace(pid: number, name: string): Promise<boolean> {
  return (await readlink(`/proc/${pid}/ns/${name}`)) === (await readlink(`/proc/self/ns/${name}`));
}

type Found =
  | { readonly kind: 'proven'; readonly path: string }
  | { readonly kind: 'replaced' }
  | { readonly kind: 'unproven'; readonly why: Unproven; readonly directory: string | null };

async function programOf(executable: Executable, query: ProcessQuery): Promise<Found> {
  const { names, owner, files = [], ownRoot = false } = query;
  for (const file of files) {
    if (!(await isSameFile(file, executable))) continue;
    const proof = await proveProgram(file, query);
    if (proof.kind === 'proven') return proof;
  }
  const { target } = executable;
  const old = /^(.*) \(deleted\)$/s.exec(target)?.[1];
  if (ownRoot)
    return { kind: 'unproven', why: old === undefined ? 'other-program' : 'replaced', directory: null };
  if (old !== undefined && !(await isSameFile(target, executable))) {
    if (!names.has(path.basename(old))) return { kind: 'unproven', why: 'other-program', directory: null };
    const safety = await checkProgramSafety(path.dirname(old), owner);
    const directory = safety.kind === 'unsafe' ? safety.directory : null;
    const safe = safety.kind === 'safe' && unsafeReason(executable, owner) === null;
    return safe ? { kind: 'replaced' } : { kind: 'unproven', why: 'unsafe', directory };
  }
  // Its own name counts here, and none that links to it: anybody can make such a link.
  if (!names.has(path.basename(target))) return { kind: 'unproven', why: 'other-program', directory: null };
  if (!(await isSameFile(target, executable)))
    return { kind: 'unproven', why: 'other-root', directory: null };
  const proof = await proveProgram(target, query);
  if (proof.kind === 'proven') return proof;
  const directory = proof.why === 'unsafe' ? proof.unsafe.directory : null;
  return { kind: 'unproven', why: proof.why === 'unsafe' ? 'unsafe' : 'gone', directory };
}

async function isSameFile(file: string, { dev, ino }: Executable): Promise<boolean> {
  try {
    const stats = await stat(file);
    return stats.dev === dev && stats.ino === ino;
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return false;
  }
}
