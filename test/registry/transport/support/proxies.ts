import { createServer, type IncomingMessage, type RequestListener, request, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { connect, createServer as createTcp, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Certificate } from '../../../support/certificates.ts';
import { type Running, running } from './servers.ts';

export interface ProxyLog {
  /** `CONNECT host:port` or `GET http://…`, in order. */
  readonly requests: string[];
  /** Proxy-Authorization of each, null where there was none. */
  readonly credentials: (string | null)[];
}

/** A real forward proxy: CONNECT tunnels, and plain http in absolute form. With `answer` it answers CONNECT itself. */
export async function httpProxy(
  wish: { readonly certificate?: Certificate; readonly answer?: string } = {},
): Promise<Running & ProxyLog> {
  const log: ProxyLog = { requests: [], credentials: [] };
  const note = ({ method, url, headers }: IncomingMessage): void => {
    log.requests.push(`${method} ${url}`);
    log.credentials.push(headers['proxy-authorization'] ?? null);
  };
  const forward: RequestListener = (incoming, answer) => {
    note(incoming);
    const { 'proxy-authorization': _, ...headers } = incoming.headers;
    const onward = request(incoming.url ?? '', { method: incoming.method ?? 'GET', headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    onward.on('error', () =>
      answer.writeHead(502, { 'proxy-status': 'proxy.test; error=connection_refused' }).end(),
    );
    onward.end();
  };
  const { certificate } = wish;
  const server: Server =
    certificate === undefined ? createServer(forward) : createHttps(certificate, forward);
  server.on('tlsClientError', () => {});
  server.on('connect', (incoming, client: Duplex) => {
    note(incoming);
    client.on('error', () => {});
    if (wish.answer !== undefined) {
      client.end(wish.answer);
      return;
    }
    const [host = '', port = ''] = (incoming.url ?? '').split(':');
    const target = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(target).pipe(client);
    });
    target.on('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n'));
    client.on('close', () => target.destroy());
  });
  return { ...(await running(server, certificate === undefined ? 'http' : 'https')), ...log };
}

export interface SocksLog {
  /** `host:port` as the client gave it. */
  readonly targets: string[];
  readonly logins: string[];
}

/** SOCKS 5 with or without a login; every name is 127.0.0.1 to it. `reply`: refuse with this code. */
export async function socksProxy(
  wish: { readonly login?: string; readonly reply?: number } = {},
): Promise<Running & SocksLog> {
  const log: SocksLog = { targets: [], logins: [] };
  const server = createTcp((client) => {
    client.on('error', () => {});
    serve(client, wish, log).catch(() => client.destroy());
  });
  return { ...(await running(server, 'socks5')), ...log };
}

async function serve(
  client: Socket,
  { login, reply }: { readonly login?: string; readonly reply?: number },
  log: SocksLog,
): Promise<void> {
  const [, methodCount = 0] = await read(client, 2);
  const methods = await read(client, methodCount);
  const method = login === undefined ? 0 : 2;
  client.write(Buffer.from([5, methods.includes(method) ? method : 0xff]));
  if (method === 2) {
    const [, userLength = 0] = await read(client, 2);
    const user = await read(client, userLength);
    const [passwordLength = 0] = await read(client, 1);
    const given = `${user}:${await read(client, passwordLength)}`;
    log.logins.push(given);
    client.write(Buffer.from([1, given === login ? 0 : 1]));
  }
  const [, , , type] = await read(client, 4);
  const host = await readHost(client, type);
  const port = (await read(client, 2)).readUInt16BE();
  log.targets.push(`${host}:${port}`);
  if (reply !== undefined) {
    client.end(Buffer.from([5, reply, 0, 1, 0, 0, 0, 0, 0, 0]));
    return;
  }
  const target = connect(port, '127.0.0.1', () => {
    // Answered with a name as the bound address, in two pieces, because a client has to bear both.
    client.write(Buffer.from([5, 0, 0, 3, 4, 0x61]));
    setTimeout(() => {
      client.write(Buffer.from([0x62, 0x63, 0x64, 0, 80]));
      client.pipe(target).pipe(client);
    }, 5);
  });
  target.on('error', () => client.end(Buffer.from([5, 5, 0, 1, 0, 0, 0, 0, 0, 0])));
  client.on('close', () => target.destroy());
}

async function readHost(client: Socket, type: number | undefined): Promise<string> {
  switch (type) {
    case 1:
      return [...(await read(client, 4))].join('.');
    case 4:
      return `[${(await read(client, 16)).toString('hex')}]`;
    default: {
      const [length = 0] = await read(client, 1);
      return (await read(client, length)).toString();
    }
  }
}

async function read(client: Socket, count: number): Promise<Buffer> {
  for (;;) {
    const bytes: unknown = client.read(count);
    if (bytes instanceof Buffer && bytes.length === count) return bytes;
    // A shorter piece is the last one: a client that takes this port for another kind of proxy says something else and goes.
    if (bytes !== null || client.readableEnded || client.destroyed) throw new Error('closed');
    // Not 'readable': with fewer bytes than that at hand it comes again at once, and no others ever get in.
    await sleep(1);
  }
}
