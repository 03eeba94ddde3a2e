import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ask, failure, response, transport } from './support/client.ts';
import { rawServer } from './support/servers.ts';

const MiB = 1024 * 1024;

/** Writes the same bytes for ever, as fast as they are taken; `sent` counts them. */
async function endless(start: string, repeated: Buffer): Promise<{ url: string; sent: () => number }> {
  let sent = 0;
  const server = await rawServer((socket) => {
    socket.write(start);
    const pump = (): void => {
      while (!socket.destroyed) {
        sent += repeated.length;
        if (!socket.write(repeated)) {
          socket.once('drain', pump);
          return;
        }
      }
    };
    pump();
  });
  return { url: server.url, sent: () => sent };
}

/** The most that memory grew by while `work` ran, the server's part included. */
async function memoryGrowth(work: () => Promise<unknown>): Promise<number> {
  const used = (): number => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  globalThis.gc?.();
  const before = used();
  let peak = before;
  const sample = setInterval(() => {
    peak = Math.max(peak, used());
  }, 5);
  await work();
  clearInterval(sample);
  return Math.max(peak, used()) - before;
}

describe('a flood of headers', () => {
  it.each([
    ['many of them', 'HTTP/1.1 200 OK\r\n', 'x-flood: aaaaaaaaaaaaaaaa\r\n'],
    ['one that does not end', 'HTTP/1.1 200 OK\r\nx-flood: ', 'aaaaaaaaaaaaaaaa'],
    ['a name that does not end', 'HTTP/1.1 200 OK\r\n', 'aaaaaaaaaaaaaaaa'],
    [
      'trailers',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n',
      'x-flood: aaaaaaaaaaaaaaaa\r\n',
    ],
  ])('is oversized at the bound, not at a time-out: %s', async (_, start, repeated) => {
    const server = await endless(start, Buffer.from(repeated.repeat(64)));
    const client = transport({ headerBytes: 16_384 });
    expect(failure(await ask(client, server.url)).code).toBe('oversized');
    // Counted at the server: what filled both sockets' buffers before it heard of the end.
    expect(server.sent()).toBeLessThan(16 * MiB);
  });

  it('just under the bound is taken', async () => {
    const server = await rawServer((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nx-long: ${'a'.repeat(16_000)}\r\ncontent-length: 0\r\n\r\n`);
    });
    expect(response(await ask(transport({ headerBytes: 16_384 }), server.url)).head.status).toBe(200);
  });

  it('of 1,000 challenges under the bound keeps them all', async () => {
    const challenges = 'www-authenticate: a\r\n'.repeat(900);
    const server = await rawServer((socket) =>
      socket.write(`HTTP/1.1 401 Unauthorized\r\n${challenges}content-length: 0\r\n\r\n`),
    );
    const { headers } = response(await ask(transport({ headerBytes: 65_536 }), server.url)).head;
    expect(headers['www-authenticate']).toHaveLength(900);
  });
});

describe('a body that does not end', () => {
  const HEAD = 'HTTP/1.1 200 OK\r\n\r\n';

  it('is read whole to its limit and no further', async () => {
    const server = await endless(HEAD, Buffer.alloc(65_536));
    const client = transport();
    const limitBytes = 4 * MiB;
    const exchange = await ask(client, server.url, { bodyPlan: () => ({ kind: 'whole', limitBytes }) });
    expect(failure(exchange).code).toBe('oversized');
    // The chunk that broke the limit is counted, too.
    expect(client.bytesReceived).toBeLessThanOrEqual(limitBytes + 65_536);
  });

  it('is streamed without being kept: 256 MiB in at most 64 MiB of memory', async () => {
    const server = await endless(HEAD, Buffer.alloc(65_536));
    const client = transport();
    const growth = await memoryGrowth(() =>
      ask(client, server.url, {
        bodyPlan: () => ({ kind: 'stream', onChunk: () => client.bytesReceived < 256 * MiB }),
      }),
    );
    expect(client.bytesReceived).toBeGreaterThanOrEqual(256 * MiB);
    expect(growth).toBeLessThan(64 * MiB);
  });

  it('in chunks of one byte costs no more memory than in large ones: 1 MiB in at most 64 MiB', async () => {
    const head = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';
    const server = await endless(head, Buffer.from('1\r\na\r\n'.repeat(10_000)));
    const client = transport();
    const growth = await memoryGrowth(async () => {
      const exchange = await ask(client, server.url, {
        bodyPlan: () => ({ kind: 'whole', limitBytes: MiB }),
      });
      expect(failure(exchange).code).toBe('oversized');
    });
    expect(client.bytesReceived).toBeLessThanOrEqual(MiB + 1);
    expect(growth).toBeLessThan(64 * MiB);
  });

  it('does not end after its announced length either', async () => {
    const server = await endless(
      'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
      Buffer.from('more'.repeat(1000)),
    );
    const client = transport();
    expect(response(await ask(client, server.url)).bodyBytes).toBe(2);
    expect(client.bytesReceived).toBe(2);
  });
});

describe('a promise of a large body', () => {
  it('takes no memory before anything comes', async () => {
    const server = await rawServer((socket) =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 999999999\r\n\r\n'),
    );
    const growth = await memoryGrowth(() =>
      ask(transport(), server.url, { bodyPlan: () => ({ kind: 'whole', limitBytes: 1_000_000_000 }) }),
    );
    expect(growth).toBeLessThan(16 * MiB);
  });

  it('beyond the limit is not waited for', async () => {
    const server = await rawServer((socket) =>
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 5000000\r\n\r\n'),
    );
    const exchange = await ask(transport(), server.url);
    expect(failure(exchange).code).toBe('oversized');
  });
});

describe('a gzip bomb', () => {
  it('of 1 MiB that would be 1 GiB is given up at the limit, within 32 MiB of memory', async () => {
    // Members follow one another in a gzip file (RFC 1952 section 2.2): 64 times 16 MiB of zeros.
    const member = gzipSync(Buffer.alloc(16 * MiB));
    const bomb = Buffer.concat(Array<Buffer>(64).fill(member));
    expect(bomb.length).toBeLessThan(1.1 * MiB);
    const server = await rawServer((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`);
      socket.write(bomb);
    });
    const growth = await memoryGrowth(async () => {
      const exchange = await ask(transport(), server.url, {
        bodyPlan: () => ({ kind: 'whole', limitBytes: 4 * MiB }),
      });
      expect(failure(exchange)).toMatchObject({ code: 'oversized', head: { status: 200 } });
    });
    expect(growth).toBeLessThan(32 * MiB);
  });
});

describe('an answer to a HEAD that has a body all the same', () => {
  it('is not taken for the answer to the next request', async () => {
    const server = await rawServer((socket, head) => {
      if (head.startsWith('HEAD')) {
        socket.write(
          'HTTP/1.1 200 OK\r\ncontent-length: 60\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil',
        );
      } else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ngood');
    });
    const client = transport();
    response(await ask(client, server.url, { method: 'HEAD' }));
    const next = response(await ask(client, server.url));
    expect(Buffer.from(next.body).toString()).toBe('good');
  });
});
