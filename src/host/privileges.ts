import { readdir } from 'node:fs/promises';
import { errnoOf } from './file-failure.ts';
import { readProc } from './process-identity.ts';

export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Whom root becomes before it talks to strangers: the user who called sudo, else nobody. SUDO_UID and SUDO_GID are words of the
 * environment, so they are taken only as ids that are not root's. `passwd`: the text of /etc/passwd, or null. Pure.
 */
export function unprivilegedIdentity(
  env: Readonly<Record<string, string | undefined>>,
  passwd: string | null,
): Identity {
  const uid = parseId(env['SUDO_UID']);
  const gid = parseId(env['SUDO_GID']);
  return uid !== null && gid !== null ? { uid, gid } : nobodyOf(passwd);
}

/** Why a process has to be taken for privileged still. `unverifiable`: the kernel's own account of it cannot be read. */
export type DropFailure =
  | 'ids-not-set'
  | 'ids-left'
  | 'groups-left'
  | 'capabilities-left'
  | 'root-regained'
  | 'unverifiable';

/**
 * Gives up root for good: groups, group, user, in this order, since each needs the privilege that the last gives up. Then looks
 * whether it worked, in every thread, and tries to become root again, which has to fail. null: it is done and proved.
 */
export async function dropPrivileges(to: Identity): Promise<DropFailure | null> {
  const { setgroups, setgid, setuid } = process;
  if (setgroups === undefined || setgid === undefined || setuid === undefined) return 'ids-not-set';
  try {
    setgroups([]);
    setgid(to.gid);
    setuid(to.uid);
  } catch {
    return 'ids-not-set';
  }
  for (const regain of [() => setuid(0), () => process.seteuid?.(0), () => setgid(0)]) {
    if (!fails(regain)) return 'root-regained';
  }
  if (process.getuid?.() !== to.uid || process.geteuid?.() !== to.uid) return 'ids-left';
  if (process.getgid?.() !== to.gid || process.getegid?.() !== to.gid) return 'ids-left';
  return process.platform === 'linux' ? await leftInThreads(to) : null;
}

/**
 * What a thread's /proc/…/status shows of privileges it should not have: proc_pid_status(5). The bounding set is not looked at: it
 * says what a program with file capabilities could get, and no_new_privs or not, we start none. Pure.
 */
export function privilegesLeft(status: string, to: Identity): DropFailure | null {
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(status)?.[1]?.trim();
  const [uids, gids, groups] = [field('Uid'), field('Gid'), field('Groups')];
  const capabilities = ['CapInh', 'CapPrm', 'CapEff', 'CapAmb'].map(field);
  if (uids === undefined || gids === undefined || groups === undefined) return 'unverifiable';
  if (capabilities.some((set) => set === undefined)) return 'unverifiable';
  // Real, effective, saved and file-system id.
  if (!uids.split(/\s+/).every((uid) => Number(uid) === to.uid)) return 'ids-left';
  if (!gids.split(/\s+/).every((gid) => Number(gid) === to.gid)) return 'ids-left';
  if (groups !== '') return 'groups-left';
  return capabilities.every((set) => /^0+$/.test(set ?? '')) ? null : 'capabilities-left';
}

/** Ids are a thread's, not a process's: the C library changes them in all threads, and this is the proof that it did. */
async function leftInThreads(to: Identity): Promise<DropFailure | null> {
  try {
    for (const thread of await readdir('/proc/self/task')) {
      const status = await readProc(`/proc/self/task/${thread}/status`);
      if (status === null) continue;
      const left = privilegesLeft(status, to);
      if (left !== null) return left;
    }
    return null;
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return 'unverifiable';
  }
}

function fails(attempt: () => void): boolean {
  try {
    attempt();
    return false;
  } catch {
    return true;
  }
}

/** Not root's, and not (id_t) -1, which the system calls read as "leave it as it is". */
function parseId(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return null;
  const id = Number(text);
  return id > 0 && id < 0xffffffff ? id : null;
}

function nobodyOf(passwd: string | null): Identity {
  const [, , uid, gid] = /^nobody:.*$/m.exec(passwd ?? '')?.[0].split(':') ?? [];
  return { uid: parseId(uid) ?? 65534, gid: parseId(gid) ?? 65534 };
}
