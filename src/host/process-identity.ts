import { readFile } from 'node:fs/promises';
import { errnoOf } from './file-failure.ts';

/**
 * A process that can't be mistaken for a later one with the same number. `bootId` and `startTicks` are '0' where the
 * system has no /proc: there a reused number can make a dead process look alive, never the other way round.
 */
export interface ProcessIdentity {
  /** 32 hex digits: /proc/sys/kernel/random/boot_id without its dashes. */
  readonly bootId: string;
  readonly pid: number;
  /** Clock ticks from boot to the start of the process: field 22 of proc_pid_stat(5). */
  readonly startTicks: string;
}

/** Ours, which never changes. */
export function ownIdentity(): Promise<ProcessIdentity> {
  own ??= processIdentity(process.pid).then(
    (known) => known ?? { bootId: UNKNOWN, pid: process.pid, startTicks: UNKNOWN },
  );
  return own;
}

let own: Promise<ProcessIdentity> | null = null;

/** null: there is no such process that is alive, or no /proc to tell. */
export async function processIdentity(pid: number): Promise<ProcessIdentity | null> {
  const stat = await processStat(pid);
  if (stat === null || isDead(stat)) return null;
  return { bootId: await bootId(), pid, startTicks: stat.startTicks };
}

/** Does this very process still run? */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  if (identity.bootId !== (await bootId())) return false;
  if (identity.startTicks === UNKNOWN) return canBeSignalled(identity.pid);
  const stat = await processStat(identity.pid);
  return stat !== null && stat.startTicks === identity.startTicks && !isDead(stat);
}

export interface ProcessStat {
  /** One letter of proc_pid_stat(5): R, S, D, T, Z, X … */
  readonly state: string;
  readonly parentPid: number;
  readonly startTicks: string;
}

/** null: there is no such process, or no /proc. */
export async function processStat(pid: number): Promise<ProcessStat | null> {
  const text = await readProc(`/proc/${pid}/stat`);
  return text === null ? null : parseProcessStat(text);
}

/** The second field is the program's name in parentheses and may itself hold blanks and parentheses: the last one ends it. */
export function parseProcessStat(text: string): ProcessStat | null {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, parentPid] = fields;
  const startTicks = fields[19];
  if (state === undefined || parentPid === undefined || startTicks === undefined) return null;
  return { state, parentPid: Number(parentPid), startTicks };
}

/** A file of /proc as text; null when it, or the process it speaks of, is not there or not ours to read. */
export async function readProc(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return null;
  }
}

/** A zombie holds nothing and does nothing any more; only its parent has not asked after it yet. */
function isDead(stat: ProcessStat): boolean {
  return stat.state === 'Z' || stat.state === 'X';
}

const UNKNOWN = '0';

/** No process outlives the boot that it began in. */
function bootId(): Promise<string> {
  boot ??= readProc('/proc/sys/kernel/random/boot_id').then(
    (text) => text?.trim().replaceAll('-', '') ?? UNKNOWN,
  );
  return boot;
}

let boot: Promise<string> | null = null;

function canBeSignalled(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}

/** When a process started, in ms since 1970: up to a second too early, never more than a tick (10 ms) too late; null: not to be told. */
export async function startedAt({ startTicks }: ProcessIdentity): Promise<number | null> {
  const boot = /^btime (\d+)$/m.exec((await readProc('/proc/stat')) ?? '')?.[1];
  if (boot === undefined || startTicks === UNKNOWN) return null;
  const now = Date.now();
  const upSeconds = /^\d+\.\d+/.exec((await readProc('/proc/uptime')) ?? '')?.[0];
  const told = Number(boot) * 1000;
  // `btime` has no fraction. What a container is told of its own time up is another thing, and does not fit it.
  const exact = now - Number(upSeconds ?? Number.NaN) * 1000;
  const booted = exact > told && exact < told + 1000 ? exact : told;
  return booted + (Number(startTicks) / TICKS_A_SECOND) * 1000;
}

/** sysconf(_SC_CLK_TCK), which the kernel gives every program alike: include/uapi/asm-generic/param.h, USER_HZ. */
const TICKS_A_SECOND = 100;
