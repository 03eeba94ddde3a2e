import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

/** An address at which a connection attempt gets no answer at all, neither yes nor no. */
export interface BlackHole {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * A socket that listens while nobody accepts, its queue filled up by us: Linux and macOS then drop a further SYN, as a
 * firewall does. Windows answers it with a reset, so there this makes a port that refuses.
 */
export async function startBlackHole(): Promise<BlackHole> {
  const worker = new Worker(LISTENS_AND_SLEEPS, { eval: true });
  const port: unknown = (await once(worker, 'message'))[0];
  if (typeof port !== 'number') throw new Error('the black hole has no port');
  const fillers: Socket[] = [];
  while (await joinsQueue(port, fillers));
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      for (const socket of fillers) socket.destroy();
      await worker.terminate();
    },
  };
}

/** libuv accepts whenever its loop turns, so the loop is held fast in a thread of its own. */
const LISTENS_AND_SLEEPS = `
  const { parentPort } = require('node:worker_threads');
  const server = require('node:net').createServer();
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
`;

/** On loopback a connection that is not made at once waits for a place in the queue. */
const SETTLED_MS = 300;

async function joinsQueue(port: number, fillers: Socket[]): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  fillers.push(socket);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), SETTLED_MS);
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve(true);
    });
    // Refused (Windows), or reset when the hole is closed.
    socket.on('error', () => {
      clearTimeout(timer);
      resolve(false);
    });
  });
}
