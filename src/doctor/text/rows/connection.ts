import { cleanHost, cleanText } from '../../../registry/untrusted-text.ts';
import type { Symptom } from '../../../words/doctor/symptom.ts';
import { bare, firstWord, type PhraseRow, plain, startsWithAny } from './row.ts';

/** Nobody answered, or who did hung up. Last, since everything else may end so too. */
export const CONNECTION_ROWS: readonly PhraseRow[] = [
  plain(
    { kind: 'connect-timeout', address: null },
    'request canceled while waiting for connection',
    'Network timed out while trying to connect to ',
  ),
  plain(
    { kind: 'headers-timeout' },
    'Client.Timeout',
    'timeout awaiting response headers',
    'read: operation timed out',
    'read: connection timed out',
  ),
  plain({ kind: 'tls-timeout' }, 'TLS handshake timeout'),
  {
    // Podman gives a name without a registry this one, as what was built here has it: no registry is meant.
    phrases: ['initializing source docker://localhost/'],
    read: (_, after) => ({ kind: 'image-not-here', image: cleanText(`localhost/${bare(firstWord(after))}`) }),
  },
  { phrases: ['dial tcp '], read: (_, after) => dialed(after) },
  // The classic store, Go's net/http and textproto, BuildKit's fetching of tokens.
  plain(
    { kind: 'odd-answer' },
    'missing or empty Content-Type header',
    'missing or empty Content-Length header',
    'malformed MIME header',
    'malformed HTTP',
    'server response headers exceeded',
    'invalid header field',
    'did not include a token in the response',
    'unable to decode token response',
    'gzip: invalid header',
    'looking for beginning of value',
    "can't talk to a V1 container registry",
  ),
  plain(
    { kind: 'reset' },
    'connection reset by peer',
    'forcibly closed by the remote host',
    'write: broken pipe',
    'INTERNAL_ERROR; received from peer',
    'http2: server sent GOAWAY',
    'http2: client connection lost',
    'use of closed network connection',
    'transport connection broken',
    'wsarecv: ',
    'stream error: stream ID ',
    'bad record MAC',
    'server closed idle connection',
    'onnection was aborted',
    'onnection aborted',
  ),
  plain({ kind: 'closed' }, '": EOF', 'http2: response body closed'),
  // Go before 1.14 had no quotes, and what passes it on has words behind it.
  {
    phrases: [': EOF'],
    read: (_, after) => (/^["'`.,)\]}]*(?: |$)/.test(after) ? { kind: 'closed' } : null),
  },
  { phrases: ['EOF'], read: (before, after) => (before + after === '' ? { kind: 'closed' } : null) },
  plain({ kind: 'deadline' }, 'context deadline exceeded', 'DeadlineExceeded'),
  plain({ kind: 'cut-body' }, 'unexpected EOF'),
  {
    phrases: ['i/o timeout'],
    read: (before) => (before.includes('read tcp ') ? { kind: 'headers-timeout' } : null),
  },
  {
    phrases: ['o such image: '],
    read: (_, after) => ({ kind: 'image-not-here', image: cleanText(firstWord(after)) || null }),
  },
  {
    // Clients that leave the name out end with it.
    phrases: ['o such image'],
    read: (_, after) => (/^[\s."')]*(?:$|\s)/.test(after) ? { kind: 'image-not-here', image: null } : null),
  },
  plain(
    { kind: 'image-not-here', image: null },
    'is not present with pull policy of Never',
    'ErrImageNeverPull',
    'image not known',
  ),
  {
    phrases: [' does not exist'],
    read: (before) => {
      const image = /[Ii]mage (\S+[/:]\S+)$/.exec(before.slice(-500))?.[1];
      return image === undefined ? null : { kind: 'image-not-here', image: cleanText(image) };
    },
  },
  plain({ kind: 'pull-canceled' }, 'context canceled', 'code = Canceled'),
  // The other words of Go's crypto/tls, and OpenSSL's for an alert.
  plain({ kind: 'tls-refused' }, ': tls: ', 'sslv3 alert', 'tlsv1 alert'),
  plain({ kind: 'closed' }, 'socket hang up', 'unexpected eof while reading'),
  plain({ kind: 'reset' }, 'SSL_ERROR_SYSCALL', 'emote host terminated the handshake'),
  // The system's words, in whatever language the program was written.
  plain(
    { kind: 'connect-timeout', address: null },
    'onnection timed out',
    'onnect timed out',
    'ETIMEDOUT',
    'ConnectTimeoutError',
  ),
  plain({ kind: 'headers-timeout' }, 'ead timed out'),
  plain({ kind: 'refused', address: null }, 'onnection refused', 'ECONNREFUSED'),
  plain(
    { kind: 'no-route', address: null },
    'o route to host',
    'etwork is unreachable',
    'etwork unreachable',
    'ost is unreachable',
    'ost unreachable',
    'EHOSTUNREACH',
    'ENETUNREACH',
  ),
  plain({ kind: 'reset' }, 'onnection reset', 'ECONNRESET'),
  { phrases: ['Retrying in '], read: (_, after) => (after.includes(' second') ? { kind: 'stalls' } : null) },
];

/** `192.0.2.1:443: connect: connection refused`; Go before 1.10 names another call, or none. */
function dialed(after: string): Symptom | null {
  const [, found, end] = /^([\w.:[\]%-]+): (?:(?:connect|getsockopt|connectex): )?(.*)$/s.exec(after) ?? [];
  if (found === undefined || end === undefined) return null;
  const address = cleanHost(found);
  if (startsWithAny(end, TIMED_OUT)) return { kind: 'connect-timeout', address };
  if (startsWithAny(end, PORTS)) return { kind: 'no-ports' };
  if (startsWithAny(end, REFUSED)) return { kind: 'refused', address };
  return startsWithAny(end, NO_ROUTE) ? { kind: 'no-route', address } : null;
}

/** With Windows' words for each. */
const TIMED_OUT: readonly string[] = [
  'i/o timeout',
  'connection timed out',
  'operation timed out',
  'A connection attempt failed because the connected party did not',
];

/** Windows' two words, and everybody's for an address of one's own that is taken already. */
const PORTS: readonly string[] = [
  'Only one usage of each socket address',
  'An operation on a socket could not be performed',
  'bind: An operation on a socket could not be performed',
];

const REFUSED: readonly string[] = ['connection refused', 'No connection could be made'];

const NO_ROUTE: readonly string[] = [
  'network is unreachable',
  'cannot assign',
  'no route to host',
  'A socket operation was attempted to an unreachable',
  'permission denied',
  'operation not permitted',
  'host is down',
  'invalid argument',
  'An attempt was made to access a socket',
  'socket: ',
  'address family not supported',
];
