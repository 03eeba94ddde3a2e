import { X509Certificate } from 'node:crypto';
import { createServer as createPlain } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import { refusalByGo } from '../../../src/registry/transport/go-tls.ts';
import type { Network } from '../../../src/registry/transport/index.ts';
import {
  type Certificate,
  certificateAuthority,
  daysFromNow,
  serverCertificate,
} from '../../support/certificates.ts';
import { intermediateAuthority } from './support/certificates.ts';
import { ask, failure, response, transport } from './support/client.ts';
import { httpServer, httpsServer, type Running, rawServer, running, until } from './support/servers.ts';

let authority: Certificate;
let good: Certificate;

beforeAll(async () => {
  authority = await certificateAuthority('Trusted here');
  good = await serverCertificate({ hosts: ['127.0.0.1', 'mirror.test'], authority });
});

const here: Network = {
  lookup: async () => [{ ip: '127.0.0.1', family: 4 }],
  classify: () => 'special',
};

function serving(certificate: Certificate): Promise<Running> {
  return httpsServer(certificate, (_, answer) => answer.end('{}'));
}

describe('a TLS connection', () => {
  it('is timed apart, and trusts what it is told to beside the roots', async () => {
    const server = await serving(good);
    const exchange = response(await ask(transport({ ca: [authority.cert] }), server.url));
    const { connectMs, tlsMs, headersMs, totalMs } = exchange.timing;
    expect(tlsMs).toBeGreaterThan(0);
    expect((connectMs ?? 0) + (tlsMs ?? 0) + (headersMs ?? 0)).toBeLessThanOrEqual(totalMs);
  });

  it('is kept, and a cold one is a whole handshake again', async () => {
    const server = await serving(good);
    const client = transport({ ca: [authority.cert] });
    await ask(client, server.url);
    expect(response(await ask(client, server.url)).timing.tlsMs).toBeNull();
    expect(response(await ask(client, server.url, { cold: true })).timing.tlsMs).toBeGreaterThan(0);
    expect(server.connections.accepted).toBe(2);
  });

  it('names the server by SNI, but not an address', async () => {
    const names: (string | false | null)[] = [];
    const server = await serving(good);
    server.server.on('secureConnection', (socket) => names.push(socket.servername));
    const client = transport({ ca: [authority.cert] }, here);
    response(await ask(client, `https://mirror.test:${server.port}/`));
    response(await ask(client, server.url));
    expect(names).toEqual(['mirror.test', false]);
  });

  it("takes a host's own CA for that host and port only", async () => {
    const server = await serving(good);
    const asked: string[] = [];
    const client = transport(
      {
        caFor: (host) => {
          asked.push(host);
          return host === `mirror.test:${server.port}` ? authority.cert : null;
        },
      },
      here,
    );
    response(await ask(client, `https://mirror.test:${server.port}/`));
    expect(client.needsOwnCa(`mirror.test:${server.port}`)).toBe(true);
    expect(failure(await ask(client, server.url)).code).toBe('tls-untrusted');
    expect(client.needsOwnCa(`127.0.0.1:${server.port}`)).toBe(false);
    expect(asked).toEqual([`mirror.test:${server.port}`, `127.0.0.1:${server.port}`]);
  });

  it('says that it needs no own CA where all are trusted by another', async () => {
    const server = await serving(good);
    const client = transport({ ca: [authority.cert], caFor: () => authority.cert });
    response(await ask(client, server.url));
    expect(client.needsOwnCa(`127.0.0.1:${server.port}`)).toBe(false);
  });

  it('is not spoiled by a damaged certificate in the bundle before the right one', async () => {
    const server = await serving(good);
    const damaged = authority.cert.replace(/\n[^-]{20}/, '\nAAAA');
    const client = transport({ ca: [damaged + authority.cert] });
    expect(response(await ask(client, server.url)).head.status).toBe(200);
  });
});

describe('a certificate', () => {
  it.each([
    ['tls-expired', 'expired', { from: daysFromNow(-30), until: daysFromNow(-2) }],
    ['tls-expired', 'not yet valid', { from: daysFromNow(2), until: daysFromNow(30) }],
    ['tls-name-mismatch', 'for other names', { hosts: ['other.test', 'another.test'] }],
  ])('gives %s when it is %s', async (code, _, wish) => {
    const server = await serving(await serverCertificate({ hosts: ['127.0.0.1'], authority, ...wish }));
    expect(failure(await ask(transport({ ca: [authority.cert] }), server.url)).code).toBe(code);
  });

  it('for other names says for which, and not what was asked', async () => {
    const other = await serverCertificate({ hosts: ['other.test'], authority });
    const server = await serving(other);
    const url = `https://personal-id.test:${server.port}/`;
    const failed = failure(await ask(transport({ ca: [authority.cert] }, here), url));
    expect(failed.detail).toContain('other.test');
    expect(failed.detail).not.toContain('personal-id');
  });

  it('gives tls-untrusted when it signs itself or nobody knows its signer', async () => {
    const stranger = await certificateAuthority('Unknown here');
    const hosts = ['127.0.0.1'];
    const client = transport({ ca: [authority.cert] });
    for (const signer of [null, stranger]) {
      const server = await serving(await serverCertificate({ hosts, authority: signer }));
      expect(failure(await ask(client, server.url)).code).toBe('tls-untrusted');
    }
  });

  it('gives tls-untrusted when the intermediate is missing, as many mirrors forget it', async () => {
    const middle = await intermediateAuthority('Middle', authority, 30);
    const server = await serving(await serverCertificate({ hosts: ['127.0.0.1'], authority: middle }));
    expect(failure(await ask(transport({ ca: [authority.cert] }), server.url)).code).toBe('tls-untrusted');
  });
});

describe('the days left', () => {
  it('are whole days of the first certificate of the chain to expire, floored', async () => {
    const middle = await intermediateAuthority('Middle', authority, 10.5);
    const leaf = await serverCertificate({
      hosts: ['127.0.0.1'],
      authority: middle,
      until: daysFromNow(20.5),
    });
    const client = transport({ ca: [authority.cert] });
    const chain = await serving({ key: leaf.key, cert: `${leaf.cert}\n${middle.cert}` });
    expect(response(await ask(client, chain.url)).certificateDaysLeft).toBe(10);
    // Also on a connection that is kept.
    expect(response(await ask(client, chain.url)).certificateDaysLeft).toBe(10);

    const alone = await serverCertificate({ hosts: ['127.0.0.1'], authority, until: daysFromNow(20.5) });
    const server = await serving(alone);
    expect(response(await ask(client, server.url)).certificateDaysLeft).toBe(20);
  });

  it("are the mirror's own, also where it redirects", async () => {
    const far = await serverCertificate({ hosts: ['127.0.0.1'], authority, until: daysFromNow(5.5) });
    const storage = await serving(far);
    const mirror = await httpsServer(good, (_, answer) =>
      answer.writeHead(307, { location: storage.url }).end(),
    );
    const exchange = response(await ask(transport({ ca: [authority.cert] }), mirror.url));
    expect(exchange.certificateDaysLeft).toBe(29);
  });
});

describe('a handshake', () => {
  it('with a server that speaks plain HTTP, or something else, is tls-failure', async () => {
    const plain = await httpServer((_, answer) => answer.end());
    const other = await running(
      createPlain((socket) => socket.write('220 mail.example ESMTP\r\n')),
      'https',
    );
    for (const { port } of [plain, other]) {
      expect(failure(await ask(transport(), `https://127.0.0.1:${port}/`)).code).toBe('tls-failure');
    }
  });

  it('with a protocol that is too old is tls-failure', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const server = await httpsServer({ ...good, ...old }, (_, answer) => answer.end());
    expect(failure(await ask(transport({ ca: [authority.cert] }), server.url)).code).toBe('tls-failure');
  });

  it('that the server hangs up on is tls-failure, and is not tried again', async () => {
    const server = await running(
      createPlain((socket) => socket.once('data', () => socket.end())),
      'https',
    );
    expect(failure(await ask(transport(), server.url)).code).toBe('tls-failure');
    expect(server.connections.accepted).toBe(1);
  });

  it('that is reset is connection-reset, and tried once more', async () => {
    const server = await running(
      createPlain((socket) => socket.once('data', () => socket.resetAndDestroy())),
      'https',
    );
    expect(failure(await ask(transport(), server.url)).code).toBe('connection-reset');
    expect(server.connections.accepted).toBe(2);
  });

  it('that is cut off as soon as the connection stands is connection-reset', async () => {
    const server = await running(
      createPlain((socket) => socket.resetAndDestroy()),
      'https',
    );
    expect(failure(await ask(transport(), server.url)).code).toBe('connection-reset');
  });

  it('that is never answered is tls-failure, and its socket is let go of', async () => {
    const server = await running(
      createPlain((socket) => socket.resume()),
      'https',
    );
    const failed = failure(await ask(transport(), server.url, { timeouts: { tlsMs: 40 } }));
    expect(failed).toMatchObject({ code: 'tls-failure', timing: { tlsMs: null } });
    expect(failed.timing.connectMs).toBeGreaterThan(0);
    await until(() => server.connections.open.size === 0);
  });

  it('with a server that wants a certificate of ours is tls-failure', async () => {
    const options = { ...good, requestCert: true, rejectUnauthorized: true, ca: authority.cert };
    const server = await running(
      createTls(options, (socket) => socket.on('error', () => {})),
      'https',
    );
    server.server.on('tlsClientError', () => {});
    expect(failure(await ask(transport({ ca: [authority.cert] }), server.url)).code).toBe('tls-failure');
  });

  it('over which garbage comes is protocol-error', async () => {
    const server = await running(
      createTls(good, (socket) => socket.on('error', () => {}).end('garbage\r\n\r\n')),
      'https',
    );
    expect(failure(await ask(transport({ ca: [authority.cert] }), server.url)).code).toBe('protocol-error');
  });
});

describe('https', () => {
  it('is never left for http', async () => {
    const plain = await rawServer((socket) => socket.end());
    const mirror = await httpsServer(good, (_, answer) =>
      answer.writeHead(302, { location: plain.url }).end(),
    );
    const failed = failure(await ask(transport({ ca: [authority.cert] }), mirror.url));
    expect(failed).toMatchObject({
      code: 'protocol-error',
      refusedUrl: 'downgrade',
      failedHost: `127.0.0.1:${plain.port}`,
    });
    expect(plain.connections.accepted).toBe(0);
  });

  it('may be come to from http', async () => {
    const secure = await serving(good);
    const plain = await httpServer((_, answer) => answer.writeHead(302, { location: secure.url }).end());
    const exchange = response(await ask(transport({ ca: [authority.cert] }), plain.url));
    expect([exchange.head.status, exchange.certificateDaysLeft]).toEqual([200, null]);
  });
});

describe('the offer of a handshake', () => {
  it.each([
    ['ECDHE-RSA-AES128-GCM-SHA256', 'everybody'],
    ['ECDHE-RSA-CHACHA20-POLY1305', 'containerd alone'],
    ['ECDHE-RSA-AES128-SHA', 'containerd alone'],
    ['ECDHE-RSA-AES256-SHA384', 'nobody'],
    ['AES128-GCM-SHA256', 'nobody'],
  ])('has %s for %s', async (ciphers, whom) => {
    const rsa = await serverCertificate({ hosts: ['127.0.0.1'], authority: null, keyType: 'rsa' });
    const server = await httpsServer({ ...rsa, ciphers, maxVersion: 'TLSv1.2' }, (_, answer) =>
      answer.end('{}'),
    );
    const exchange = await ask(transport({ ca: [rsa.cert] }), server.url);
    const found = exchange.kind === 'failure' ? exchange.code : exchange.isGoTlsOnly;
    expect(found).toBe({ everybody: false, 'containerd alone': true }[whom] ?? 'tls-failure');
  });

  it.each(['X448', 'brainpoolP256r1'])('has no curve %s', async (ecdhCurve) => {
    const server = await httpsServer({ ...good, ecdhCurve }, (_, answer) => answer.end('{}'));
    expect(failure(await ask(transport({ ca: [authority.cert] }), server.url)).code).toBe('tls-failure');
  });

  it('has no ALPN, which a server of h2 alone would refuse', async () => {
    const server = await httpsServer({ ...good, ALPNProtocols: ['h2'] }, (_, answer) => answer.end('{}'));
    expect(response(await ask(transport({ ca: [authority.cert] }), server.url)).head.status).toBe(200);
  });

  it('takes no name that Go cannot read', async () => {
    const odd = await serverCertificate({ hosts: ['127.0.0.1', 'bad name'], authority });
    const server = await serving(odd);
    const refused = failure(await ask(transport({ ca: [authority.cert] }), server.url));
    expect([refused.code, refused.detail]).toEqual([
      'tls-failure',
      'the certificate has a name that Go cannot read: bad name',
    ]);
  });
});

it("is no Go engine's where a certificate is signed by a method that Go does not know", () => {
  expect(refusalByGo([new X509Certificate(good.cert)])).toBeNull();
  expect(refusalByGo([new X509Certificate(SIGNED_BY_SHA224)])?.code).toBe('tls-untrusted');
});

/** Of openssl, for `leaf` by `ca`; its dates are not looked at. */
const SIGNED_BY_SHA224 = [
  '-----BEGIN CERTIFICATE-----',
  'MIIBFTCBvQIUUzKovBVahZljl/DGMe6hDobGfoYwCgYIKoZIzj0EAwEwDTELMAkG',
  'A1UEAwwCY2EwHhcNMjYxMTMwMjEwMDE5WhcNMjYxMjMwMjEwMDE5WjAPMQ0wCwYD',
  'VQQDDARsZWFmMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEMbEkDoZDHNWdbBoK',
  'VnfurkLrIMkU+VrDYiPKFLyokyaYe3k4cIEzMU+bMMdtYhTTfk1KJtMUxNf7NXdX',
  'F/ZXUTAKBggqhkjOPQQDAQNHADBEAiBKv6qEMlEVziXW2WZPagMY3PL4KgtQ1Ptx',
  'j8SW4SZGoAIgWYFnT+/bW/TY/C9aphPdLcDkn/i4GczOLWQw5xIhvko=',
  '-----END CERTIFICATE-----',
].join('\n');
