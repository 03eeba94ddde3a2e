import { connect, createServer as createNetServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { at, chain, redirects, silence } from '../../src/demo/behaviour.ts';
import { ownTokens } from '../../src/demo/token.ts';
import { httpProxy, socksProxy } from '../registry/transport/support/proxies.ts';
import { httpsServer } from '../registry/transport/support/servers.ts';
import { certificateAuthority, daysFromNow, serverCertificate } from '../support/certificates.ts';
import { checked, mirrorNamed } from '../support/check.ts';
import { runCli } from '../support/cli.ts';
import { openLab } from '../support/fake-registry.ts';
import { tlsParts } from '../support/fake-registry-tls.ts';

/** The way to a mirror: proxies, certificates, address families, and the hosts that a mirror brings in. */

const lab = openLab();
afterEach(lab.stop);
const quick = ['--reference', 'none', '--no-throughput'];

describe('a proxy for the probes', () => {
  // A simulated mirror understands requests in absolute form, so it makes a proxy that has every mirror behind it.
  const elsewhere = 'http://mirror.invalid';

  it('from --probe-proxy, with a password that nobody sees', async () => {
    const proxy = await lab.mirror();
    const url = proxy.url.replace('//', '//me:hunter2@');
    const run = await checked([elsewhere, ...quick, '--probe-proxy', url, '-v']);
    expect(run.report.vantage).toMatchObject({ proxied: true, proxyKind: 'http' });
    expect(run.report.mirrors[0]).toMatchObject({ verdict: 'usable' });
    expect(run.stdout + run.stderr).not.toContain('hunter2');
    expect(proxy.requests[0]?.headers['proxy-authorization']).toBeDefined();
  });

  it('from the environment, but for NO_PROXY and --no-env-proxy', async () => {
    const proxy = await lab.mirror();
    const env = { HTTP_PROXY: proxy.url };
    expect((await checked([elsewhere, ...quick], { env })).report.vantage.proxied).toBe(true);
    expect(
      (await checked([elsewhere, ...quick], { env: { http_proxy: proxy.url } })).report.vantage.proxied,
    ).toBe(true);
    const asked = proxy.requests.length;
    const direct = await checked([elsewhere, ...quick], { env: { ...env, NO_PROXY: '.invalid' } });
    expect(direct.report.vantage).toMatchObject({ proxied: false, proxyKind: null });
    expect(direct.report.mirrors[0]?.code).toBe('dns-failure');
    const refused = await checked([elsewhere, ...quick, '--no-env-proxy'], { env });
    expect(refused.report.vantage.proxied).toBe(false);
    expect(proxy.requests).toHaveLength(asked);
  });

  it('is not used for this machine itself', async () => {
    const mirror = await lab.mirror();
    const { report } = await checked([mirror.url, ...quick], { env: { HTTP_PROXY: await lab.closedPort() } });
    expect(report.vantage.proxied).toBe(false);
    expect(report.mirrors[0]?.verdict).toBe('usable');
  });

  it('of SOCKS 5 is named as such', async () => {
    const mirror = await lab.mirror();
    const proxy = await socksProxy();
    const url = mirror.url.replace('127.0.0.1', 'mirror.test');
    const { report } = await checked([url, ...quick, '--probe-proxy', proxy.url]);
    expect(report.vantage).toMatchObject({ proxied: true, proxyKind: 'socks5' });
    expect(report.mirrors[0]?.verdict).toBe('usable');
  });

  it('that is of no known kind in the environment is wrong usage, its password unseen', async () => {
    const run = await runCli([elsewhere, ...quick], {
      env: { HTTPS_PROXY: 'gopher://me:hunter2@p.example' },
    });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('HTTPS_PROXY');
    expect(run.stderr).not.toContain('hunter2');
  });

  it('that does not answer is named, and not the mirrors’ fault', async () => {
    const proxy = await lab.closedPort();
    const run = await runCli([elsewhere, 'http://other.invalid', '--probe-proxy', proxy, '-f', 'json']);
    const { mirrors } = JSON.parse(run.stdout);
    expect(mirrors.map(({ code }: { code: string }) => code)).toEqual(['proxy-failed', 'proxy-failed']);
    expect(mirrors[0].message).toBe(`The proxy ${proxy} cannot be reached.`);
  });
});

describe('a proxy that fails is named without its password, with what it did', () => {
  const answers = (status: string): string => `HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`;

  it.each([
    ['403 Forbidden', 'refuses to connect to the mirror (HTTP 403).'],
    ['407 Proxy Authentication Required', 'wants a login, or another one (HTTP 407).'],
    ['502 Bad Gateway', 'could not connect to the mirror (HTTP 502).'],
  ])('%s to CONNECT', async (status, words) => {
    const { url } = await httpProxy({ answer: answers(status) });
    const withLogin = url.replace('//', '//me:hunter2@');
    const { report, stdout } = await checked([
      'https://mirror.invalid',
      ...quick,
      '--probe-proxy',
      withLogin,
    ]);
    expect(report.mirrors[0]).toMatchObject({
      verdict: 'unknown',
      code: 'proxy-failed',
      httpStatus: Number(status.slice(0, 3)),
      message: `The proxy ${url} ${words}`,
    });
    expect(stdout).not.toContain('hunter2');
  });

  it.each(['http', 'https'])(
    'a SOCKS port that is taken for an HTTP proxy, for %s mirrors',
    async (scheme) => {
      const socks = await socksProxy();
      const url = socks.url.replace('socks5', 'http');
      const run = await runCli([`${scheme}://mirror.invalid`, ...quick, '--probe-proxy', url]);
      expect(run.stdout).toContain(`The proxy ${url} does not answer as such a proxy does`);
      expect(run.stdout).not.toContain('no network');
    },
  );

  it('once, where it failed for all', async () => {
    const proxy = await lab.closedPort();
    const urls = ['https://a.invalid', 'http://b.invalid', 'https://c.invalid'];
    const run = await runCli([...urls, ...quick, '--probe-proxy', proxy]);
    expect(run.stdout.match(/cannot be reached/g)).toHaveLength(1);
    expect(run.stdout).toContain('No mirror could be asked.');
    expect(run.exitCode).toBe(1);
  });
});

describe('TLS', () => {
  it('is trusted with --ca; the certificate’s days are told, and the hosts that the mirror brings in', async () => {
    const authority = await certificateAuthority('Private');
    const certificate = await serverCertificate({ hosts: ['127.0.0.1'], authority, until: daysFromNow(9.5) });
    const caFile = await lab.file('ca.pem', authority.cert);
    const tls = { ...certificate };
    const store = await lab.mirror(undefined, { tls });
    const mirror = await lab.mirror(
      chain(
        ownTokens(),
        at(
          ['config', 'layer'],
          redirects(307, ({ target }) => `${store.url}${target}`),
        ),
      ),
      { tls },
    );
    const none = ['--reference', 'none'];
    const { report } = await checked([mirror.url, ...none, '--ca', caFile]);
    const [found] = report.mirrors;
    expect(store.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true);
    expect(found?.tokenHost).toBe(new URL(mirror.url).host);
    expect(found).toMatchObject({ certificateDaysLeft: 9, blobHosts: [new URL(store.url).host] });
    expect(found?.tlsMs).toBeGreaterThan(0);
    const without = await checked([mirror.url, ...quick]);
    expect(without.report.mirrors[0]).toMatchObject({
      verdict: 'dead',
      code: 'tls-untrusted',
      certificateDaysLeft: null,
    });
  });

  it('trusts what SSL_CERT_FILE and NODE_EXTRA_CA_CERTS name', async () => {
    const { tls, caFile } = await tlsParts(lab, 'none');
    const mirror = await lab.mirror(undefined, { tls });
    for (const name of ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS']) {
      const { report } = await checked([mirror.url, ...quick], { env: { [name]: caFile } });
      expect(report.mirrors[0]?.verdict, name).toBe('usable');
    }
  });

  it('a token never goes to another origin, nor from https to http', async () => {
    const { tls, caFile } = await tlsParts(lab, 'none');
    const plain = await lab.mirror();
    const mirror = await lab.mirror(
      at(
        'layer',
        redirects(302, ({ target }) => `${plain.url}${target}`),
      ),
      { tls },
    );
    const { report } = await checked([mirror.url, '--reference', 'none', '--ca', caFile]);
    expect(report.mirrors[0]).toMatchObject({ verdict: 'broken', code: 'protocol-error', phase: 'layer' });
    expect(plain.requests).toHaveLength(0);
  });
});

describe('a certificate that is not valid at this time', () => {
  const DAY_MS = 86_400_000;

  /** A mirror whose certificate is valid from and to so many days from now, and whose clock is so many days ahead of ours. */
  async function dated(from: number, until: number, aheadDays: number): Promise<readonly string[]> {
    const authority = await certificateAuthority('Private');
    const hosts = ['127.0.0.1'];
    const dates = { from: daysFromNow(from), until: daysFromNow(until) };
    const certificate = await serverCertificate({ hosts, authority, ...dates });
    const { url } = await httpsServer(certificate, (_, answer) => {
      answer.setHeader('date', new Date(Date.now() + aheadDays * DAY_MS).toUTCString());
      answer.writeHead(401).end();
    });
    return [url, ...quick, '--ca', await lab.file('ca.pem', authority.cert)];
  }

  it.each([
    ['from next week, by a clock that is there already', 5, 30, 9, '9 days slow'],
    ['that ran out, by a clock that is not there yet', -30, -2, -12, '12 days fast'],
  ] as const)('%s, is a matter of this machine’s clock', async (_, from, until, ahead, words) => {
    const { report } = await checked(await dated(from, until, ahead));
    expect(report.mirrors[0]).toMatchObject({ verdict: 'unknown', code: 'clock-wrong' });
    expect(report.mirrors[0]?.message).toContain(words);
  });

  it.each([
    ['from next week', 5, 30],
    ['that ran out', -30, -2],
  ] as const)('%s, is the mirror’s fault where its clock is ours', async (_, from, until) => {
    const { report } = await checked(await dated(from, until, 0));
    expect(report.mirrors[0]).toMatchObject({ verdict: 'dead', code: 'tls-expired' });
  });

  it('is the mirror’s fault where others show that our clock is right, and it is not asked again', async () => {
    const [expired = '', ...args] = await dated(-30, -2, -12);
    const right = await lab.mirror();
    const { report } = await checked([right.url, expired, ...args]);
    expect(mirrorNamed(report, new URL(expired).host.replace(':', '-'))).toMatchObject({
      code: 'tls-expired',
      // Each of Docker's two clients once.
      requests: 2,
    });
  });

  it('of a name that is another’s stays what it is', async () => {
    const authority = await certificateAuthority('Private');
    const dates = { from: daysFromNow(5), until: daysFromNow(30) };
    const certificate = await serverCertificate({ hosts: ['other.test'], authority, ...dates });
    const { url } = await httpsServer(certificate, (_, answer) => {
      answer.setHeader('date', new Date(Date.now() + 9 * DAY_MS).toUTCString());
      answer.writeHead(401).end();
    });
    const { report } = await checked([url, ...quick, '--ca', await lab.file('ca.pem', authority.cert)]);
    expect(report.mirrors[0]?.code).toBe('tls-expired');
  });
});

describe('--ip', () => {
  it('6 reaches an IPv6 literal, 4 does not', async () => {
    const mirror = await lab.mirror();
    const relay = createNetServer((client) => {
      const { port } = new URL(mirror.url);
      const onward = connect(Number(port), '127.0.0.1');
      onward.on('error', () => client.destroy());
      client.on('error', () => onward.destroy());
      client.pipe(onward).pipe(client);
    });
    await new Promise<void>((resolve) => relay.listen(0, '::1', resolve));
    lab.keep({ stop: () => new Promise((resolve) => relay.close(resolve)) });
    const address = relay.address();
    const url = `http://[::1]:${typeof address === 'object' ? address?.port : 0}`;
    const six = await checked([url, ...quick, '--ip', '6']);
    expect(six.report.mirrors[0]).toMatchObject({ url, verdict: 'usable' });
    expect(six.report.parameters.ip).toBe(6);
    const four = await checked([url, ...quick, '--ip', '4']);
    expect(four.report.mirrors[0]).toMatchObject({ verdict: 'dead', code: 'dns-failure' });
    const plain = await runCli([url, ...quick, '-f', 'plain']);
    expect(plain.stdout).toContain(url);
  });
});

it('--vantage labels the report', async () => {
  const { report } = await checked([await lab.closedPort(), ...quick, '--vantage', 'cn-sha.home-1']);
  expect(report.vantage.name).toBe('cn-sha.home-1');
});

it('the limits that a mirror tells are in the report', async () => {
  const hub = await lab.hub();
  const { report } = await checked([hub.url, ...quick]);
  expect(report.mirrors[0]?.rateLimit).toEqual({ limit: 100, remaining: 99, windowSeconds: 21_600 });
  expect(report.mirrors[0]?.tokenHost).toBe(new URL(hub.url).host);
});

it('a realm that hangs is a realm that cannot be reached', async () => {
  const mirror = await lab.mirror(chain(at('token', silence), ownTokens()));
  const { report } = await checked([mirror.url, ...quick, '--timeout', '2', '--deadline', '20']);
  expect(report.mirrors[0]).toMatchObject({ verdict: 'broken', code: 'token-unreachable', phase: 'token' });
});
