import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { TRANSPORT } from '../../../src/registry/transport/limits.ts';
import { ask, failure, response, text, transport } from './support/client.ts';
import { httpServer, rawServer, until } from './support/servers.ts';

describe('a body read whole', () => {
  it('comes complete up to its limit, and not a byte over', async () => {
    const server = await httpServer((_, answer) => answer.end('x'.repeat(1000)));
    const client = transport();
    const fits = await ask(client, server.url, { bodyPlan: () => ({ kind: 'whole', limitBytes: 1000 }) });
    expect(response(fits)).toMatchObject({ bodyBytes: 1000, bodyComplete: true });
    expect(response(fits).body.length).toBe(1000);

    const over = await ask(client, server.url, { bodyPlan: () => ({ kind: 'whole', limitBytes: 999 }) });
    expect(failure(over)).toMatchObject({ code: 'oversized', head: { status: 200 }, bodyBytes: 0 });
  });

  it('ends at the limit also when its length was not announced', async () => {
    const server = await httpServer((_, answer) => {
      for (let i = 0; i < 10; i += 1) answer.write('x'.repeat(100));
      answer.end();
    });
    const over = await ask(transport(), server.url, { bodyPlan: () => ({ kind: 'whole', limitBytes: 999 }) });
    expect(failure(over).code).toBe('oversized');
  });

  it('is what came until the close, where neither length nor chunks are given', async () => {
    const server = await rawServer((socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nuntil the end'));
    const exchange = response(await ask(transport(), server.url));
    expect([text(exchange.body), exchange.bodyComplete]).toEqual(['until the end', true]);
  });

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['GZIP', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
    ['identity', (body: Buffer) => body],
  ])('is decoded from %s, which was not asked for', async (coding, encode) => {
    const plain = Buffer.from('{"token":"abc"}'.repeat(50));
    const coded = encode(plain);
    const server = await httpServer((_, answer) => answer.setHeader('content-encoding', coding).end(coded));
    const exchange = response(await ask(transport(), server.url));
    expect(text(exchange.body)).toBe(plain.toString());
    expect(exchange.bodyBytes).toBe(coded.length);
  });

  it.each([
    ['protocol-error', 'zstd', Buffer.from('whatever')],
    ['protocol-error', 'gzip, gzip', gzipSync(gzipSync('x'))],
    ['protocol-error', 'gzip', Buffer.from('this is not gzip')],
    ['truncated', 'gzip', gzipSync('x'.repeat(10_000)).subarray(0, 30)],
  ])('fails with %s where %s cannot be decoded', async (code, coding, body) => {
    const server = await httpServer((_, answer) => answer.setHeader('content-encoding', coding).end(body));
    expect(failure(await ask(transport(), server.url)).code).toBe(code);
  });
});

describe('a discarded body', () => {
  it('is drained when it is short, and the connection used again', async () => {
    const server = await httpServer((_, answer) => answer.end('x'.repeat(TRANSPORT.drainBytes)));
    const client = transport();
    const first = response(await ask(client, server.url, { bodyPlan: () => ({ kind: 'discard' }) }));
    await ask(client, server.url);
    expect(first).toMatchObject({ bodyComplete: true, bodyBytes: TRANSPORT.drainBytes });
    expect(first.body.length).toBe(0);
    expect(server.connections.accepted).toBe(1);
  });

  it('is cut off when it is long, announced or not', async () => {
    const server = await httpServer((request, answer) => {
      const body = 'x'.repeat(8 * TRANSPORT.drainBytes);
      if (request.url === '/chunked') answer.write(body);
      answer.end(body);
    });
    const client = transport();
    for (const path of ['/', '/chunked']) {
      const exchange = await ask(client, server.url + path, { bodyPlan: () => ({ kind: 'discard' }) });
      expect(response(exchange).bodyComplete).toBe(false);
    }
    await until(() => server.connections.open.size === 0);
  });

  it('that never ends or breaks off is no failure: nobody wanted it', async () => {
    const server = await rawServer((socket, _, number) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nx');
      if (number === 2) socket.end();
    });
    const client = transport();
    for (const expected of [200, 200]) {
      const exchange = response(await ask(client, server.url, { bodyPlan: () => ({ kind: 'discard' }) }));
      expect([exchange.head.status, exchange.bodyComplete]).toEqual([expected, false]);
    }
  });
});

describe('a streamed body', () => {
  it('arrives chunk by chunk with the time of arrival, and nothing is kept', async () => {
    const server = await httpServer((_, answer) => {
      answer.write('first');
      setTimeout(() => answer.end('second'), 40);
    });
    const chunks: [string, number][] = [];
    const startedAt = performance.now();
    const client = transport();
    const exchange = response(
      await ask(client, server.url, {
        bodyPlan: () => ({
          kind: 'stream',
          onChunk: (chunk, atMs) => {
            chunks.push([text(chunk), atMs]);
            return true;
          },
        }),
      }),
    );
    expect(chunks.map(([words]) => words)).toEqual(['first', 'second']);
    const [[, first = 0] = [], [, second = 0] = []] = chunks;
    expect(first).toBeGreaterThan(startedAt);
    expect(second - first).toBeGreaterThan(20);
    expect(exchange).toMatchObject({ bodyBytes: 11, bodyComplete: true });
    expect(exchange.body.length).toBe(0);
    expect(client.bytesReceived).toBe(11);
  });

  it.each(['keep-alive', 'close'])(
    'stops at once when told to, and closes (connection: %s)',
    async (connection) => {
      const server = await httpServer((_, answer) => {
        answer.setHeader('connection', connection);
        answer.end(Buffer.alloc(5_000_000));
      });
      let calls = 0;
      const exchange = response(
        await ask(transport(), server.url, {
          bodyPlan: () => ({
            kind: 'stream',
            onChunk: () => {
              calls += 1;
              return false;
            },
          }),
        }),
      );
      expect(calls).toBe(1);
      expect(exchange.bodyComplete).toBe(false);
      expect(exchange.bodyBytes).toBeLessThan(5_000_000);
      await until(() => server.connections.open.size === 0);
    },
  );

  it('may be stopped at its very last byte', async () => {
    const server = await rawServer((socket) =>
      socket.write('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 3\r\n\r\nend'),
    );
    const exchange = await ask(transport(), server.url, {
      bodyPlan: () => ({ kind: 'stream', onChunk: () => false }),
    });
    expect(response(exchange)).toMatchObject({ bodyBytes: 3, bodyComplete: false });
  });

  it('is not decoded: its bytes are what a layer is', async () => {
    const coded = gzipSync('x'.repeat(1000));
    const server = await httpServer((_, answer) => answer.setHeader('content-encoding', 'gzip').end(coded));
    const parts: Uint8Array[] = [];
    await ask(transport(), server.url, {
      bodyPlan: () => ({ kind: 'stream', onChunk: (chunk) => parts.push(chunk) > 0 }),
    });
    expect(Buffer.concat(parts)).toEqual(coded);
  });
});

describe('the choice of plan', () => {
  it('is made from the head, so that an error is read as an error', async () => {
    const server = await httpServer((_, answer) => answer.writeHead(403).end('denied'));
    const exchange = await ask(transport(), server.url, {
      bodyPlan: ({ status }) =>
        status === 200 ? { kind: 'stream', onChunk: () => true } : { kind: 'whole', limitBytes: 100 },
    });
    expect(text(response(exchange).body)).toBe('denied');
  });

  it('is not asked for answers that have no body', async () => {
    const server = await httpServer((_, answer) => answer.writeHead(304).end());
    expect(response(await ask(transport(), server.url))).toMatchObject({ bodyBytes: 0, bodyComplete: true });
  });
});
