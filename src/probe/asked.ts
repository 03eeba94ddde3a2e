import { type Answer, type ClientRequest, headerOf, type Response } from '../clients/index.ts';
import type { Exchange, FailedExchange } from '../registry/transport/types.ts';

/** A wish together with what came of it. */
export interface Asked {
  readonly wish: ClientRequest;
  readonly answer: Answer;
  readonly exchange: Exchange;
}

/** Exactly this request. */
export function isSame(one: ClientRequest, other: ClientRequest): boolean {
  return (
    one.method === other.method &&
    one.ns === other.ns &&
    one.authorization === other.authorization &&
    isSameThing(one, other)
  );
}

function isSameThing({ of: one }: ClientRequest, { of: other }: ClientRequest): boolean {
  if (one.kind !== other.kind) return false;
  if (one.kind === 'token' && other.kind === 'token') return one.url.href === other.url.href;
  if (one.kind === 'manifest' && other.kind === 'manifest') return one.digest === other.digest;
  if ('blob' in one && 'blob' in other) return one.blob.digest === other.blob.digest;
  return true;
}

/** Is this answer as good as the one to `wish`? By digest and for blobs a success is, however it was asked for; silence is silence for all. */
export function serves(
  { wish: asked, answer, exchange }: Asked,
  wish: ClientRequest,
  accepted: boolean,
): boolean {
  if (asked.method !== wish.method || !isSameThing(asked, wish)) return false;
  if (wish.of.kind === 'ping' || wish.of.kind === 'token') return true;
  if (wish.of.kind === 'tag') return answer.kind === 'nothing' && asked.ns === wish.ns;
  // What is not there is not asked for twice: volunteers count such requests.
  const isGone = answer.kind === 'response' && answer.status === 404 && 'blob' in wish.of;
  if (isGone) return true;
  // Nonsense, or a closed connection, that one request met, another need not meet; to wait twice for nothing is too long.
  if (answer.kind === 'nothing') return exchange.kind !== 'failure' || !QUICK.has(exchange.code);
  return accepted && answer.status < 300 && isPlain(answer);
}

const QUICK: ReadonlySet<FailedExchange['code']> = new Set([
  'protocol-error',
  'connection-reset',
  'connection-refused',
]);

/** In a coding that every client offers, or in none. */
function isPlain(answer: Response): boolean {
  return /^(?:gzip|identity)?$/i.test(headerOf(answer, 'content-encoding').trim());
}
