import { createServer, type RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { AddressGuard } from '../../../src/registry/transport/address-guard.ts';
import type { Network } from '../../../src/registry/transport/index.ts';
import { ask, failure, internetOnLoopback, response, text, transport } from './support/client.ts';
import { HAS_IPV6_LOOPBACK, httpServer, type Running, running } from './support/servers.ts';

/** Two local addresses are needed to tell a public mirror from a private neighbour. */
const itWithIpv6 = it.skipIf(!HAS_IPV6_LOOPBACK);

/** Something in the private network that must never hear from us. */
function innerServer(port = 0): Promise<Running> {
  const server = createServer((_, answer) => answer.end('secret'));
  return running(server, 'http', '::1', port);
}

function redirectTo(location: () => string): RequestListener {
  return (_, answer) => answer.writeHead(307, { location: location() }).end();
}

const REFUSED = { code: 'protocol-error', refusedUrl: 'special-address' };

describe('a mirror at a public address', () => {
  it.each([
    'http://10.0.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fe80::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://[64:ff9b::a00:1]/',
    'http://100.64.0.1/',
    'http://0x0a000001/',
    'http://2130706434/',
  ])('may not redirect to %s', async (location) => {
    const mirror = await httpServer(redirectTo(() => location));
    const failed = failure(await ask(transport({}, internetOnLoopback()), mirror.url));
    expect(failed).toMatchObject({ ...REFUSED, failedHost: new URL(location).host });
    expect(failed.hops).toHaveLength(1);
  });

  itWithIpv6('may not redirect to loopback, and nothing is sent there', async () => {
    const inner = await innerServer();
    const mirror = await httpServer(redirectTo(() => `${inner.url}/`));
    expect(failure(await ask(transport({}, internetOnLoopback()), mirror.url))).toMatchObject(REFUSED);
    expect(inner.connections.accepted).toBe(0);
  });

  itWithIpv6('may not reach loopback through a chain of public hosts either', async () => {
    const inner = await innerServer();
    const last = await httpServer(redirectTo(() => inner.url));
    const first = await httpServer(redirectTo(() => `http://cdn.test:${last.port}/`));
    const client = transport({}, internetOnLoopback());
    expect(failure(await ask(client, `http://mirror.test:${first.port}/`))).toMatchObject(REFUSED);
    expect(inner.connections.accepted).toBe(0);
  });

  itWithIpv6('may not redirect to a name that resolves into the private network', async () => {
    const inner = await innerServer();
    const mirror = await httpServer(redirectTo(() => `http://rebound.test:${inner.port}/`));
    const network = internetOnLoopback({ 'rebound.test': ['::1', '10.0.0.1'] });
    const failed = failure(await ask(transport({}, network), mirror.url));
    expect(failed).toMatchObject({ ...REFUSED, failedHost: `rebound.test:${inner.port}` });
    expect(inner.connections.accepted).toBe(0);
  });

  it('may redirect to a name some of whose addresses are public: only those are connected to', async () => {
    const cdn = await httpServer((_, answer) => answer.end('layer'));
    const mirror = await httpServer(redirectTo(() => `http://cdn.test:${cdn.port}/`));
    const network = internetOnLoopback({ 'cdn.test': ['10.0.0.1', '::1', '127.0.0.1'] });
    expect(response(await ask(transport({}, network), mirror.url)).head.status).toBe(200);
  });

  itWithIpv6('may not name a special address in what it supplies (a realm), though a user may', async () => {
    const inner = await innerServer();
    const mirror = await httpServer((_, answer) => answer.end());
    const client = transport({}, internetOnLoopback());
    response(await ask(client, mirror.url));
    expect(failure(await ask(client, inner.url, { suppliedByMirror: true }))).toMatchObject(REFUSED);
    expect(inner.connections.accepted).toBe(0);
    expect(response(await ask(client, inner.url)).head.status).toBe(200);
    // The connection that the user's own URL opened is no way in for the mirror.
    expect(failure(await ask(client, inner.url, { suppliedByMirror: true }))).toMatchObject(REFUSED);
    expect(inner.connections.accepted).toBe(1);
  });

  itWithIpv6('is public for good, also when its name rebinds', async () => {
    const mirror = await httpServer((_, answer) => answer.end());
    const inner = await innerServer(mirror.port);
    const [publicly, privately] = [internetOnLoopback(), { 'mirror.test': ['::1'] }];
    let isRebound = false;
    const network: Network = {
      ...publicly,
      lookup: (name, family, asking) =>
        (isRebound ? internetOnLoopback(privately) : publicly).lookup(name, family, asking),
    };
    const client = transport({}, network);
    response(await ask(client, `http://mirror.test:${mirror.port}/`));
    isRebound = true;
    const rebound = response(await ask(client, `http://mirror.test:${mirror.port}/`, { cold: true }));
    expect(text(rebound.body)).toBe('secret');
    expect(failure(await ask(client, inner.url, { suppliedByMirror: true }))).toMatchObject(REFUSED);
  });

  // Elsewhere 0.0.0.0 cannot be connected to.
  it.skipIf(process.platform === 'win32')(
    'is judged by where the socket ended up, before a byte is sent',
    async () => {
      let heard = 0;
      const inner = await httpServer((_, answer) => answer.end());
      inner.server.on('connection', (socket) => socket.on('data', () => (heard += 1)));
      const network: Network = {
        lookup: async () => [{ ip: '0.0.0.0', family: 4 }],
        classify: (ip) => (ip === '127.0.0.1' ? 'special' : 'public'),
      };
      const supplied = { suppliedByMirror: true };
      const failed = failure(await ask(transport({}, network), `http://sly.test:${inner.port}/`, supplied));
      expect(failed).toMatchObject(REFUSED);
      expect(heard).toBe(0);
    },
  );
});

describe('a mirror on this machine or network', () => {
  itWithIpv6('may redirect to its neighbours', async () => {
    const neighbour = await innerServer();
    const mirror = await httpServer(redirectTo(() => neighbour.url));
    expect(response(await ask(transport(), mirror.url)).head.status).toBe(200);
  });

  itWithIpv6('may do so again after a rest', async () => {
    const neighbour = await innerServer();
    const mirror = await httpServer((_, answer) => answer.end());
    const client = transport();
    response(await ask(client, mirror.url));
    await client.rest();
    const supplied = { suppliedByMirror: true };
    expect(response(await ask(client, neighbour.url, supplied)).head.status).toBe(200);
    await client.close();
    expect(failure(await ask(client, mirror.url)).code).toBe('aborted');
  });

  itWithIpv6('may do so also when the user has a public URL asked in between (the Hub)', async () => {
    const mirror = await innerServer();
    const hub = await httpServer((_, answer) => answer.end());
    const client = transport({}, internetOnLoopback());
    for (const { url } of [mirror, hub]) response(await ask(client, url));
    expect(response(await ask(client, `${mirror.url}/x`, { suppliedByMirror: true })).head.status).toBe(200);
  });
});

describe('an address in 198.18.0.0/15', () => {
  it('counts as public, and is reported', async () => {
    const cdn = await httpServer((_, answer) => answer.end());
    const mirror = await httpServer(redirectTo(() => `http://cdn.test:${cdn.port}/`));
    const network: Network = { ...internetOnLoopback(), classify: () => 'fake-ip' };
    expect(response(await ask(transport({}, network), mirror.url)).fakeIp).toBe(true);
    expect(response(await ask(transport({}, internetOnLoopback()), mirror.url)).fakeIp).toBe(false);
  });
});

describe('what a URL tells without resolving it', () => {
  it.each([
    ['10.1.2.3', 'special'],
    ['[::1]', 'special'],
    ['localhost', 'special'],
    ['a.localhost', 'special'],
    ['8.8.8.8', 'public'],
    ['mirror.example', 'unknown'],
    ['notlocalhost', 'unknown'],
  ])('%s is %s', (host, reach) => {
    const network = internetOnLoopback();
    expect(new AddressGuard(network.classify).reachOfHost(host)).toBe(reach);
  });
});

describe('a mirror that was not reached yet', () => {
  itWithIpv6('is taken for a public one', async () => {
    const inner = await innerServer();
    const failed = failure(await ask(transport(), inner.url, { suppliedByMirror: true }));
    expect(failed).toMatchObject(REFUSED);
  });
});
