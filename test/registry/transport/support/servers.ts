import { once } from 'node:events';
import { createServer as createHttp, type Server as HttpServer, type RequestListener } from 'node:http';
import { createServer as createHttps, type ServerOptions } from 'node:https';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { Worker } from 'node:worker_threads';
import { onTestFinished } from 'vitest';
import { portOf } from './client.ts';

export interface Running<S extends Server = Server> {
  readonly server: S;
  readonly port: number;
  /** `http://127.0.0.1:port` or https. */
  readonly url: string;
  /** Connections accepted so far, and those still open. */
  readonly connections: { accepted: number; readonly open: Set<Socket> };
}

export function httpServer(handler: RequestListener): Promise<Running<HttpServer>> {
  return running(createHttp(handler), 'http');
}

export function httpsServer(options: ServerOptions, handler: RequestListener): Promise<Running<HttpServer>> {
  const server = createHttps(options, handler);
  server.on('tlsClientError', () => {});
  return running(server, 'https');
}

/**
 * A TCP server that says what it is told: `onRequest` gets each block of bytes that ends a request head, and its number,
 * counted over all connections.
 */
export async function rawServer(
  onRequest: (socket: Socket, head: string, number: number) => void,
): Promise<Running & { readonly requests: string[] }> {
  const requests: string[] = [];
  const server = createServer((socket) => {
    let seen = '';
    socket.on('data', (bytes) => {
      seen += bytes.toString('latin1');
      for (let end = seen.indexOf('\r\n\r\n'); end !== -1; end = seen.indexOf('\r\n\r\n')) {
        const head = seen.slice(0, end);
        seen = seen.slice(end + 4);
        requests.push(head);
        onRequest(socket, head, requests.length);
      }
    });
  });
  return { ...(await running(server, 'http')), requests };
}

export async function running<S extends Server>(
  server: S,
  scheme: string,
  host = '127.0.0.1',
  wantedPort = 0,
): Promise<Running<S>> {
  const connections = { accepted: 0, open: new Set<Socket>() };
  server.on('connection', (socket: Socket) => {
    connections.accepted += 1;
    connections.open.add(socket);
    // A client that goes away in mid-answer is what many of these tests are about.
    socket.on('error', () => {});
    socket.on('close', () => connections.open.delete(socket));
  });
  server.listen(wantedPort, host);
  await once(server, 'listening');
  onTestFinished(async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of connections.open) socket.destroy();
    await closed;
  });
  const port = portOf(server);
  const shown = host.includes(':') ? `[${host}]` : host;
  return { server, port, url: `${scheme}://${shown}:${port}`, connections };
}

/** Resolves when the condition holds; what would never hold runs into the test's own time limit. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** A loopback port on which nobody listens (any more). */
export async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}

/** A server whose backlog is full and whose process never accepts: it takes no SYN any more. */
export async function deafServer(): Promise<number> {
  const worker = new Worker(
    `const { createServer } = require('node:net');
     const { parentPort } = require('node:worker_threads');
     const server = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
     });`,
    { eval: true },
  );
  onTestFinished(async () => {
    await worker.terminate();
  });
  const port = await new Promise<number>((resolve) => worker.once('message', resolve));
  for (let count = 0; count < 16; count += 1) {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    onTestFinished(() => {
      socket.destroy();
    });
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
  return port;
}

/** Some containers have no ::1, the second local address that some tests need. */
export const HAS_IPV6_LOOPBACK: boolean = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
);
