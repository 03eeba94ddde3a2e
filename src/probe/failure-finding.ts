import type { ClientRequest, Failure, Reason, WalkStage } from '../clients/index.ts';
import { looksLikeHtml } from '../registry/manifest.ts';
import type { Exchange } from '../registry/transport/types.ts';
import type { Code, FaultyVerdict, Phase } from './codes.ts';
import type { Finding } from './observation.ts';

/** In which phase of docs/interface.md a client asks for what. */
const PHASES: Readonly<Record<WalkStage, Phase>> = {
  ping: 'ping',
  token: 'token',
  tag: 'manifest',
  manifest: 'manifest',
  config: 'config',
  layer: 'layer',
};

export function phaseOf({ of }: ClientRequest): Phase {
  return of.kind === 'manifest' && !of.top ? 'platform-manifest' : PHASES[of.kind];
}

/** How the exchange behind an answer is judged where the client's reason says no more than it does. */
export interface Judges {
  judge(exchange: Exchange, phase: Phase): Finding;
  found(finding: Pick<Finding, 'verdict' | 'code' | 'phase'> & Partial<Finding>): Finding;
}

/** A finding for a client that gave up. Pure, as its judges are. */
export function findingOf(failure: Failure, exchange: Exchange, judges: Judges): Finding {
  const phase = phaseOf(failure.wish);
  const made = codeOf(failure, exchange);
  if (made === null) return judges.judge(exchange, phase);
  const { head } = exchange;
  return judges.found({
    verdict: made.verdict,
    code: made.code,
    phase: made.code === 'protocol-error' && failure.reason === 'bad-challenge' ? 'token' : phase,
    httpStatus: head?.status ?? null,
    ...(head === null ? {} : { host: head.url.host }),
  });
}

interface Made {
  readonly verdict: FaultyVerdict;
  readonly code: Code;
}

const broken = (code: Code): Made => ({ verdict: 'broken', code });

/** null: by the exchange alone. */
function codeOf(failure: Failure, exchange: Exchange): Made | null {
  const { reason, wish } = failure;
  if (exchange.kind === 'failure' && exchange.code !== 'oversized') {
    return HEAD_REASONS.has(reason) ? broken('bad-head') : null;
  }
  switch (reason) {
    case 'no-answer':
      return exchange.isGoTlsOnly ? { verdict: 'dead', code: 'tls-failure' } : null;
    case 'status':
      return isUnknownByDigest(failure, exchange) ? broken('digest-not-found') : null;
    case 'cut-off':
      return broken('truncated');
    case 'oversized':
      return broken('oversized');
    case 'bad-coding':
      return broken('bad-coding');
    case 'login-wanted':
      return { verdict: 'restricted', code: 'auth-required' };
    case 'bad-challenge':
      return broken('protocol-error');
    case 'bad-token':
      return broken(isPage(exchange) ? 'token-unreachable' : 'bad-token');
    case 'no-type':
    case 'no-length':
    case 'length-zero':
    case 'bad-digest':
      return broken(isPage(exchange) ? 'not-a-registry' : 'bad-head');
    case 'unsupported-type':
      return broken(isPage(exchange) ? 'not-a-registry' : 'protocol-error');
    case 'bad-manifest':
      return broken(isPage(exchange) || !isJson(exchange) ? 'not-a-registry' : 'protocol-error');
    case 'size-mismatch':
      return sizeCode(failure, exchange);
    case 'digest-mismatch':
      return wrongBytes(wish, exchange);
    case 'platform-missing':
      return { verdict: 'degraded', code: 'platform-missing' };
    default:
      return reason satisfies never;
  }
}

const HEAD_REASONS: ReadonlySet<Reason> = new Set(['no-type', 'no-length', 'length-zero', 'bad-digest']);

/** The tag is there, and what it leads to is not. */
function isUnknownByDigest({ wish }: Failure, exchange: Exchange): boolean {
  return wish.of.kind === 'manifest' && wish.of.top && exchange.head?.status === 404 && !isPage(exchange);
}

function bodyOf(exchange: Exchange): Uint8Array {
  return exchange.kind === 'response' ? exchange.body : new Uint8Array(0);
}

function isPage(exchange: Exchange): boolean {
  return looksLikeHtml(bodyOf(exchange), exchange.head?.headers['content-type']?.[0] ?? null);
}

function isJson(exchange: Exchange): boolean {
  try {
    JSON.parse(new TextDecoder().decode(bodyOf(exchange)));
    return true;
  } catch {
    return false;
  }
}

function isCoded(exchange: Exchange): boolean {
  return exchange.head?.headers['content-encoding'] !== undefined;
}

/**
 * Only bytes that are there, and are others than they should be, are an offence: an empty body, a page, an error envelope, a body that ends early and one that a coding
 * is still on tell of a mistake.
 */
function wrongBytes({ of }: ClientRequest, exchange: Exchange): Made {
  const body = bodyOf(exchange);
  if (isPage(exchange)) return broken('not-a-registry');
  if (isCoded(exchange)) return broken('bad-coding');
  const size = 'blob' in of ? of.blob.size : null;
  const isStreamed = of.kind === 'layer';
  if (!isStreamed && (body.length === 0 || (size !== null && body.length < size && !isEnvelope(body)))) {
    return broken('truncated');
  }
  if (isEnvelope(body)) return broken('protocol-error');
  return { verdict: 'unsafe', code: 'digest-mismatch' };
}

/** `{"errors": [` */
function isEnvelope(body: Uint8Array): boolean {
  return /^\s*\{\s*"errors"\s*:/.test(new TextDecoder().decode(body.subarray(0, 64)));
}

/** Of a manifest, HEAD or the index stated another length; of a blob, the manifest did. */
function sizeCode({ wish }: Failure, exchange: Exchange): Made {
  if (isPage(exchange)) return broken('not-a-registry');
  if (isCoded(exchange)) return broken('bad-coding');
  if (!('blob' in wish.of)) return broken(bodyOf(exchange).length === 0 ? 'truncated' : 'bad-head');
  const wrong = wrongBytes(wish, exchange);
  return wrong.verdict === 'unsafe' && bodyOf(exchange).length > wish.of.blob.size
    ? broken('protocol-error')
    : wrong;
}
