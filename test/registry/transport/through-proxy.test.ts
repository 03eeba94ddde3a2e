import { createServer } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { classifyAddress } from '../../../src/registry/address.ts';
import type { Network, TransportOptions } from '../../../src/registry/transport/index.ts';
import { fixedProxy } from '../../../src/registry/transport/proxy.ts';
import { type Certificate, certificateAuthority, serverCertificate } from '../../support/certificates.ts';
import { ask, failure, internetOnLoopback, response, text, transport } from './support/client.ts';
import { httpProxy, socksProxy } from './support/proxies.ts';
import { closedPort, httpServer, httpsServer, rawServer, running, until } from './support/servers.ts';

let authority: Certificate;
let certificate: Certificate;

beforeAll(async () => {
  authority = await certificateAuthority('Trusted here');
  certificate = await serverCertificate({ hosts: ['127.0.0.1', 'mirror.test'], authority });
});

/** Everything through this proxy, loopback too: NO_PROXY has its own tests. */
function through(url: string): Partial<TransportOptions> {
  const rules = fixedProxy(url);
  if (rules.kind === 'problem') throw new Error(rules.reason);
  const choice = rules.proxyFor(new URL('https://mirror.example/'));
  return { ca: [authority.cert], proxyFor: () => choice };
}

const network = internetOnLoopback();

describe('an HTTP proxy', () => {
  it('tunnels https, and only the target sees the request', async () => {
    const mirror = await httpsServer(certificate, (request, answer) =>
      answer.end(JSON.stringify(request.headers)),
    );
    const proxy = await httpProxy();
    const client = transport(through(proxy.url.replace('//', '//us%40er:p%3Ass@')), network);
    const exchange = response(await ask(client, mirror.url, { authorization: 'Bearer t0ken' }));

    expect(JSON.parse(text(exchange.body))).toMatchObject({ authorization: 'Bearer t0ken' });
    expect(JSON.parse(text(exchange.body))).not.toHaveProperty('proxy-authorization');
    expect(proxy.requests).toEqual([`CONNECT 127.0.0.1:${mirror.port}`]);
    expect(proxy.credentials).toEqual([`Basic ${Buffer.from('us@er:p:ss').toString('base64')}`]);
    expect(exchange.timing.dnsMs).toBeNull();
    expect(exchange.timing.connectMs).toBeGreaterThan(0);
    expect(exchange.timing.tlsMs).toBeGreaterThan(0);
    expect(exchange.certificateDaysLeft).toBe(29);
    response(await ask(client, mirror.url));
    expect(proxy.connections.accepted).toBe(1);
  });

  it('gets plain http in absolute form, as engines send it', async () => {
    const mirror = await httpServer((request, answer) =>
      answer.end(`${request.headers.host} ${request.url}`),
    );
    const proxy = await httpProxy();
    const client = transport(through(proxy.url.replace('//', '//user:pass@')), network);
    const exchange = response(await ask(client, `${mirror.url}/v2/?ns=docker.io`));
    expect(text(exchange.body)).toBe(`127.0.0.1:${mirror.port} /v2/?ns=docker.io`);
    expect(proxy.requests).toEqual([`GET ${mirror.url}/v2/?ns=docker.io`]);
    expect(proxy.credentials[0]).toMatch(/^Basic /);
    expect(exchange.timing.dnsMs).toBeNull();
  });

  it('that speaks TLS is spoken to in TLS, for http and for https', async () => {
    const secure = await httpsServer(certificate, (_, answer) => answer.end());
    const plain = await httpServer((_, answer) => answer.end());
    const proxy = await httpProxy({ certificate });
    const client = transport(through(proxy.url), network);
    for (const { url } of [secure, plain]) expect(response(await ask(client, url)).head.status).toBe(200);
    expect(proxy.requests).toEqual([`CONNECT 127.0.0.1:${secure.port}`, `GET ${plain.url}/`]);
  });

  it.each([
    ['407', 'HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n'],
    ['403', 'HTTP/1.1 403 Forbidden\r\ncontent-length: 4\r\n\r\nnope'],
    ['502', 'HTTP/1.1 502 Bad Gateway\r\n\r\n'],
    ['302', 'HTTP/1.1 302 Found\r\nlocation: http://portal.test/\r\n\r\n'],
    ['', 'SSH-2.0\r\n\r\n'],
    ['', ''],
  ])('that answers CONNECT with %s is proxy-failure, once', async (status, answer) => {
    const proxy = await httpProxy({ answer });
    const url = proxy.url.replace('//', '//user:secret@');
    const failed = failure(await ask(transport(through(url), network), 'https://mirror.test/'));
    expect(failed).toMatchObject({ code: 'proxy-failure', failedHost: 'mirror.test', hops: [] });
    expect(failed.detail).toContain(status);
    expect(JSON.stringify(failed)).not.toContain('secret');
    expect(proxy.requests).toEqual(['CONNECT mirror.test:443']);
  });

  it('that never answers CONNECT is proxy-failure, and is let go of', async () => {
    const proxy = await rawServer(() => {});
    const client = transport(through(proxy.url), network);
    const failed = failure(await ask(client, 'https://mirror.test/', { timeouts: { headersMs: 40 } }));
    expect(failed.code).toBe('proxy-failure');
    await until(() => proxy.connections.open.size === 0);
  });

  it('that floods its answer to CONNECT with headers is proxy-failure', async () => {
    const flood = `HTTP/1.1 200 OK\r\n${'x-flood: aaaaaaaaaaaaaaaaaaaaaaaa\r\n'.repeat(10_000)}`;
    const proxy = await httpProxy({ answer: flood });
    const failed = failure(await ask(transport(through(proxy.url), network), 'https://mirror.test/'));
    expect(failed).toMatchObject({ code: 'proxy-failure' });
    expect(failed.detail).toContain('oversized');
  });

  it('that cannot be reached, resolved or trusted is proxy-failure', async () => {
    const self = await serverCertificate({ hosts: ['127.0.0.1'], authority: null });
    const untrusted = await httpProxy({ certificate: self });
    const nowhere = {
      ...network,
      lookup: () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' })),
    };
    const cases = [
      [`http://127.0.0.1:${await closedPort()}`, network, 'connection-refused'],
      ['http://proxy.test:3128', nowhere, 'ENOTFOUND'],
      [untrusted.url, network, 'tls-untrusted'],
    ] as const;
    for (const [url, world, words] of cases) {
      const failed = failure(await ask(transport(through(url), world), 'https://mirror.test/'));
      expect(failed.code).toBe('proxy-failure');
      expect(failed.detail).toContain(words);
    }
  });

  it('that is written as https and speaks plain HTTP is there, and no HTTP proxy of that kind', async () => {
    const plain = await httpProxy();
    const client = transport(through(plain.url.replace('http:', 'https:')), network);
    const failed = failure(await ask(client, 'https://mirror.test/'));
    expect(failed).toMatchObject({ code: 'proxy-failure', proxy: { did: 'foreign' } });
  });

  it('that answers for a plain-http mirror itself is proxy-failure, where it says so', async () => {
    const proxy = await httpProxy();
    const client = transport(through(proxy.url), network);
    const failed = failure(await ask(client, `http://127.0.0.1:${await closedPort()}/v2/`));
    expect(failed.code).toBe('proxy-failure');
    expect(failed.detail).toContain('connection_refused');

    const login = await httpServer((_, answer) => answer.writeHead(407).end());
    const refused = failure(await ask(transport(through(login.url), network), 'http://mirror.test/'));
    expect(refused.code).toBe('proxy-failure');
  });

  it("does not take the mirror's own failures upon itself", async () => {
    const proxy = await httpProxy();
    const client = transport(through(proxy.url), network);
    const broken = await httpServer((_, answer) => answer.writeHead(502).end());
    expect(response(await ask(client, broken.url)).head.status).toBe(502);
    const self = await serverCertificate({ hosts: ['127.0.0.1'], authority: null });
    const untrusted = await httpsServer(self, (_, answer) => answer.end());
    expect(failure(await ask(client, untrusted.url)).code).toBe('tls-untrusted');
  });

  it('says aborted when the caller aborts', async () => {
    const control = new AbortController();
    const proxy = await rawServer(() => control.abort());
    const client = transport(through(proxy.url), network);
    const failed = failure(await ask(client, 'https://mirror.test/', { signal: control.signal }));
    expect(failed.code).toBe('aborted');
  });
});

describe('a SOCKS 5 proxy', () => {
  it('is given names as names, with a login where it wants one', async () => {
    const mirror = await httpsServer(certificate, (_, answer) => answer.end('ok'));
    const proxy = await socksProxy({ login: 'user:p@ss' });
    const client = transport(through(proxy.url.replace('//', '//user:p%40ss@')), network);
    const exchange = response(await ask(client, `https://mirror.test:${mirror.port}/`));
    expect(text(exchange.body)).toBe('ok');
    expect(proxy.targets).toEqual([`mirror.test:${mirror.port}`]);
    expect(proxy.logins).toEqual(['user:p@ss']);
    expect(exchange.timing.dnsMs).toBeNull();
    expect(exchange.timing.tlsMs).toBeGreaterThan(0);
  });

  it('carries plain http too, and addresses as addresses', async () => {
    const mirror = await httpServer((request, answer) => answer.end(request.url));
    const proxy = await socksProxy();
    const client = transport(through(proxy.url), network);
    expect(text(response(await ask(client, `${mirror.url}/v2/`)).body)).toBe('/v2/');
    expect(response(await ask(client, `http://[2001:4860::8888]:${mirror.port}/`)).head.status).toBe(200);
    expect(proxy.targets).toEqual([
      `127.0.0.1:${mirror.port}`,
      `[20014860000000000000000000008888]:${mirror.port}`,
    ]);
  });

  it.each([
    [2, 'not allowed by the rules'],
    [4, 'host unreachable'],
    [5, 'connection refused'],
    [77, 'reply 77'],
  ])('that replies %i is proxy-failure: %s', async (reply, words) => {
    const proxy = await socksProxy({ reply });
    const failed = failure(await ask(transport(through(proxy.url), network), 'https://mirror.test/'));
    expect(failed.code).toBe('proxy-failure');
    expect(failed.detail).toContain(words);
  });

  it('that refuses our login, or wants one, is proxy-failure', async () => {
    const proxy = await socksProxy({ login: 'user:right' });
    for (const url of [proxy.url, proxy.url.replace('//', '//user:wrong@')]) {
      const failed = failure(await ask(transport(through(url), network), 'https://mirror.test/'));
      expect(failed.code).toBe('proxy-failure');
      expect(failed.detail).toContain('login');
    }
  });

  it('that is none, hangs up or never answers is proxy-failure', async () => {
    const http = await running(
      createServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))),
      'socks5',
    );
    const rude = await running(
      createServer((socket) => socket.once('data', () => socket.end(Buffer.from([5])))),
      'socks5',
    );
    const mute = await running(
      createServer((socket) => socket.resume()),
      'socks5',
    );
    for (const { url } of [http, rude, mute]) {
      const client = transport(through(url), network);
      const failed = failure(await ask(client, 'https://mirror.test/', { timeouts: { headersMs: 60 } }));
      expect(failed.code).toBe('proxy-failure');
    }
    await until(() => mute.connections.open.size === 0);
  });
});

describe('the address guard behind a proxy', () => {
  it.each([
    'http://10.0.0.1/',
    'http://localhost/',
    'http://localhost./',
    'http://LOCALHOST./',
    'http://a.localhost./',
    'http://10.0.0.1../',
    'http://[::1]/',
  ])('still refuses %s', async (location) => {
    const mirror = await httpServer((_, answer) => answer.writeHead(302, { location }).end());
    const proxy = await httpProxy();
    const client = transport(through(proxy.url), network);
    const failed = failure(await ask(client, mirror.url));
    expect(failed).toMatchObject({ code: 'protocol-error', refusedUrl: 'special-address' });
    expect(proxy.requests).toHaveLength(1);
  });

  it('still refuses an address with a dot behind it, which is no name', async () => {
    const mirror = await httpServer((_, answer) =>
      answer.writeHead(302, { location: 'http://10.0.0.1./' }).end(),
    );
    const proxy = await httpProxy();
    const failed = failure(await ask(transport(through(proxy.url), network), mirror.url));
    expect(failed).toMatchObject({ code: 'protocol-error', refusedUrl: 'unparsable' });
    expect(proxy.requests).toHaveLength(1);
  });

  /** The proxy is on this machine; the mirror that redirects has a public address, as far as is known here. */
  const world = (
    names: Readonly<Record<string, readonly string[]>>,
    proxyIs: 'special' | 'public',
  ): Network => ({
    lookup: async (hostname) => {
      const found = names[hostname];
      if (found === undefined) throw Object.assign(new Error(), { code: 'ENOTFOUND' });
      return found.map((ip) => ({ ip, family: ip.includes(':') ? 6 : 4 }));
    },
    classify: (ip) => (ip === '127.0.0.1' ? proxyIs : classifyAddress(ip)),
  });

  it.each(['http://inner.test./', 'http://INNER.test../'])(
    'looks a name up as files know it, without the dots at its end: %s',
    async (location) => {
      const asked: string[] = [];
      const proxy = await httpServer((request, answer) => {
        asked.push(request.url ?? '');
        const isMirror = request.url === 'http://mirror.test/';
        answer.writeHead(isMirror ? 302 : 200, isMirror ? { location } : {}).end();
      });
      const client = transport(through(proxy.url), world({ 'inner.test': ['127.0.0.1'] }, 'special'));
      const exchange = await ask(client, 'http://mirror.test/');
      expect(exchange).toMatchObject({ kind: 'failure', refusedUrl: 'special-address' });
      expect(asked).toEqual(['http://mirror.test/']);
    },
  );

  it.each([
    [['10.0.0.5'], 'special', true],
    [['169.254.169.254'], 'special', true],
    [['192.0.43.8', '10.0.0.5'], 'special', true],
    [['192.0.43.8'], 'special', false],
    // A fake-ip resolver answers so for every name.
    [['198.18.3.4'], 'special', false],
    [null, 'special', false],
    // A proxy elsewhere reaches its own 10.0.0.5, not ours.
    [['10.0.0.5'], 'public', false],
  ] as const)(
    'a name that is %j here, by a proxy that is %s: refused %s',
    async (found, proxyIs, refused) => {
      const asked: string[] = [];
      const proxy = await httpServer((request, answer) => {
        asked.push(request.url ?? '');
        const isMirror = request.url === 'http://mirror.test/';
        answer.writeHead(isMirror ? 302 : 200, isMirror ? { location: 'http://inner.test/' } : {}).end();
      });
      const names = found === null ? {} : { 'inner.test': found };
      const client = transport(through(proxy.url), world(names, proxyIs));
      const exchange = await ask(client, 'http://mirror.test/');
      expect(exchange.kind === 'failure' && exchange.refusedUrl === 'special-address').toBe(refused);
      expect(asked.includes('http://inner.test/')).toBe(!refused);
    },
  );

  it.each([
    ['a host of the Hub’s', 'http://auth.docker.io/token', '0.0.0.0', true],
    ['the mirror’s own place', 'http://mirror.test/token', '127.0.0.1', true],
    ['another port of its', 'http://mirror.test:6379/', '127.0.0.1', false],
  ])('goes by the proxy’s names where no stranger chose them: %s', async (_, location, ip, isAsked) => {
    const asked: string[] = [];
    const proxy = await httpServer((request, answer) => {
      asked.push(request.url ?? '');
      const isMirror = request.url === 'http://mirror.test/';
      answer
        .writeHead(isMirror ? 302 : 200, { connection: 'close', ...(isMirror ? { location } : {}) })
        .end();
    });
    // A resolver that is poisoned, or that knows nothing of the internet.
    const names = { 'auth.docker.io': [ip], 'mirror.test': [ip] };
    const exchange = await ask(transport(through(proxy.url), world(names, 'special')), 'http://mirror.test/');
    expect(exchange.kind).toBe(isAsked ? 'response' : 'failure');
    expect(asked.includes(location)).toBe(isAsked);
  });
});
