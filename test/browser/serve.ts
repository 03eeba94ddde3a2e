import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

export interface Server {
  /** With a slash at its end. */
  readonly url: string;
  /** What was asked for and is not there. */
  readonly missing: readonly string[];
  stop(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.xml': 'application/atom+xml',
};

/** A folder on loopback, below a path as on a project's own page: whoever links from the root is found out. */
export async function serveFolder(folder: string): Promise<Server> {
  const missing: string[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://host').pathname;
    const file = path.replace(/^\/base\//, '').replace(/(^|\/)$/, '$1index.html');
    readFile(join(folder, file))
      .then((bytes) => {
        if (!path.startsWith('/base/')) throw new Error('outside');
        response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain' }).end(bytes);
      })
      .catch(() => {
        missing.push(path);
        response.writeHead(404).end();
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/base/`,
    missing,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
