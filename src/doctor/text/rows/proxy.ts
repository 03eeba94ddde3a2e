import { cleanHost } from '../../../registry/untrusted-text.ts';
import type { Symptom } from '../../../words/doctor/symptom.ts';
import { HANDSHAKE_ROWS } from './certificate.ts';
import { bare, firstWord, type PhraseRow, plain, wordBefore } from './row.ts';

const REASONS: readonly (readonly [reason: string, status: number])[] = [
  ['Proxy Authentication Required', 407],
  ['Proxy Authorization Required', 407],
  ['Forbidden', 403],
  ['Tunnel or SSL Forbidden', 403],
  ['Access Denied', 403],
  ['Bad Gateway', 502],
  ['Service Unavailable', 503],
  ['Gateway Time', 504],
  ['Method Not Allowed', 405],
  ['Bad Request', 400],
  ['Internal Server Error', 500],
  ['Not Implemented', 501],
  ['Too Many Requests', 429],
  ['Not Found', 404],
];

/** A proxy, which the engine was given or the docker command found in its shell. */
export const PROXY_ROWS: readonly PhraseRow[] = [
  plain(
    { kind: 'bad-address' },
    'first path segment in URL cannot contain colon',
    'proxy: unknown scheme: ',
    'unsupported protocol scheme "',
    'invalid proxy address ',
    'invalid proxy URL port',
    'proxyconnect tcp: dial tcp: lookup http on ',
    'proxyconnect tcp: dial tcp: lookup http: ',
    'proxyconnect tcp: dial tcp: missing address',
    'missing port in address',
    'lookup : no such host',
  ),
  {
    phrases: [': invalid port'],
    read: (before) =>
      before.includes('parse ') || wordBefore(before) === 'address' ? { kind: 'bad-address' } : null,
  },
  {
    phrases: ['proxyconnect tcp: '],
    read: (_, after) => {
      if (after.startsWith('tls: first record does not look like a TLS handshake'))
        return { kind: 'proxy-plain' };
      const name = /^dial tcp: lookup ([\w.-]+)/.exec(after)?.[1];
      const address = after.startsWith('dial tcp ') ? bare(firstWord(after.slice('dial tcp '.length))) : '';
      const shown = name ?? address;
      return { kind: 'proxy-unreachable', address: shown === '' ? null : cleanHost(shown) };
    },
  },
  ...HANDSHAKE_ROWS,
  {
    phrases: ['socks connect tcp '],
    // What stands behind the colon is the proxy's own answer, or that there is none.
    read: (_, after) =>
      /: (?:unknown error|general SOCKS)/.test(after)
        ? { kind: 'proxy-status', status: null }
        : { kind: 'proxy-unreachable', address: cleanHost(after.split('->', 1)[0] ?? '') },
  },
  ...answers(),
  {
    // curl's and git's words, and those of Node's clients.
    phrases: [
      'Tunnel connection failed: ',
      'from proxy after CONNECT',
      'tunneling socket could not be established',
    ],
    read: (before, after) => {
      const status =
        /^(\d{3}) /.exec(after)?.[1] ??
        /HTTP code (\d{3}) $/.exec(before)?.[1] ??
        /^, statusCode=(\d{3})/.exec(after)?.[1];
      return { kind: 'proxy-status', status: status === undefined ? null : Number(status) };
    },
  },
  { phrases: ['https://'], read: (_, after) => ownWord(after) },
  plain({ kind: 'proxy-socks' }, 'malformed HTTP response "\\x05'),
];

/** Go gives the reason alone of what a proxy answered to CONNECT: net/http/transport.go, `dialConn`. A registry's own status never looks so. */
function answers(): readonly PhraseRow[] {
  return REASONS.map(([reason, status]) => ({
    phrases: [`: ${reason}`],
    read: (before) => (/https:\/\/\S+$/.test(before.slice(-500)) ? { kind: 'proxy-status', status } : null),
  }));
}

/** Many have a reason of their own, `AuthorizedOnly`, which ends the text; a registry's words have small letters. */
function ownWord(after: string): Symptom | null {
  const word = /^\S+: ([A-Z][A-Za-z]+)[.\s]*$/.exec(after)?.[1];
  return word === undefined || word === 'EOF' ? null : { kind: 'proxy-status', status: null };
}
