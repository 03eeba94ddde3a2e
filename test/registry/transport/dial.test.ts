import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { alternateFamilies, dial } from '../../../src/registry/transport/dial.ts';
import type { IpAddress } from '../../../src/registry/transport/network.ts';
import { closedPort, deafServer, HAS_IPV6_LOOPBACK, httpServer, running, until } from './support/servers.ts';

const v4 = (ip: string): IpAddress => ({ ip, family: 4 });
const v6 = (ip: string): IpAddress => ({ ip, family: 6 });

const LIMITS = { ms: 20_000, attemptDelayMs: 20_000, attempts: 6, signal: new AbortController().signal };

describe('the order of attempts', () => {
  it('is the resolver’s, with the families in turn', () => {
    const order = alternateFamilies([v6('a'), v6('b'), v6('c'), v4('d'), v4('e')]);
    expect(order.map(({ ip }) => ip).join('')).toBe('adbec');
    expect(alternateFamilies([])).toEqual([]);
  });
});

describe('dialling', () => {
  // The servers here listen on 127.0.0.1 alone: ::1 refuses at once, or is not there at all.
  it('goes on to the next address as soon as one fails', async () => {
    const server = await httpServer((_, answer) => answer.end());
    const dialed = await dial([v6('::1'), v4('127.0.0.1')], server.port, LIMITS);
    expect(dialed.kind).toBe('dialed');
    if (dialed.kind === 'dialed') dialed.socket.destroy();
  });

  it('tells of the refusal, not of an address that this machine cannot even send to', async () => {
    const port = await closedPort();
    const refusal = { code: 'connection-refused', detail: 'ECONNREFUSED 127.0.0.1' };
    // Link-local without an interface.
    const nowhere = v6('fe80::1');
    expect(await dial([nowhere, v4('127.0.0.1')], port, LIMITS)).toMatchObject(refusal);
    expect(await dial([v4('127.0.0.1'), nowhere], port, LIMITS)).toMatchObject(refusal);
  });

  // Windows answers a full backlog with a reset.
  it.skipIf(process.platform === 'win32' || !HAS_IPV6_LOOPBACK)(
    'does not wait for a silent address before it tries the next',
    async () => {
      const port = await deafServer();
      const server = await running(createServer(), 'http', '::1', port);
      const dialed = await dial([v4('127.0.0.1'), v6('::1')], port, { ...LIMITS, attemptDelayMs: 10 });
      expect(dialed.kind).toBe('dialed');
      await until(() => server.connections.accepted === 1);
      if (dialed.kind === 'dialed') dialed.socket.destroy();
    },
  );

  it('tries no more addresses than it may', async () => {
    const server = await httpServer((_, answer) => answer.end());
    const addresses = [v6('::1'), v4('127.0.0.1')];
    expect((await dial(addresses, server.port, { ...LIMITS, attempts: 1 })).kind).toBe('fault');
    expect(server.connections.accepted).toBe(0);
  });

  it('keeps one connection where several attempts run at once', async () => {
    const server = await httpServer((_, answer) => answer.end());
    const many = Array<IpAddress>(4).fill(v4('127.0.0.1'));
    const dialed = await dial(many, server.port, { ...LIMITS, attemptDelayMs: 0 });
    expect(dialed.kind).toBe('dialed');
    await new Promise((resolve) => setTimeout(resolve, 20));
    await until(() => server.connections.open.size <= 1);
    if (dialed.kind === 'dialed') dialed.socket.destroy();
  });
});
