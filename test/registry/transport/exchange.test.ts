import { describe, expect, it } from 'vitest';
import { allowance, ask, response, text, transport } from './support/client.ts';
import { httpServer, rawServer, until } from './support/servers.ts';

describe('an exchange', () => {
  it('carries method, path, query and headers, and gives back head and body', async () => {
    const server = await httpServer((request, answer) => {
      answer.setHeader('WWW-Authenticate', ['Basic realm="a"', 'Bearer realm="b"']);
      answer.end(JSON.stringify([request.method, request.url, request.headers]));
    });
    const exchange = response(
      await ask(transport(), `${server.url}/v2/?ns=docker.io#fragment`, {
        headers: { accept: 'application/json' },
        authorization: 'Bearer t0ken',
      }),
    );

    expect(exchange.head.status).toBe(200);
    expect(exchange.head.headers['www-authenticate']).toEqual(['Basic realm="a"', 'Bearer realm="b"']);
    const [method, url, headers] = JSON.parse(text(exchange.body));
    expect([method, url]).toEqual(['GET', '/v2/?ns=docker.io']);
    expect(headers).toMatchObject({
      host: `127.0.0.1:${server.port}`,
      accept: 'application/json',
      authorization: 'Bearer t0ken',
      'user-agent': 'mirror-check-test',
      'accept-encoding': 'identity',
    });
    expect(exchange.hops).toMatchObject([{ origin: server.url, status: 200 }]);
    expect(exchange.certificateDaysLeft).toBeNull();
  });

  it('keeps connections, and opens a new one when it is to start cold', async () => {
    const server = await httpServer((_, answer) => answer.end('{}'));
    const client = transport();

    const first = response(await ask(client, server.url));
    const warm = response(await ask(client, server.url));
    expect(server.connections.accepted).toBe(1);
    const cold = response(await ask(client, server.url, { cold: true }));
    expect(server.connections.accepted).toBe(2);

    expect(first.timing.connectMs).toBeGreaterThan(0);
    expect(warm.timing.connectMs).toBeNull();
    expect(cold.timing.connectMs).toBeGreaterThan(0);
  });

  it('keeps the connection after HEAD too, whatever length it announces', async () => {
    const server = await httpServer((_, answer) =>
      answer.writeHead(200, { 'content-length': 99_999_999 }).end(),
    );
    const client = transport();
    const head = response(await ask(client, server.url, { method: 'HEAD' }));
    await ask(client, server.url, { method: 'HEAD' });
    expect(head.bodyComplete).toBe(true);
    expect(server.connections.accepted).toBe(1);
  });

  it('gives overlapping exchanges a connection each', async () => {
    const server = await httpServer((_, answer) => setTimeout(() => answer.end('{}'), 20));
    const client = transport();
    await Promise.all([ask(client, server.url), ask(client, server.url), ask(client, server.url)]);
    expect(server.connections.accepted).toBe(3);
    await Promise.all([ask(client, server.url), ask(client, server.url)]);
    expect(server.connections.accepted).toBe(3);
  });

  it('times phases that add up, and starts the clock of the headers when the request is written', async () => {
    const server = await httpServer((_, answer) => setTimeout(() => answer.end('{}'), 60));
    const client = transport(
      {},
      {
        lookup: async () => {
          await new Promise((resolve) => setTimeout(resolve, 60));
          return [{ ip: '127.0.0.1', family: 4 }];
        },
        classify: () => 'special',
      },
    );
    const { timing, hops } = response(await ask(client, `http://slow-dns.test:${server.port}/`));

    expect(timing.dnsMs).toBeGreaterThan(50);
    expect(timing.headersMs).toBeGreaterThan(50);
    expect(timing.tlsMs).toBeNull();
    expect(hops[0]?.headersMs).toBe(timing.headersMs);
    const sum = (timing.dnsMs ?? 0) + (timing.connectMs ?? 0) + (timing.headersMs ?? 0);
    expect(sum).toBeLessThanOrEqual(timing.totalMs);
  });

  it('takes informational responses for what they are', async () => {
    const server = await rawServer((socket) => {
      socket.write('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n');
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi');
    });
    const exchange = response(await ask(transport(), server.url));
    expect([exchange.head.status, text(exchange.body)]).toEqual([200, 'hi']);
    expect(exchange.head.headers['link']).toBeUndefined();
  });

  it('takes headers named like the parts of an object for headers', async () => {
    const server = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n__proto__: a\r\nconstructor: b\r\ncontent-length: 0\r\n\r\n');
    });
    const { headers } = response(await ask(transport(), server.url)).head;
    expect(Object.entries(headers)).toContainEqual(['__proto__', ['a']]);
    expect(headers['constructor']).toEqual(['b']);
    expect(headers['toString']).toBeUndefined();
  });

  it('asks before each request on the wire, and stops at a no', async () => {
    const server = await httpServer((request, answer) => {
      if (request.url === '/a') answer.writeHead(302, { location: '/b' }).end();
      else answer.end('{}');
    });
    const { admit, asked } = allowance(1);
    const exchange = await ask(transport({ admit }), `${server.url}/a`);
    expect(asked.map(({ pathname }) => pathname)).toEqual(['/a', '/b']);
    expect(exchange).toMatchObject({ kind: 'failure', code: 'budget-spent', hops: [{ status: 302 }] });
  });

  it('refuses a header that would break out of its line', async () => {
    const server = await httpServer((_, answer) => answer.end('{}'));
    const exchange = await ask(transport(), server.url, { authorization: 'Bearer x\r\nx-evil: 1' });
    expect(exchange).toMatchObject({ kind: 'failure', code: 'protocol-error' });
    await until(() => server.connections.accepted === 1 && server.connections.open.size === 0);
  });

  it("rejects with what the caller's own code throws", async () => {
    const server = await httpServer((_, answer) => answer.end('{}'));
    const bug = new Error('bug');
    const buggy = ask(transport(), server.url, {
      bodyPlan: () => {
        throw bug;
      },
    });
    await expect(buggy).rejects.toBe(bug);
  });
});
