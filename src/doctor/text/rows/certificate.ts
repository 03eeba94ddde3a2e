import { cleanHost, cleanText } from '../../../registry/untrusted-text.ts';
import type { Symptom } from '../../../words/doctor/symptom.ts';
import { firstWord, type PhraseRow, plain } from './row.ts';

/** TLS that does not come about, and what is spoken in its place. */
export const CERTIFICATE_ROWS: readonly PhraseRow[] = [
  plain({ kind: 'no-names' }, 'certificate relies on legacy Common Name field'),
  {
    phrases: ['certificate is valid for '],
    read: (_, after) => {
      const [names = '', rest = ''] = after.split(', not ', 2);
      return { kind: 'wrong-certificate', names: cleanText(names), wanted: cleanHost(firstWord(rest)) };
    },
  },
  {
    phrases: ['certificate is not valid for any names, but wanted to match '],
    read: (_, after) => ({ kind: 'wrong-certificate', names: '', wanted: cleanHost(firstWord(after)) }),
  },
  plain({ kind: 'wrong-certificate', names: '', wanted: null }, "doesn't contain any IP SANs"),
  { phrases: ['certificate has expired or is not yet valid'], read: (_, after) => dates(after) },
  plain({ kind: 'certificate-dates', now: null, limit: null, side: null }, 'certificate has expired'),
  plain(
    { kind: 'unknown-authority' },
    'certificate signed by unknown authority',
    'self-signed certificate',
    'self signed certificate',
    'certificate is not trusted',
    'failed to load system roots and no roots provided',
    'unable to get local issuer certificate',
    'unable to verify the first certificate',
    'PKIX path building failed',
  ),
  {
    // Python.
    phrases: ['CERTIFICATE_VERIFY_FAILED'],
    read: (_, after) => (/ostname mismatch|expired/.test(after) ? null : { kind: 'unknown-authority' }),
  },
  {
    // crypto/x509's other words for one that it does not accept; macOS has words of its own, without the name.
    phrases: [
      'x509: ',
      'certificate is not standards compliant',
      'tls: failed to parse certificate',
      "tls: server's certificate",
    ],
    read: (_, after, phrase) =>
      phrase !== 'x509: ' ||
      /^(?:invalid signature|cannot verify signature|certificate (?:is not|specifies)|negative serial|malformed|unhandled critical|a root or intermediate|issuer|too many|unsupported)/.test(
        after,
      )
        ? { kind: 'bad-certificate' }
        : null,
  },
  {
    // An alert, told as what came in the place of an answer in plain HTTP.
    phrases: ['malformed HTTP response "\\x15\\x03'],
    read: (before) => ({ kind: 'tls-for-http', proxy: before.includes('https://') }),
  },
  plain(
    { kind: 'tls-for-http', proxy: false },
    'Client sent an HTTP request to an HTTPS server',
    'plain HTTP request was sent to HTTPS port',
  ),
];

/** Behind the proxy's own words: they tell the same of a proxy. */
export const HANDSHAKE_ROWS: readonly PhraseRow[] = [
  plain(
    { kind: 'http-for-https' },
    'server gave HTTP response to HTTPS client',
    'first record does not look like a TLS handshake',
    'tls: oversized record received',
    'tls: received record with version',
    'wrong version number',
    'packet length too long',
  ),
  plain(
    { kind: 'tls-refused' },
    'remote error: tls: ',
    'tls: handshake failure',
    'tls: protocol version not supported',
    'tls: server selected unsupported protocol version',
  ),
];

/** `: current time 2026-01-01T00:00:00Z is after 2025-01-01T00:00:00Z` */
function dates(after: string): Symptom {
  const [, now, , side, limit] = after.replace(': current time ', '\n').split(/[\n ]/);
  const isTold = after.startsWith(': current time ') && (side === 'after' || side === 'before');
  return {
    kind: 'certificate-dates',
    now: isTold && now !== undefined ? cleanText(now) : null,
    limit: isTold && limit !== undefined ? cleanText(limit) : null,
    side: isTold ? side : null,
  };
}
