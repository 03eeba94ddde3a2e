import { randomInt } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { getent } from './getent.ts';
import { LONE_ID } from './limits.ts';
import { readProc } from './process-identity.ts';

/**
 * An id that nobody else uses, as user and as group: whoever shares a user id with a process can take its descriptors
 * (pidfd_getfd(2)) and speak in its place, and nobody's is shared by every service that has no account of its own. Drawn at random, so
 * that no one can be there before. null: there is none to be had, in a container that was given few ids, or on another system than Linux.
 */
export async function loneId(draw: () => number = drawId): Promise<number | null> {
  if (process.platform !== 'linux') return null;
  const mapped = await textsOf(['/proc/self/uid_map', '/proc/self/gid_map']);
  const delegated = await textsOf(['/etc/subuid', '/etc/subgid']);
  const running = await idsOfProcesses();
  for (let tries = 0; tries < LONE_ID.tries; tries++) {
    const id = draw();
    const isDelegated = delegated.some((text) => isIn(delegatedRanges(text), id));
    if (!mapped.every((text) => isIn(mappedRanges(text), id)) || isDelegated || running.has(id)) continue;
    if (!hasName(id)) return id;
  }
  return null;
}

function drawId(): number {
  return LONE_ID.first + randomInt(LONE_ID.count);
}

/** A directory that does not answer has not named it. */
function hasName(id: number): boolean {
  return ['passwd', 'group'].some((database) => (getent([database, String(id)], LONE_ID.askMs) ?? '') !== '');
}

interface Range {
  readonly first: number;
  readonly count: number;
}

/** user_namespaces(7): `inside outside count`, a line each. Pure. */
export function mappedRanges(text: string): readonly Range[] {
  return text.split('\n').flatMap((line) => {
    const [first = '', , count = ''] = line.trim().split(/ +/);
    return count === '' ? [] : [{ first: Number(first), count: Number(count) }];
  });
}

/** subuid(5): `name:first:count`, a line each. Pure. */
export function delegatedRanges(text: string): readonly Range[] {
  return text.split('\n').flatMap((line) => {
    const [, first = '', count = ''] = line.split(':');
    return count === '' ? [] : [{ first: Number(first), count: Number(count) }];
  });
}

function isIn(ranges: readonly Range[], id: number): boolean {
  return ranges.some(({ first, count }) => id >= first && id < first + count);
}

async function textsOf(files: readonly string[]): Promise<readonly string[]> {
  return (await Promise.all(files.map(readProc))).map((text) => text ?? '');
}

/** Real, effective, saved and file-system id of all that run: proc_pid_status(5). */
async function idsOfProcesses(): Promise<ReadonlySet<number>> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const texts = await textsOf(pids.map((pid) => `/proc/${pid}/status`));
  return new Set(texts.flatMap((text) => /^Uid:\t(.*)$/m.exec(text)?.[1]?.split('\t').map(Number) ?? []));
}
