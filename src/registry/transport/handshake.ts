import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { checkServerIdentity, connect, type SecureContext, type TLSSocket } from 'node:tls';
import { tlsFault } from './classify-error.ts';
import { type Fault, fault } from './fault.ts';
import { refusalByGo } from './go-tls.ts';
import { type PhaseLimits, runPhase } from './phase.ts';
import { literalAddress } from './url.ts';

export interface Secured {
  readonly kind: 'secured';
  readonly socket: TLSSocket;
  readonly tlsMs: number;
  readonly certificateDaysLeft: number | null;
}

/**
 * TLS over a connected socket, verified for `hostname` (a URL's, with or without brackets). Never resumes a session: each handshake is a whole one. No ALPN is offered, as engines offer none: a server
 * that knows h2 alone would end it. moby: registry/registry.go, `newTransport`, whose own TLSClientConfig switches HTTP/2 off.
 * `datesAside`: all but the certificate's dates.
 */
export function handshake(
  plain: Socket,
  hostname: string,
  secureContext: SecureContext,
  limits: PhaseLimits,
  datesAside = false,
): Promise<Secured | Fault> {
  const onTimeout = (): Fault => fault('tls-failure', `no TLS handshake within ${limits.ms} ms`);
  return runPhase<Secured>(limits, onTimeout, (settle) => {
    const literal = literalAddress(hostname);
    const startedAt = performance.now();
    const socket = connect({
      socket: plain,
      host: literal?.ip ?? hostname,
      // RFC 6066 section 3: an address is not a server name.
      servername: literal === null ? hostname : '',
      secureContext,
      rejectUnauthorized: !datesAside,
    });
    const release = (): void => {
      socket.destroy();
      plain.destroy();
    };
    socket.once('secureConnect', () => {
      const tlsMs = performance.now() - startedAt;
      const trouble = datesAside ? troubleBeside(socket, literal?.ip ?? hostname) : null;
      if (trouble !== null) {
        settle(tlsFault(trouble));
        release();
        return;
      }
      const chain = chainOf(socket);
      const refusal = refusalByGo(chain);
      if (refusal !== null) {
        settle(fault(refusal.code, refusal.detail));
        release();
        return;
      }
      settle({ kind: 'secured', socket, tlsMs, certificateDaysLeft: daysLeft(chain, Date.now()) });
    });
    // Stays for the socket's life, see dial.ts.
    socket.on('error', (error) => {
      settle(tlsFault(error));
      release();
    });
    return release;
  });
}

/** What is wrong with the peer's certificate, its dates apart. OpenSSL tells the first thing only, and Node looks at the name when there is none. */
function troubleBeside(socket: TLSSocket, host: string): unknown {
  if (socket.authorized) return null;
  const code: unknown = socket.authorizationError;
  if (code !== 'CERT_HAS_EXPIRED' && code !== 'CERT_NOT_YET_VALID') return { code };
  return checkServerIdentity(host, socket.getPeerCertificate()) ?? null;
}

/**
 * Whole days until the first certificate of the presented chain expires: an intermediate that runs out breaks every pull
 * as surely as the leaf does. A self-signed root that is sent along is not asked: the local copy counts.
 */
function daysLeft(chain: readonly X509Certificate[], nowMs: number): number | null {
  const ends = chain
    .filter(({ issuer, subject }, at) => at === 0 || issuer !== subject)
    .map(({ validTo }) => Date.parse(validTo));
  const first = Math.min(...ends);
  return Number.isFinite(first) ? Math.floor((first - nowMs) / MS_PER_DAY) : null;
}

/** The leaf first. */
function chainOf(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  let certificate: X509Certificate | undefined = socket.getPeerX509Certificate();
  while (certificate !== undefined && !chain.includes(certificate)) {
    chain.push(certificate);
    certificate = certificate.issuerCertificate;
  }
  return chain;
}

const MS_PER_DAY = 86_400_000;
