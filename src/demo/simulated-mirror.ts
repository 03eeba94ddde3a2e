import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { Socket } from 'node:net';
import { type Behaviour, honest } from './behaviour.ts';
import { listeningPort } from './closed-port.ts';
import type { RegistryContent } from './content.ts';
import { deliver } from './deliver.ts';
import { registryAnswer } from './registry.ts';
import { parseVisit, type Visit } from './visit.ts';

/** A registry on a loopback port that speaks the pull protocol for real, and errs as it is told to. */
export interface SimulatedMirror {
  /** `http://127.0.0.1:port`, or https, and the path prefix; no slash at the end. */
  readonly url: string;
  /** Every request that came, in order. */
  readonly requests: readonly Visit[];
  /** From the next request on. */
  setBehaviour(behaviour: Behaviour): void;
  /** The port is closed and every connection cut; once is enough. */
  stop(): Promise<void>;
}

export interface SimulatedMirrorOptions {
  readonly content: RegistryContent;
  readonly behaviour?: Behaviour;
  /** Certificate and key: the mirror speaks https. */
  readonly tls?: ServerOptions;
  /** `/somewhere`: the registry lies under this path. What it was asked for is told without it. */
  readonly pathPrefix?: string;
  /** A fixed port, to come back under an address that is known; else a free one. */
  readonly port?: number;
}

/** Fails (rejects) only when no loopback port can be had. */
export async function startSimulatedMirror(options: SimulatedMirrorOptions): Promise<SimulatedMirror> {
  let behaviour = options.behaviour ?? honest;
  const requests: Visit[] = [];
  const stopping = new AbortController();
  const { content, pathPrefix = '' } = options;
  let origin = '';

  const listener: RequestListener = (request, response) => {
    request.resume();
    const visit = visitOf(request, pathPrefix, origin, requests.length + 1, content);
    if (visit === null) {
      response.writeHead(400).end();
      return;
    }
    requests.push(visit);
    const answer = behaviour(visit, (asked) => registryAnswer(asked, content));
    deliver(answer, request, response, stopping.signal).catch((error: unknown) => {
      if (!stopping.signal.aborted) throw error;
    });
  };

  const server = options.tls === undefined ? createServer(listener) : createTlsServer(options.tls, listener);
  // Connections that are still shaking hands are unknown to `closeAllConnections`, so they are kept here.
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // A client that goes away in the middle of something is what we are for, not an error.
  server.on('clientError', (_error, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  origin = `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${listeningPort(server)}`;

  return {
    url: origin + pathPrefix,
    requests,
    setBehaviour: (next) => {
      behaviour = next;
    },
    stop: async () => {
      stopping.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function visitOf(
  request: IncomingMessage,
  pathPrefix: string,
  origin: string,
  number: number,
  content: RegistryContent,
): Visit | null {
  const { method = 'GET', url = '/', headers } = request;
  // `/token` and the like stay at the root, where the origin's other services are.
  const target = url.startsWith(`${pathPrefix}/`) ? url.slice(pathPrefix.length) : url;
  return parseVisit({ method, target, headers, origin, number }, content);
}
