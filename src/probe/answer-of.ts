import type { Answer, Body } from '../clients/index.ts';
import type { Exchange, FailedExchange, ResponseHead } from '../registry/transport/types.ts';

/**
 * What an engine would have made of an exchange of ours. `asked`: the URL before redirects. A body that broke off is still an answer, for some requests are decided by their head; a redirect that
 * cannot be followed is none. `partial`: of a layer that was not kept whole.
 */
export function answerOf(exchange: Exchange, asked: URL, partial: Body | null = null): Answer {
  if (exchange.kind === 'failure' && (exchange.head === null || !brokeOff(exchange)))
    return { kind: 'nothing' };
  const head = exchange.head;
  if (head === null) return { kind: 'nothing' };
  return {
    kind: 'response',
    // Engines do not ask for a range; what a 206 brings to us, a 200 brings to them.
    status: partial !== null && head.status === 206 ? 200 : head.status,
    headers: head.headers,
    moved: head.url.origin !== asked.origin || head.url.pathname !== asked.pathname,
    length: partial !== null && head.status === 206 ? null : goLength(head),
    body: exchange.kind === 'failure' ? cutOff(exchange) : (partial ?? bodyOf(exchange)),
  };
}

function brokeOff({ code, refusedUrl }: FailedExchange): boolean {
  return refusedUrl === null && BROKEN_BODY.has(code);
}

const BROKEN_BODY: ReadonlySet<FailedExchange['code']> = new Set([
  'truncated',
  'stalled',
  'oversized',
  'connection-reset',
  'protocol-error',
  'tls-failure',
]);

function cutOff({ code }: FailedExchange): Body {
  return { bytes: NOTHING, ended: code === 'oversized' ? 'oversized' : 'cut-off' };
}

function bodyOf({ body, bodyComplete }: Extract<Exchange, { kind: 'response' }>): Body {
  return { bytes: body, ended: bodyComplete ? 'whole' : 'left' };
}

const NOTHING = new Uint8Array(0);

/** Content-Length as Go has it: null (there -1) beside chunks and where it is missing. go: src/net/http/transfer.go, `fixLength`. */
function goLength({ headers }: ResponseHead): number | null {
  if (headers['transfer-encoding'] !== undefined) return null;
  const value = headers['content-length']?.[0]?.trim();
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : null;
}
