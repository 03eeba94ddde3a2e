import { type Fault, fault } from './fault.ts';
import type { TransportFailureCode } from './types.ts';

/** A name that did not resolve. getaddrinfo has no more to say than its code. */
export function dnsFault(error: unknown): Fault {
  return fault('dns-failure', codeOf(error));
}

/**
 * TCP was not established. EHOSTUNREACH, ENETUNREACH and a local firewall's EPERM count as refused: somebody on the way
 * said no at once, which is what tells a refusal from a time-out; the detail keeps the difference.
 */
export function connectFault(error: unknown): Fault {
  const code = codeOf(error);
  return fault(CONNECT_CODES.get(code) ?? 'connection-refused', withAddress(error, code));
}

/** The handshake failed. Whatever is not about the certificate and not a TCP reset is `tls-failure`. */
export function tlsFault(error: unknown): Fault {
  const code = codeOf(error);
  // Node says ECONNRESET for an orderly close too; only a real RST names the system call.
  if (RESET.has(code) && stringOf(error, 'syscall') !== '') return fault('connection-reset', code);
  if (RESET.has(code)) return fault('tls-failure', 'the connection was closed during the TLS handshake');
  const kind = CERTIFICATE_CODES.get(code);
  if (kind === 'tls-name-mismatch') return fault(kind, namesInCertificate(error));
  if (kind !== undefined) return fault(kind, code);
  return fault('tls-failure', `${code} ${stringOf(error, 'reason')}`.trim());
}

/** What was known of the answer when the connection failed. */
export interface AnswerState {
  readonly headCame: boolean;
  readonly anyByteCame: boolean;
  /** So many bytes of headers are read. */
  readonly headerBytes: number;
}

/** The connection was up and the request written, then something went wrong. */
export function httpFault(error: unknown, state: AnswerState): Fault {
  const code = codeOf(error);
  const message = stringOf(error, 'message');
  if (RESET.has(code)) return fault('connection-reset', code);
  if (code === 'ETIMEDOUT') return fault(state.headCame ? 'stalled' : 'response-timeout', code);
  if (code.startsWith('ERR_SSL_')) return fault('tls-failure', `${code} ${stringOf(error, 'reason')}`.trim());
  switch (code) {
    case 'UND_ERR_HEADERS_OVERFLOW':
      return fault('oversized', `more than ${state.headerBytes} bytes of headers, which is our own bound`);
    case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
    case 'HPE_INVALID_EOF_STATE':
      // undici calls any parse error so once a length was read, also one inside the headers.
      return state.headCame
        ? fault('truncated', 'the body ended early')
        : fault('protocol-error', 'malformed headers');
    case 'UND_ERR_DESTROYED':
    case 'UND_ERR_ABORTED':
      return fault('aborted');
    case 'UND_ERR_SOCKET':
      return closedFault(message, state);
    default:
      return fault('protocol-error', message === '' ? code : message);
  }
}

/** undici's one error for a close in mid-exchange, and for an answer that no request asked for. */
function closedFault(message: string, { headCame, anyByteCame }: AnswerState): Fault {
  if (message.startsWith('bad ')) return fault('protocol-error', message);
  if (headCame) return fault('truncated', 'the connection was closed before the body ended');
  if (anyByteCame) return fault('protocol-error', 'the connection was closed inside the headers');
  return fault('connection-reset', 'the connection was closed without an answer');
}

const RESET: ReadonlySet<string> = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ENOTCONN']);

const CONNECT_CODES: ReadonlyMap<string, TransportFailureCode> = new Map([
  ['ETIMEDOUT', 'connection-timeout'],
  ['ECONNRESET', 'connection-reset'],
  ['ECONNABORTED', 'connection-reset'],
]);

/** OpenSSL's X509_V_ERR_* as Node names them: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const CERTIFICATE_CODES: ReadonlyMap<string, TransportFailureCode> = new Map([
  ['CERT_HAS_EXPIRED', 'tls-expired'],
  ['CERT_NOT_YET_VALID', 'tls-expired'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls-name-mismatch'],
  ['HOSTNAME_MISMATCH', 'tls-name-mismatch'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls-untrusted'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'tls-untrusted'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'tls-untrusted'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls-untrusted'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls-untrusted'],
  ['UNABLE_TO_DECRYPT_CERT_SIGNATURE', 'tls-untrusted'],
  ['UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY', 'tls-untrusted'],
  ['CERT_SIGNATURE_FAILURE', 'tls-untrusted'],
  ['CERT_CHAIN_TOO_LONG', 'tls-untrusted'],
  ['CERT_REVOKED', 'tls-untrusted'],
  ['CERT_UNTRUSTED', 'tls-untrusted'],
  ['CERT_REJECTED', 'tls-untrusted'],
  ['INVALID_CA', 'tls-untrusted'],
  ['INVALID_PURPOSE', 'tls-untrusted'],
  ['PATH_LENGTH_EXCEEDED', 'tls-untrusted'],
]);

/** "DNS:a.example, DNS:b.example", as the peer wrote it. */
function namesInCertificate(error: unknown): string | null {
  if (!(error instanceof Error) || !('cert' in error)) return null;
  const names = stringOf(error.cert, 'subjectaltname');
  return names === '' ? 'the certificate has no names' : `the certificate is for ${names}`;
}

function withAddress(error: unknown, code: string): string {
  const address = stringOf(error, 'address');
  return address === '' ? code : `${code} ${address}`;
}

function codeOf(error: unknown): string {
  return stringOf(error, 'code') || 'unknown error';
}

function stringOf(value: unknown, key: string): string {
  if (typeof value !== 'object' || value === null) return '';
  const found: unknown = Reflect.get(value, key);
  return typeof found === 'string' ? found : '';
}
