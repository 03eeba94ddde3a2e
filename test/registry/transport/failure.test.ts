import { describe, expect, it } from 'vitest';
import type { Network } from '../../../src/registry/transport/index.ts';
import { ask, failure, transport } from './support/client.ts';
import { closedPort, deafServer, httpServer, rawServer } from './support/servers.ts';

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n';

describe('a name', () => {
  const resolvesTo = (lookup: Network['lookup']): Network => ({ lookup, classify: () => 'public' });

  it.each(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL'])('that fails with %s is dns-failure', async (code) => {
    const network = resolvesTo(() => Promise.reject(Object.assign(new Error('getaddrinfo'), { code })));
    const failed = failure(await ask(transport({}, network), 'http://mirror.test/'));
    expect(failed).toMatchObject({
      code: 'dns-failure',
      detail: code,
      failedHost: 'mirror.test',
      head: null,
    });
    expect(failed.timing.dnsMs).toBeNull();
  });

  it('without any address, or none of the wanted family, is dns-failure', async () => {
    const none = transport(
      {},
      resolvesTo(async () => []),
    );
    expect(failure(await ask(none, 'http://mirror.test/')).code).toBe('dns-failure');

    const server = await httpServer((_, answer) => answer.end());
    const asked: unknown[] = [];
    const v4 = resolvesTo(async (_, family) => {
      asked.push(family);
      return [{ ip: '127.0.0.1', family: 4 }];
    });
    const wrong = await ask(transport({ ipFamily: 6 }, v4), `http://mirror.test:${server.port}/`);
    expect(failure(wrong)).toMatchObject({ code: 'dns-failure', detail: 'no IPv6 address' });
    expect(asked).toEqual([6]);
    const literal = await ask(transport({ ipFamily: 6 }), server.url);
    expect(failure(literal).code).toBe('dns-failure');
    expect(server.connections.accepted).toBe(0);
  });

  it('that is never answered is dns-failure after the connect limit', async () => {
    const network = resolvesTo(() => new Promise(() => {}));
    const exchange = await ask(transport({}, network), 'http://mirror.test/', {
      timeouts: { connectMs: 30 },
    });
    expect(failure(exchange).code).toBe('dns-failure');
  });
});

describe('a connection', () => {
  it('to a closed port is refused', async () => {
    const port = await closedPort();
    const failed = failure(await ask(transport(), `http://127.0.0.1:${port}/`));
    expect(failed.code).toBe('connection-refused');
    expect(failed.detail).toContain('ECONNREFUSED');
  });

  it('to a fake address says so also where it fails', async () => {
    const network: Network = {
      lookup: async () => [{ ip: '127.0.0.1', family: 4 }],
      classify: () => 'fake-ip',
    };
    const failed = failure(await ask(transport({}, network), `http://mirror.test:${await closedPort()}/`));
    expect(failed).toMatchObject({ code: 'connection-refused', fakeIp: true });
  });

  // Windows answers a full backlog with a reset.
  it.skipIf(process.platform === 'win32')('that nobody takes times out', async () => {
    const port = await deafServer();
    const exchange = await ask(transport(), `http://127.0.0.1:${port}/`, { timeouts: { connectMs: 60 } });
    expect(failure(exchange)).toMatchObject({ code: 'connection-timeout', timing: { connectMs: null } });
  });
});

describe('an answer', () => {
  it('that is reset before its first byte is connection-reset', async () => {
    const server = await rawServer((socket) => socket.resetAndDestroy());
    expect(failure(await ask(transport(), server.url))).toMatchObject({
      code: 'connection-reset',
      head: null,
    });
  });

  it('that is nothing but a close is connection-reset too', async () => {
    const server = await rawServer((socket) => socket.end());
    expect(failure(await ask(transport(), server.url)).code).toBe('connection-reset');
  });

  it('whose headers never come is response-timeout', async () => {
    const server = await rawServer(() => {});
    const exchange = await ask(transport(), server.url, { timeouts: { headersMs: 40 } });
    expect(failure(exchange)).toMatchObject({ code: 'response-timeout', head: null, hops: [] });
  });

  it('whose headers drip, or that says 103 for ever, is response-timeout: the clock runs on', async () => {
    const words = ['HTTP/1.1 200 OK\r\nx-drip: ', 'HTTP/1.1 103 Early Hints\r\n\r\n'];
    const server = await rawServer((socket, head) => {
      const [start = '', again = start] = head.startsWith('GET /103')
        ? [words[1], words[1]]
        : [words[0], 'a'];
      socket.write(start);
      const drip = setInterval(() => socket.write(again), 10);
      socket.on('close', () => clearInterval(drip));
    });
    for (const path of ['/drip', '/103']) {
      const exchange = await ask(transport(), server.url + path, { timeouts: { headersMs: 150 } });
      expect(failure(exchange).code).toBe('response-timeout');
    }
  });

  it('whose body stops coming is stalled', async () => {
    const server = await rawServer((socket) => socket.write(`${HEAD}some`));
    const exchange = await ask(transport(), server.url, { timeouts: { bodyIdleMs: 40 } });
    expect(failure(exchange)).toMatchObject({ code: 'stalled', head: { status: 200 }, bodyBytes: 4 });
    expect(exchange.timing.headersMs).toBeGreaterThan(0);
    expect(exchange.hops).toHaveLength(1);
  });

  it('whose body keeps coming is not stalled, however slow', async () => {
    const server = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n');
      const drip = setInterval(() => socket.write('x'), 20);
      socket.on('close', () => clearInterval(drip));
    });
    const exchange = await ask(transport(), server.url, { timeouts: { bodyIdleMs: 150 } });
    expect(exchange).toMatchObject({ kind: 'response', bodyBytes: 10 });
  });

  it.each([
    ['before its content-length', `${HEAD}some`],
    ['inside a chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n64\r\nsome'],
    ['before its last chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nsome\r\n'],
    [
      'before its content-length, with connection: close',
      HEAD.replace('content', 'connection: close\r\ncontent'),
    ],
  ])('whose body ends %s is truncated', async (_, words) => {
    const server = await rawServer((socket) => socket.end(words));
    const failed = failure(await ask(transport(), server.url));
    expect(failed).toMatchObject({ code: 'truncated', head: { status: 200 } });
  });

  it.each([
    ['is not HTTP', 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
    ['has a header without a colon', 'HTTP/1.1 200 OK\r\nnonsense\r\n\r\n'],
    ['has a control character in a header', 'HTTP/1.1 200 OK\r\nx: a\0b\r\n\r\n'],
    ['has two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    ['has a length that is no number', 'HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n'],
    ['has a chunk size that is no number', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'],
    ['switches protocols', 'HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'],
    ['says 100 unasked more than five times', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(6)],
  ])('that %s is protocol-error', async (_, words) => {
    const server = await rawServer((socket) => socket.write(words));
    expect(failure(await ask(transport(), server.url)).code).toBe('protocol-error');
  });

  it('that comes behind a 100 which nobody asked for is an answer', async () => {
    const server = await rawServer((socket) => {
      socket.write('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n');
    });
    expect((await ask(transport(), server.url)).head?.status).toBe(204);
  });

  it('that ends inside its headers is protocol-error', async () => {
    const server = await rawServer((socket) => socket.end('HTTP/1.1 200 OK\r\nconte'));
    expect(failure(await ask(transport(), server.url)).code).toBe('protocol-error');
    expect(server.requests).toHaveLength(1);
  });

  it("shows the peer's words cleaned and cut", async () => {
    const coding = `evil\u202e\u009b31m${'x'.repeat(500)}`;
    const server = await rawServer((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: ${coding}\r\ncontent-length: 1\r\n\r\nx`);
    });
    const { detail } = failure(await ask(transport(), server.url));
    expect(detail).toMatch(/^unknown content-encoding evilx+…$/);
    expect(detail).toHaveLength(200);
  });
});
