import { readdir } from 'node:fs/promises';
import { errnoOf } from './file-failure.ts';
import { readProc } from './process-identity.ts';

export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Whom root becomes before it talks to strangers: the account kept for it where a machine has one, else somebody who has no account
 * and no other process (lone-id.ts), else nobody. Never the user who called sudo: that one may be root again with the next `sudo -n`,
 * and owns files that a login runs. `passwd`: the text of /etc/passwd, or null; `lone`: the id that is nobody else's, or null. Pure.
 */
export function unprivilegedIdentity(passwd: string | null, lone: number | null = null): Identity {
  const own = lone === null ? null : { uid: lone, gid: lone };
  return (
    accountOf(DEDICATED, passwd) ?? own ?? accountOf('nobody', passwd) ?? { uid: OVERFLOW, gid: OVERFLOW }
  );
}

/** Distributions and administrators make such an account for a program: it shares nothing with other programs' nobody. */
const DEDICATED = '_mirror-check';

/** What the kernel shows for ids that it cannot map, and nobody's id on nearly every system: user_namespaces(7). */
const OVERFLOW = 65534;

/** Why a process has to be taken for privileged still. `unverifiable`: the kernel's own account of it cannot be read. */
export type DropFailure =
  | 'ids-not-set'
  | 'ids-left'
  | 'groups-left'
  | 'capabilities-left'
  | 'root-regained'
  | 'unverifiable';

/**
 * What keeps a process without privileges from getting some by running another program. `no-new-privs`: set-uid programs work as
 * usual. `bounding-set`: file capabilities do. Linux alone has either.
 */
export const CONFINEMENTS = ['no-new-privs', 'bounding-set'] as const;
export type Confinement = (typeof CONFINEMENTS)[number];

export type Dropped =
  | { readonly kind: 'dropped'; readonly lacking: readonly Confinement[] }
  | { readonly kind: 'failure'; readonly code: DropFailure };

/**
 * Gives up root for good: groups, group, user, in this order, since each needs the privilege that the last gives up. A process that
 * was started as `to` has done so. Then looks whether it worked, in every thread, and tries to become root, which has to fail.
 */
export async function dropPrivileges(to: Identity): Promise<Dropped> {
  const { setgroups, setgid, setuid } = process;
  if (setgroups === undefined || setgid === undefined || setuid === undefined) return failed('ids-not-set');
  if (process.geteuid?.() === 0) {
    try {
      setgroups([]);
      setgid(to.gid);
      setuid(to.uid);
    } catch {
      return failed('ids-not-set');
    }
  }
  for (const regain of [() => setuid(0), () => process.seteuid?.(0), () => setgid(0)]) {
    if (!fails(regain)) return failed('root-regained');
  }
  if (process.getuid?.() !== to.uid || process.geteuid?.() !== to.uid) return failed('ids-left');
  if (process.getgid?.() !== to.gid || process.getegid?.() !== to.gid) return failed('ids-left');
  return process.platform === 'linux' ? await verifyThreads(to) : { kind: 'dropped', lacking: [] };
}

/** What a thread's /proc/…/status shows of privileges it should not have: proc_pid_status(5). Pure. */
export function privilegesLeft(status: string, to: Identity): DropFailure | null {
  const fields = fieldsOf(status);
  const [uids, gids, groups] = [fields.get('Uid'), fields.get('Gid'), fields.get('Groups')];
  const capabilities = ['CapInh', 'CapPrm', 'CapEff', 'CapAmb'].map((name) => fields.get(name));
  if (uids === undefined || gids === undefined || groups === undefined) return 'unverifiable';
  if (capabilities.some((set) => set === undefined)) return 'unverifiable';
  // Real, effective, saved and file-system id.
  if (!uids.split(/\s+/).every((uid) => Number(uid) === to.uid)) return 'ids-left';
  if (!gids.split(/\s+/).every((gid) => Number(gid) === to.gid)) return 'ids-left';
  if (groups !== '') return 'groups-left';
  return capabilities.every(isEmptySet) ? null : 'capabilities-left';
}

/** What it shows of ways to new ones. A kernel that does not tell has not promised. Pure. */
export function confinementsLacking(status: string): readonly Confinement[] {
  const fields = fieldsOf(status);
  const holds: Readonly<Record<Confinement, boolean>> = {
    'no-new-privs': fields.get('NoNewPrivs') === '1',
    'bounding-set': isEmptySet(fields.get('CapBnd')),
  };
  return CONFINEMENTS.filter((confinement) => !holds[confinement]);
}

/** Ids are a thread's, not a process's: the C library changes them in all threads, and this is the proof that it did. */
async function verifyThreads(to: Identity): Promise<Dropped> {
  const lacking = new Set<Confinement>();
  try {
    for (const thread of await readdir('/proc/self/task')) {
      const status = await readProc(`/proc/self/task/${thread}/status`);
      if (status === null) continue;
      const left = privilegesLeft(status, to);
      if (left !== null) return failed(left);
      for (const confinement of confinementsLacking(status)) lacking.add(confinement);
    }
    return { kind: 'dropped', lacking: [...lacking] };
  } catch (error) {
    if (errnoOf(error) === null) throw error;
    return failed('unverifiable');
  }
}

function failed(code: DropFailure): Dropped {
  return { kind: 'failure', code };
}

function fieldsOf(status: string): ReadonlyMap<string, string> {
  return new Map(
    status.split('\n').map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    }),
  );
}

function isEmptySet(set: string | undefined): boolean {
  return set !== undefined && /^0+$/.test(set);
}

function fails(attempt: () => void): boolean {
  try {
    attempt();
    return false;
  } catch {
    return true;
  }
}

/** passwd(5); an account with one of root's ids is none. */
function accountOf(name: string, passwd: string | null): Identity | null {
  const line = passwd?.split('\n').find((one) => one.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  const ids = { uid: parseId(uid), gid: parseId(gid) };
  return ids.uid === null || ids.gid === null ? null : { uid: ids.uid, gid: ids.gid };
}

/** Not root's, and not (id_t) -1, which the system calls read as "leave it as it is". */
function parseId(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return null;
  const id = Number(text);
  return id > 0 && id < 0xffffffff ? id : null;
}
