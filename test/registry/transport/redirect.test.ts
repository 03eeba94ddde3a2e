import { describe, expect, it } from 'vitest';
import { ask, failure, response, text, transport } from './support/client.ts';
import { closedPort, httpServer, type Running } from './support/servers.ts';

/** Redirects each path to the one that the table gives; echoes the request where it gives none. */
function redirecting(table: Readonly<Record<string, string>>, status = 302): Promise<Running> {
  return httpServer((request, answer) => {
    const location = table[request.url ?? ''];
    if (location !== undefined) answer.writeHead(status, { location }).end('moved');
    else answer.end(JSON.stringify({ url: request.url, method: request.method, ...request.headers }));
  });
}

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])('%i is followed, with its method and headers', async (status) => {
    const server = await redirecting({ '/a': '/b?x=1' }, status);
    const client = transport();
    const exchange = response(
      await ask(client, `${server.url}/a`, { headers: { range: 'bytes=0-9', accept: 'application/json' } }),
    );
    expect(JSON.parse(text(exchange.body))).toMatchObject({
      url: '/b?x=1',
      method: 'GET',
      range: 'bytes=0-9',
      accept: 'application/json',
    });
    expect(exchange.head.url.href).toBe(`${server.url}/b?x=1`);
    expect(exchange.hops.map((hop) => hop.status)).toEqual([status, 200]);
    // The short body of the redirect was drained: one connection served both.
    expect(server.connections.accepted).toBe(1);
    expect(response(await ask(client, `${server.url}/a`, { method: 'HEAD' })).head.status).toBe(200);
  });

  it.each([300, 304, 305])('%i is an answer, not a redirect', async (status) => {
    const server = await redirecting({ '/a': '/b' }, status);
    expect(response(await ask(transport(), `${server.url}/a`)).head.status).toBe(status);
  });

  it('without a target is an answer', async () => {
    const server = await httpServer((_, answer) => answer.writeHead(302).end('where to?'));
    expect(text(response(await ask(transport(), server.url)).body)).toBe('where to?');
  });

  it('to another origin carries everything but the authorization', async () => {
    const storage = await redirecting({});
    const server = await redirecting({ '/a': `${storage.url}/blob` });
    const exchange = response(
      await ask(transport(), `${server.url}/a`, {
        authorization: 'Bearer t0ken',
        headers: { range: 'bytes=0-9' },
      }),
    );
    const seen = JSON.parse(text(exchange.body));
    expect(seen).toMatchObject({ url: '/blob', range: 'bytes=0-9' });
    expect(seen).not.toHaveProperty('authorization');
    expect(exchange.hops.map(({ origin }) => origin)).toEqual([server.url, storage.url]);
  });

  it('within the origin keeps the authorization; one that left and came back does not', async () => {
    const table: Record<string, string> = { '/a': '/b' };
    const server = await redirecting(table);
    const other = await redirecting({ '/away': `${server.url}/back` });
    table['/c'] = `${other.url}/away`;
    const client = transport();
    const home = response(await ask(client, `${server.url}/a`, { authorization: 'Bearer t0ken' }));
    expect(JSON.parse(text(home.body))).toMatchObject({ url: '/b', authorization: 'Bearer t0ken' });
    const back = response(await ask(client, `${server.url}/c`, { authorization: 'Bearer t0ken' }));
    expect(JSON.parse(text(back.body))).toMatchObject({ url: '/back' });
    expect(JSON.parse(text(back.body))).not.toHaveProperty('authorization');
  });

  it('that leads back is redirect-loop before it goes round again', async () => {
    let requests = 0;
    const server = await httpServer((request, answer) => {
      requests += 1;
      answer.writeHead(302, { location: request.url === '/a' ? '/b' : '/a' }).end();
    });
    expect(failure(await ask(transport(), `${server.url}/a`))).toMatchObject({
      code: 'redirect-loop',
      refusedUrl: null,
    });
    expect(requests).toBe(2);
  });

  it('is followed as often as the bound says, and no further', async () => {
    let requests = 0;
    const server = await httpServer((request, answer) => {
      requests += 1;
      const step = Number(request.url?.slice(1));
      if (step === 0) answer.end('arrived');
      else answer.writeHead(302, { location: `/${step - 1}` }).end();
    });
    const client = transport({ redirects: 3 });
    expect(text(response(await ask(client, `${server.url}/3`)).body)).toBe('arrived');
    requests = 0;
    expect(failure(await ask(client, `${server.url}/4`)).code).toBe('redirect-loop');
    expect(requests).toBe(4);
  });

  it.each([
    ['scheme', 'file:///etc/passwd'],
    ['scheme', 'gopher://127.0.0.1:70/'],
    ['unparsable', 'http://'],
    ['unparsable', 'http://user:secret@127.0.0.1/'],
  ])('is refused (%s): %s', async (reason, location) => {
    const server = await redirecting({ '/a': location });
    const failed = failure(await ask(transport(), `${server.url}/a`));
    expect(failed).toMatchObject({ code: 'protocol-error', refusedUrl: reason, head: { status: 302 } });
    expect(`${failed.detail} ${failed.failedHost}`).not.toContain('secret');
  });

  it('names the host that failed', async () => {
    const gone = await closedPort();
    const server = await redirecting({ '/a': `http://127.0.0.1:${gone}/blob` });
    const failed = failure(await ask(transport(), `${server.url}/a`));
    expect(failed).toMatchObject({ code: 'connection-refused', failedHost: `127.0.0.1:${gone}` });
    expect(failed.hops).toHaveLength(1);
  });
});

describe('the URL that is asked for', () => {
  it.each(['ftp://127.0.0.1/', 'http://user@127.0.0.1/'])(
    'must be one that can be asked: %s',
    async (url) => {
      expect(failure(await ask(transport(), url)).code).toBe('protocol-error');
    },
  );
});
