import { createServer } from 'node:net';
import { errnoOf } from './file-failure.ts';

/** May one listen there? Only somebody who listens already makes it false; an address that is not on this machine yet has every port free. */
export function portIsFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(errnoOf(error) !== 'EADDRINUSE'));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
