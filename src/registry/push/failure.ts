import { parseErrorBody } from '../errors.ts';
import type { Exchange, ResponseExchange, TransportFailureCode } from '../transport/types.ts';
import { cleanText } from '../untrusted-text.ts';

/**
 * Why a registry did not give or take what it was asked to.
 *
 * - `unreachable`: no connection, no answer, or it broke; `cause` says how. `server-error`: 5xx. `limited`: 429.
 * - `login`: 401; `denied`: 403. `not-found`: 404. `read-only`: 405. `too-large`: 413. `refused`: any other answer that is not what was asked for.
 * - `foreign-location`: an upload, or a login, was sent to another site. `downgrade`: from https to plain http.
 * - `moved`: who was asked sends everybody on to another address, which `detail` tells.
 * - `wrong-digest`: it says that what it stored has another digest. `missing-parts`: it wants what a manifest names to be there first.
 */
export interface RegistryFailure {
  readonly kind: 'failed';
  readonly code: RegistryFailureCode;
  readonly status: number | null;
  readonly cause: TransportFailureCode | null;
  /** Its own words, cleaned; null: it had none. */
  readonly detail: string | null;
  /** As its Retry-After has it. */
  readonly retryAfter: string | null;
}

export type RegistryFailureCode =
  | 'unreachable'
  | 'server-error'
  | 'limited'
  | 'login'
  | 'denied'
  | 'not-found'
  | 'read-only'
  | 'too-large'
  | 'refused'
  | 'foreign-location'
  | 'downgrade'
  | 'moved'
  | 'wrong-digest'
  | 'missing-parts';

export function registryFailure(code: RegistryFailureCode, detail: string | null = null): RegistryFailure {
  return { kind: 'failed', code, status: null, cause: null, detail, retryAfter: null };
}

/** What an exchange that is none of those that were hoped for amounts to. Pure. */
export function failureOf(exchange: Exchange): RegistryFailure {
  if (exchange.kind === 'failure') {
    const { code, detail, refusedUrl, proxy } = exchange;
    if (refusedUrl !== null) return registryFailure('foreign-location', cleanText(detail ?? refusedUrl));
    const told = proxy === null ? detail : `${proxy.proxy}: ${detail ?? proxy.did}`;
    return { ...registryFailure('unreachable', told === null ? null : cleanText(told)), cause: code };
  }
  const { status, headers } = exchange.head;
  const [first] = parseErrorBody(exchange.body, headers['content-type']?.[0] ?? null);
  const said =
    first === undefined ? null : [first.code, first.message].filter((word) => word !== '').join(': ');
  return {
    ...registryFailure(codeOf(exchange, first?.code ?? ''), said),
    status,
    retryAfter: headers['retry-after']?.[0] ?? null,
  };
}

/** Would it be another one a moment later? */
export function isPassing({ code }: RegistryFailure): boolean {
  return code === 'unreachable' || code === 'server-error' || code === 'limited';
}

function codeOf({ head }: ResponseExchange, said: string): RegistryFailureCode {
  const { status } = head;
  if (status === 400 && /^MANIFEST_(?:BLOB_UNKNOWN|UNKNOWN|UNVERIFIED)$|^BLOB_UNKNOWN$/.test(said))
    return 'missing-parts';
  if (status === 404 && /^MANIFEST_BLOB_UNKNOWN$/.test(said)) return 'missing-parts';
  if (status >= 500) return 'server-error';
  return CODES[status] ?? 'refused';
}

const CODES: Readonly<Record<number, RegistryFailureCode>> = {
  401: 'login',
  403: 'denied',
  404: 'not-found',
  405: 'read-only',
  413: 'too-large',
  429: 'limited',
};
