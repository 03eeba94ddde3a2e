import type { Socket } from 'node:net';
import { Client } from 'undici';

/**
 * undici's HTTP/1.1 over a socket that is connected already (and secured, and tunnelled): who connects is us, so that
 * each phase is timed and judged apart. When the socket is gone the client fails with ConnectionGone instead of
 * connecting anew. undici's own timers are off: they are half a second coarse; ours are in request.ts.
 */
export function clientOver(socket: Socket, origin: string, headerBytes: number): Client {
  return new Client(origin, {
    connect: (_, done) => {
      // Not at once: undici goes on with its queue only after a connect that took a turn.
      queueMicrotask(() => {
        if (socket.destroyed) done(new ConnectionGone(), null);
        else done(null, socket);
      });
    },
    maxHeaderSize: headerBytes,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

/** The connection ended before the request was written: nothing went out, so another connection may be tried freely. */
export class ConnectionGone extends Error {
  override readonly name = 'ConnectionGone';
}
