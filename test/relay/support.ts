import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Spool } from '../../src/fetch/index.ts';
import { createTransport, type TransportOptions } from '../../src/registry/transport/index.ts';
import { NO_STATE, openRelay, type Relay } from '../../src/relay/index.ts';
import type { RelayOptions } from '../../src/relay/relay.ts';
import { sourceOf } from '../fetch/support.ts';

export const PLAIN_TRANSPORT: TransportOptions = {
  ca: [],
  caFor: () => null,
  proxyFor: () => ({ kind: 'direct' }),
  ipFamily: null,
  userAgent: 'test',
  headerBytes: 32 * 1024,
  redirects: 9,
  admit: () => true,
};

export interface RelayLab {
  readonly relay: Relay;
  readonly url: string;
  readonly directory: string;
  get(path: string, options?: { method?: string; headers?: Record<string, string> }): Promise<Got>;
  /** Its state, as the next one would read it; then it is gone. */
  stop(): Promise<void>;
}

export interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** The body came to its proper end. */
  readonly complete: boolean;
}

/** A relay over these mirrors, on a port of its own. `named`: as though each were of another operator. */
export async function startRelay(
  mirrors: readonly string[],
  upstream: string | null,
  more: Partial<RelayOptions> & { readonly directory?: string; readonly maxBytes?: number } = {},
): Promise<RelayLab> {
  const directory = more.directory ?? (await mkdtemp(join(tmpdir(), 'mirror-check-relay-')));
  const spool = await Spool.open(directory, more.maxBytes ?? 1e9);
  const faults: unknown[] = [];
  const relay = openRelay({
    tool: { name: 'mirror-check', version: '0' },
    registries: [
      {
        registry: 'docker.io',
        upstream: upstream === null ? null : new URL(upstream),
        sources: mirrors.map((url, index) => {
          const source = sourceOf(url);
          const operator = { name: `operator ${index}`, kind: 'company' as const };
          return { ...source, candidate: { ...source.candidate, operator } };
        }),
      },
    ],
    spool,
    state: NO_STATE,
    openTransport: () => createTransport(PLAIN_TRANSPORT),
    resolve: 'automatic',
    mayAsk: () => true,
    onTrouble: () => {},
    now: Date.now,
    onFault: (error) => faults.push(error),
    ...more,
  });
  const url = await relay.listen({ kind: 'address', host: '127.0.0.1', port: 0 });
  return {
    relay,
    url,
    directory,
    get: (path, options) => get(url, path, options),
    stop: async () => {
      await relay.close();
      if (more.directory === undefined) await rm(directory, { recursive: true, force: true });
      if (faults.length > 0) throw faults[0];
    },
  };
}

export function get(
  url: string,
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<Got> {
  return new Promise((resolve, reject) => {
    request(url, { path, method, headers, agent: false }, (response) => {
      const parts: Buffer[] = [];
      const done = (complete: boolean): void =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(parts),
          complete,
        });
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => done(response.complete));
      response.on('error', () => done(false));
    })
      .on('error', reject)
      .end();
  });
}
