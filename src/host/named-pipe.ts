import { once } from 'node:events';
import { constants, open as openFile, type Stats } from 'node:fs';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { errnoOf } from './file-failure.ts';
import { PIPE } from './limits.ts';
import { isRoot } from './read-pem.ts';

/**
 * Writes into a named pipe (fifo(7)). It waits for a reader as open(2) does, but not in the kernel, where no signal would end this
 * process. Root waits for none at another's pipe: there may never be one. Rejects with the system's error: ENXIO, nobody reads.
 * `more`: flags for open(2).
 */
export async function writePipe(
  path: string,
  text: string | Uint8Array,
  present: Stats,
  more: number,
): Promise<void> {
  const descriptor = await openToReader(
    path,
    constants.O_WRONLY | constants.O_NONBLOCK | more,
    !isRoot() || present.uid === 0,
  );
  const stream = new Socket({ fd: descriptor, readable: false, writable: true });
  const closed = once(stream, 'close');
  stream.end(text);
  await closed;
}

async function openToReader(path: string, flags: number, waits: boolean): Promise<number> {
  for (;;) {
    try {
      return await open(path, flags);
    } catch (error) {
      if (!waits || errnoOf(error) !== 'ENXIO') throw error;
    }
    await sleep(PIPE.pollMs);
  }
}

const open = promisify(openFile);
