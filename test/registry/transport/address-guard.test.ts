import { createServer, type RequestListener } from 'node:http';
import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { classifyAddress } from '../../../src/registry/address.ts';
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

/** Of this machine, as its neighbours know it. */
const LAN_ADDRESS =
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(
      ({ address, family, internal }) =>
        !internal &&
        family === 'IPv4' &&
        /^(?:10|172|192)\./.test(address) &&
        classifyAddress(address) === 'special',
    )?.address ?? null;

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
  ])('may not redirect to %s', async (location) => {
    const mirror = await httpServer(redirectTo(() => location));
    const failed = failure(await ask(transport({}, internetOnLoopback()), mirror.url));
    expect(failed).toMatchObject({ ...REFUSED, failedHost: new URL(location).host });
    expect(failed.hops).toHaveLength(1);
  });

  // A URL for a browser, which makes an address of it; for Go, and for engines, a name that nobody has.
  it.each(['http://0x0a000001/', 'http://2130706434/'])('may not redirect to %s either', async (location) => {
    const mirror = await httpServer(redirectTo(() => location));
    const failed = failure(await ask(transport({}, internetOnLoopback()), mirror.url));
    expect(failed).toMatchObject({ code: 'protocol-error', refusedUrl: 'unparsable' });
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

describe('a mirror in the LAN', () => {
  /** Of a mirror that was reached at this address. */
  const at = (ip: string): AddressGuard => {
    const guard = new AddressGuard(classifyAddress);
    guard.mirrorReached('http://mirror.test', guard.classify(ip));
    return guard;
  };

  it.each<[string, string, boolean]>([
    ['10.0.0.5', '10.9.9.9', false],
    ['10.0.0.5', '192.168.1.1', false],
    ['10.0.0.5', 'fd00::1', false],
    ['10.0.0.5', '8.8.8.8', false],
    ['10.0.0.5', '127.0.0.1', true],
    ['10.0.0.5', '127.8.9.1', true],
    ['10.0.0.5', '0.0.0.0', true],
    ['10.0.0.5', '::1', true],
    ['10.0.0.5', '::', true],
    ['10.0.0.5', '::ffff:127.0.0.1', true],
    ['10.0.0.5', '64:ff9b::7f00:1', true],
    ['10.0.0.5', '169.254.169.254', true],
    ['10.0.0.5', '::ffff:a9fe:a9fe', true],
    ['10.0.0.5', 'fe80::1', true],
    ['10.0.0.5', 'fe80::1%eth0', true],
    ['10.0.0.5', '100.100.100.200', true],
    ['10.0.0.5', '192.0.0.192', true],
    ['10.0.0.5', 'fd00:ec2::254', true],
    ['fd00::5', '::1', true],
    ['127.0.0.1', '127.0.0.2', false],
    ['127.0.0.1', '::1', false],
    ['127.0.0.1', '10.9.9.9', false],
    ['127.0.0.1', '169.254.169.254', true],
    ['169.254.7.7', 'fe80::1', false],
    ['169.254.7.7', '127.0.0.1', true],
    ['8.8.8.8', '10.0.0.1', true],
    ['8.8.8.8', '127.0.0.1', true],
    ['8.8.8.8', '169.254.169.254', true],
  ])('or elsewhere, at %s, may not send us to %s: %s', (mirror, target, refused) => {
    const guard = at(mirror);
    expect(guard.refuses(guard.classify(target))).toBe(refused);
    expect(
      guard.refusesBehindProxy([
        { ip: '8.8.8.8', family: 4 },
        { ip: target, family: 6 },
      ]),
    ).toBe(refused);
    const host = target.includes(':') ? `[${target}]` : target;
    if (!target.includes('%')) expect(guard.refuses(guard.reachOfHost(host))).toBe(refused);
  });

  it('may not send us to this machine by a name of it either', () => {
    for (const name of ['localhost', 'a.localhost.'])
      expect(at('10.0.0.5').refuses(at('10.0.0.5').reachOfHost(name))).toBe(true);
  });

  it.skipIf(LAN_ADDRESS === null).each(['127.0.0.1', 'localhost', '127.0.0.1.nip.test'])(
    'asks us to go on at %s: nothing is sent to this machine',
    async (host) => {
      const inner = await httpServer((_, answer) => answer.end('secret'));
      const server = createServer(redirectTo(() => `http://${host}:${inner.port}/`));
      const mirror = await running(server, 'http', LAN_ADDRESS ?? '');
      const network: Network = { ...internetOnLoopback(), classify: classifyAddress };
      expect(failure(await ask(transport({}, network), mirror.url))).toMatchObject(REFUSED);
      expect(inner.connections.accepted).toBe(0);
    },
  );
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
    ['[::1]', 'loopback'],
    ['localhost', 'loopback'],
    ['a.localhost', 'loopback'],
    ['169.254.169.254', 'link-local'],
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
