import { readlink } from 'node:fs/promises';
import { readProc } from './process-identity.ts';

/**
 * Inodes of the sockets that a service manager handed to a process and that it has left as they came: sd_listen_fds(3) has them from
 * descriptor 3 on. Who serves one takes a copy of it and closes what came (go-systemd activation.Listeners). None where that is not ours to see.
 */
export async function handedSockets(pid: number): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const environment = (await readProc(`/proc/${pid}/environ`)) ?? '';
  const count = Number(/(?:^|\0)LISTEN_FDS=(\d{1,2})(?:\0|$)/.exec(environment)?.[1] ?? 0);
  for (let fd = FIRST; fd < FIRST + count; fd += 1) {
    const link = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '');
    const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1];
    if (inode !== undefined) found.add(inode);
  }
  return found;
}

/** SD_LISTEN_FDS_START */
const FIRST = 3;
