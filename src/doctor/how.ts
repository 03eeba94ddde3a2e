import type { HostSight } from '../registry/transport/index.ts';
import type { FailedExchange } from '../registry/transport/types.ts';
import type { How } from '../words/doctor/cause.ts';

/** How a host was not reached, from what was seen on the way to it; null: it was. Pure. */
export function howOf(sight: HostSight, nameServers: readonly string[]): How | null {
  const { failure, addresses, address, issuer, otherAnswers: other } = sight;
  if (failure === null) return null;
  const first = addresses[0]?.ip ?? null;
  if (failure.at === 'names') return namesHow(failure.detail, nameServers);
  if (failure.at === 'connect') {
    if (addresses.some(({ fakeIp }) => fakeIp)) return { kind: 'fake-ip', address: first };
    if (NO_ROUTE.test(failure.detail ?? '')) {
      const families = new Set(addresses.map(({ family }) => family));
      const [family] = families;
      return { kind: 'no-route', address: first, family: families.size === 1 ? (family ?? null) : null };
    }
    return failure.code === 'connection-timeout'
      ? { kind: 'connect-timeout', address: first }
      : failure.code === 'connection-reset'
        ? { kind: 'reset', other: null }
        : { kind: 'refused', address: first };
  }
  switch (failure.code) {
    case 'connection-reset':
      return { kind: 'reset', other };
    case 'tls-name-mismatch':
      return { kind: 'wrong-certificate', address, names: namesIn(failure.detail) };
    case 'tls-untrusted':
      return { kind: 'untrusted', issuer };
    case 'tls-expired':
      return { kind: 'expired', early: isEarly(failure.detail) };
    default:
      return tlsHow(failure.detail ?? '', other);
  }
}

/** The same from an exchange: behind a proxy, and where a mirror sends us on. */
export function howOfExchange({ code, detail, fakeIp }: FailedExchange, nameServers: readonly string[]): How {
  switch (code) {
    case 'dns-failure':
      return namesHow(detail, nameServers);
    case 'connection-refused':
      return { kind: 'refused', address: null };
    case 'connection-timeout':
      return fakeIp ? { kind: 'fake-ip', address: null } : { kind: 'connect-timeout', address: null };
    case 'connection-reset':
      return { kind: 'reset', other: null };
    case 'tls-name-mismatch':
      return { kind: 'wrong-certificate', address: null, names: namesIn(detail) };
    case 'tls-untrusted':
      return { kind: 'untrusted', issuer: null };
    case 'tls-expired':
      return { kind: 'expired', early: isEarly(detail) };
    case 'tls-failure':
      return tlsHow(detail ?? '', null);
    case 'response-timeout':
    case 'stalled':
      return { kind: 'silent' };
    default:
      return { kind: 'garbled' };
  }
}

/** ENOTFOUND: the name is known to be none. EAI_AGAIN: who was asked failed, or stayed silent (RFC 2308 has no code for it). */
function namesHow(detail: string | null, servers: readonly string[]): How {
  if (/^(?:ENOTFOUND|ENODATA|EAI_NONAME)/.test(detail ?? '')) return { kind: 'name-not-found', servers };
  if (/^no answer within/.test(detail ?? '')) return { kind: 'names-silent', servers };
  return { kind: 'names-broken', servers };
}

function tlsHow(detail: string, other: boolean | null): How {
  if (/^no TLS handshake within/.test(detail)) return { kind: 'tls-silent', other };
  if (/closed during the TLS handshake/.test(detail)) return { kind: 'closed', other };
  // OpenSSL's words for an answer in plain HTTP.
  if (/HTTP_REQUEST|WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG/i.test(detail)) return { kind: 'plain-http' };
  return { kind: 'tls-failure' };
}

/** OpenSSL's words for the two ends of a certificate's time. */
function isEarly(detail: string | null): boolean | null {
  if (detail === null) return null;
  return detail.includes('CERT_NOT_YET_VALID') ? true : detail.includes('CERT_HAS_EXPIRED') ? false : null;
}

function namesIn(detail: string | null): string {
  return (detail ?? '').replace(/^the certificate is for /, '').replace(/DNS:/g, '');
}

/** EACCES and EPERM: a route or a firewall of this machine forbids it (`ip route add prohibit`), and nobody was asked. */
const NO_ROUTE = /^E(?:NETUNREACH|HOSTUNREACH|ADDRNOTAVAIL|AFNOSUPPORT|ACCES|PERM)/;
