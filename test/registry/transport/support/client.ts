import type { AddressInfo, Server } from 'node:net';
import { onTestFinished } from 'vitest';
import { classifyAddress } from '../../../../src/registry/address.ts';
import {
  createTransport,
  type Exchange,
  type ExchangeRequest,
  type FailedExchange,
  type Network,
  type ResponseExchange,
  type Transport,
  type TransportOptions,
} from '../../../../src/registry/transport/index.ts';

/** Generous: no test waits for these; a test of a time limit sets its own. */
export const PATIENT: ExchangeRequest['timeouts'] = {
  connectMs: 20_000,
  tlsMs: 20_000,
  headersMs: 20_000,
  bodyIdleMs: 20_000,
};

/** A transport that is closed when the test ends. */
export function transport(options: Partial<TransportOptions> = {}, network?: Network): Transport {
  const opened = createTransport(
    {
      ca: [],
      caFor: () => null,
      proxyFor: () => ({ kind: 'direct' }),
      ipFamily: null,
      userAgent: 'mirror-check-test',
      headerBytes: 16_384,
      redirects: 5,
      admit: () => true,
      ...options,
    },
    network,
  );
  onTestFinished(() => opened.close());
  return opened;
}

export interface Ask extends Partial<Omit<ExchangeRequest, 'url' | 'timeouts'>> {
  readonly timeouts?: Partial<ExchangeRequest['timeouts']>;
}

/** A GET that reads the whole body, unless told otherwise. */
export function ask(client: Transport, url: string | URL, wish: Ask = {}): Promise<Exchange> {
  return client.exchange({
    method: 'GET',
    bodyPlan: () => ({ kind: 'whole', limitBytes: 1_000_000 }),
    signal: new AbortController().signal,
    ...wish,
    url: new URL(url),
    timeouts: { ...PATIENT, ...wish.timeouts },
  });
}

export function response(exchange: Exchange): ResponseExchange {
  if (exchange.kind === 'response') return exchange;
  throw new Error(`failed: ${exchange.code} (${exchange.detail})`);
}

export function failure(exchange: Exchange): FailedExchange {
  if (exchange.kind === 'failure') return exchange;
  throw new Error(`answered ${exchange.head.status}`);
}

export const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

/**
 * A network in which `mirror.test` and its kin resolve to loopback and 127.0.0.1 counts as a public address, so that a
 * local server can play a mirror of the internet. All other addresses are what they are.
 */
export function internetOnLoopback(names: Readonly<Record<string, readonly string[]>> = {}): Network {
  return {
    lookup: async (hostname) =>
      (names[hostname] ?? ['127.0.0.1']).map((ip) => ({ ip, family: ip.includes(':') ? 6 : 4 })),
    classify: (ip) => (ip === '127.0.0.1' ? 'public' : classifyAddress(ip)),
  };
}

export function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return address.port;
}

/** Leave for so many requests, and a count of those that asked. */
export function allowance(requests: number = Number.POSITIVE_INFINITY): {
  readonly admit: TransportOptions['admit'];
  readonly asked: readonly URL[];
} {
  const asked: URL[] = [];
  return { asked, admit: (url) => asked.push(url) <= requests };
}
