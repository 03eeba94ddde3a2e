import { createServer, type Server } from 'node:http';
import { Fetcher, type Health, MirrorMemory, type Source, type Spool } from '../fetch/index.ts';
import type { Transport } from '../registry/transport/types.ts';
import { answerError } from './answer.ts';
import { Figures } from './figures.ts';
import { KnownBlobs } from './known-blobs.ts';
import { RELAY, RESOLVE } from './limits.ts';
import { renderMetrics } from './metrics.ts';
import { TagResolver } from './resolver.ts';
import { type Desk, serve } from './serve.ts';
import type { RelayState } from './state.ts';
import { type RelayStatus, statusOf } from './status.ts';
import { Strangers } from './strangers.ts';
import { TagMemory } from './tag-memory.ts';
import type { Relayed, ResolvePolicy } from './types.ts';

/** A registry with its mirrors, best first. */
export interface MirrorsOf {
  readonly registry: string;
  readonly upstream: URL | null;
  readonly sources: readonly Source[];
}

export interface RelayOptions {
  readonly tool: { readonly name: string; readonly version: string };
  readonly registries: readonly MirrorsOf[];
  readonly spool: Spool;
  readonly state: RelayState;
  readonly openTransport: () => Transport;
  readonly resolve: ResolvePolicy;
  /** By the address of who asks. */
  readonly mayAsk: (remote: string) => boolean;
  readonly now: () => number;
  readonly headersAfterMs?: number;
  /** A mirror, by its address, is left alone. */
  readonly onTrouble: (source: string, health: Health) => void;
  /** Ours, not a stranger's: what a request met that nobody thought of. */
  readonly onFault: (error: unknown) => void;
}

/** Where it listens: an address and a port, or a socket that somebody opened for us (systemd's socket units). */
export type Listen =
  | { readonly kind: 'address'; readonly host: string; readonly port: number }
  | { readonly kind: 'inherited'; readonly fd: number };

/** A registry on one address, and behind it the best of several mirrors. */
export interface Relay {
  /** Rejects with the system's error (EADDRINUSE …). Returns `http://address:port`. */
  listen(where: Listen): Promise<string>;
  /** Mirrors that are better from now on. */
  adopt(registry: string, sources: readonly Source[]): void;
  status(): RelayStatus;
  state(): Omit<RelayState, 'mirrors'>;
  close(): Promise<void>;
}

export function openRelay(options: RelayOptions): Relay {
  const { now, openTransport, spool, state } = options;
  const life = new AbortController();
  const memory = new MirrorMemory(state.healths, now, options.onTrouble);
  const tags = new TagMemory(state.tags, RESOLVE.tagsKept);
  const relayed = options.registries.map(
    ({ registry, upstream, sources }): Relayed => ({
      registry,
      upstream,
      openTransport,
      fetcher: new Fetcher({ registry, sources, openTransport, spool, memory, now }),
    }),
  );
  const figures = new Figures();
  const resolver = new TagResolver({
    policy: options.resolve,
    tags,
    memory,
    limits: RESOLVE,
    now,
    signal: life.signal,
  });
  const startedMs = now();
  let address = '';
  const status = (): RelayStatus =>
    statusOf({
      tool: options.tool,
      startedMs,
      listen: address,
      resolve: options.resolve,
      figures,
      spool: spool.figures,
      relayed,
      memory,
      tags,
      stale: resolver.stale,
    });
  const desk: Desk = {
    relayed,
    resolver,
    figures,
    mayAsk: options.mayAsk,
    blobs: new KnownBlobs(RELAY.sizesKnown),
    statusText: () => `${JSON.stringify(status())}\n`,
    metricsText: () => renderMetrics(status()),
    headersAfterMs: options.headersAfterMs ?? RELAY.headersAfterMs,
  };
  const server = createServer(REQUEST_TIMES, (request, response) => {
    serve(desk, request, response).catch((error: unknown) => {
      options.onFault(error);
      // Before the headers a plain answer sends the engine to its next mirror; an empty one tells it nothing.
      if (response.headersSent) response.destroy();
      else answerError(response, 502, 'UNKNOWN', 'the relay met a fault of its own');
    });
  });
  server.maxConnections = RELAY.connections + RELAY.strangers;
  const strangers = new Strangers();
  server.on('connection', (socket) => {
    if (!options.mayAsk(socket.remoteAddress ?? '')) strangers.receive(socket);
  });
  return {
    listen: async (where) => {
      address = await listening(server, where);
      return address;
    },
    adopt: (registry, sources) => relayed.find((one) => one.registry === registry)?.fetcher.adopt(sources),
    status,
    state: () => ({ healths: memory.all, tags: tags.all }),
    close: async () => {
      life.abort('aborted');
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await Promise.all(relayed.map(({ fetcher }) => fetcher.close()));
      await closed;
    },
  };
}

/** Who connects and asks nothing is looked for much oftener than Node does by itself (30 s). */
const REQUEST_TIMES = {
  requestTimeout: RELAY.requestMs,
  headersTimeout: RELAY.requestMs,
  connectionsCheckingInterval: RELAY.idleLookMs,
};

function listening(server: Server, where: Listen): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where.kind === 'inherited' ? { fd: where.fd } : where, () => {
      server.off('error', reject);
      const at = server.address();
      if (at === null || typeof at === 'string') resolve('');
      else resolve(`http://${at.family === 'IPv6' ? `[${at.address}]` : at.address}:${at.port}`);
    });
  });
}
