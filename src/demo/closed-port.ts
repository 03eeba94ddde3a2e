import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';

/** A loopback port that refuses every connection for as long as it is held: nobody else can come to listen on it. */
export interface ClosedPort {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  stop(): Promise<void>;
}

/** A loopback answers in microseconds; where it is down, and another route leads away, the kernel would ask for two minutes. */
const LOOPBACK_MS = 3_000;

/** The port is the near end of a connection to ourselves: taken, and nobody listens on it. Rejects where there is no loopback. */
export async function holdClosedPort(): Promise<ClosedPort> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const far = once(server, 'connection');
  const near = connect(listeningPort(server), '127.0.0.1');
  const late = setTimeout(() => near.destroy(notReached()), LOOPBACK_MS);
  try {
    await once(near, 'connect');
  } catch (error) {
    server.close();
    throw error;
  } finally {
    clearTimeout(late);
  }
  const [peer] = await far;
  return {
    url: `http://127.0.0.1:${near.localPort}`,
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      near.destroy();
      peer.destroy();
      await closed;
    },
  };
}

/** As the kernel itself would say it, two minutes later. */
function notReached(): Error {
  return Object.assign(new Error('the loopback does not answer'), { code: 'ETIMEDOUT', syscall: 'connect' });
}

/** The TCP port of a server that listens. */
export function listeningPort(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on TCP');
  return address.port;
}
