import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { allowance, ask, failure, transport } from './support/client.ts';
import { httpServer, rawServer, running, until } from './support/servers.ts';

describe('an aborted exchange', () => {
  it('sends nothing when it was aborted before', async () => {
    const server = await httpServer((_, answer) => answer.end());
    const { admit, asked } = allowance();
    const client = transport({ admit });
    const failed = failure(await ask(client, server.url, { signal: AbortSignal.abort() }));
    expect([failed.code, asked.length, server.connections.accepted]).toEqual(['aborted', 0, 0]);
  });

  it('ends at once in a look-up', async () => {
    const control = new AbortController();
    const network = {
      lookup: () => new Promise<never>(() => control.abort()),
      classify: () => 'public' as const,
    };
    const failed = failure(
      await ask(transport({}, network), 'http://mirror.test/', { signal: control.signal }),
    );
    expect(failed.code).toBe('aborted');
  });

  // Elsewhere 0.0.0.0 cannot be connected to.
  const itConnects = it.skipIf(process.platform === 'win32');
  itConnects.each(['http', 'https'])('lets go of a socket that was just connected (%s)', async (scheme) => {
    const control = new AbortController();
    const server = await httpServer((_, answer) => answer.end());
    const network = {
      lookup: async () => [{ ip: '0.0.0.0', family: 4 as const }],
      // The resolver's word is judged first, then where the socket ended up: that is the moment meant here.
      classify: (ip: string) => {
        if (ip !== '0.0.0.0') control.abort();
        return 'special' as const;
      },
    };
    const url = `${scheme}://mirror.test:${server.port}/`;
    expect(failure(await ask(transport({}, network), url, { signal: control.signal })).code).toBe('aborted');
    await until(() => server.connections.accepted === 1 && server.connections.open.size === 0);
  });

  it('ends at once in a handshake, and lets go of the socket', async () => {
    const control = new AbortController();
    const server = await running(
      createServer((socket) => socket.once('data', () => control.abort())),
      'https',
    );
    expect(failure(await ask(transport(), server.url, { signal: control.signal })).code).toBe('aborted');
    await until(() => server.connections.open.size === 0);
  });

  it('ends at once while it waits for headers, and lets go of the socket', async () => {
    const control = new AbortController();
    const server = await rawServer(() => control.abort());
    const failed = failure(await ask(transport(), server.url, { signal: control.signal }));
    expect([failed.code, failed.head]).toEqual(['aborted', null]);
    await until(() => server.connections.open.size === 0);
  });

  it('ends at once in a body, keeps the head, and lets go of the socket', async () => {
    const control = new AbortController();
    const server = await httpServer((_, answer) => answer.write('some'));
    const failed = failure(
      await ask(transport(), server.url, {
        signal: control.signal,
        bodyPlan: () => ({
          kind: 'stream',
          onChunk: () => {
            control.abort();
            return true;
          },
        }),
      }),
    );
    expect(failed).toMatchObject({ code: 'aborted', head: { status: 200 }, bodyBytes: 4 });
    await until(() => server.connections.open.size === 0);
  });

  it('says aborted also in a body that nobody wants', async () => {
    const control = new AbortController();
    const server = await httpServer((_, answer) => {
      answer.write('some');
      setTimeout(() => control.abort(), 20);
    });
    const exchange = await ask(transport(), server.url, {
      signal: control.signal,
      bodyPlan: () => ({ kind: 'discard' }),
    });
    expect(failure(exchange).code).toBe('aborted');
  });

  it('leaves no listener on a signal that lives on', async () => {
    const server = await httpServer((_, answer) => answer.end());
    const { signal } = new AbortController();
    let listening = 0;
    const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listening += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listening -= 1;
      remove(...args);
    };
    const client = transport();
    for (let count = 0; count < 5; count += 1) await ask(client, server.url, { signal, cold: true });
    expect(listening).toBe(0);
  });
});

describe('closing a transport', () => {
  it('closes what lies idle', async () => {
    const server = await httpServer((_, answer) => answer.end());
    // Far beyond this test's own limit, and the client is told so: nothing but close() ends the connection.
    server.server.keepAliveTimeout = 600_000;
    const client = transport();
    await ask(client, server.url);
    expect(server.connections.open.size).toBe(1);
    await client.close();
    await until(() => server.connections.open.size === 0);
  });

  it('ends what runs, lets go of every socket, and answers aborted from then on', async () => {
    const server = await rawServer((socket, head) => {
      if (head.startsWith('GET /quick')) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
    });
    const client = transport();
    await ask(client, `${server.url}/quick`);
    const slow = [ask(client, `${server.url}/a`), ask(client, `${server.url}/b`, { cold: true })];
    await until(() => server.requests.length === 3);
    await client.close();

    for (const exchange of await Promise.all(slow)) expect(failure(exchange).code).toBe('aborted');
    await until(() => server.connections.open.size === 0);
    expect(failure(await ask(client, `${server.url}/quick`)).code).toBe('aborted');
  });
});
