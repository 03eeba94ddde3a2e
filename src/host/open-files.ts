import { readdir } from 'node:fs/promises';
import { readProc } from './process-identity.ts';

/** How many files a process has open, sockets among them, and how many it may (proc_pid_limits(5): the soft limit). */
export interface OpenFiles {
  readonly open: number;
  readonly limit: number;
}

/** null: the process may not be looked at, or has no limit. */
export async function openFilesOf(pid: number, proc = '/proc'): Promise<OpenFiles | null> {
  const limit = /^Max open files\s+(\d+)\s/m.exec((await readProc(`${proc}/${pid}/limits`)) ?? '')?.[1];
  const open = await readdir(`${proc}/${pid}/fd`).catch(() => null);
  return limit === undefined || open === null ? null : { open: open.length, limit: Number(limit) };
}
