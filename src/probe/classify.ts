import { isHubHost } from '../registry/docker-hub.ts';
import { parseErrorBody, soundsAllowListed } from '../registry/errors.ts';
import { looksLikeHtml } from '../registry/manifest.ts';
import { mediaTypeOf } from '../registry/media-types.ts';
import type { FailedExchange, ResponseExchange } from '../registry/transport/types.ts';
import { cleanText } from '../registry/untrusted-text.ts';
import type { Code, DeadCode, FaultyVerdict, Phase } from './codes.ts';
import { CODES } from './codes.ts';
import type { Finding } from './observation.ts';

/** Why an exchange of ours was cut off from this side. */
export type Interruption = 'aborted' | 'deadline' | 'round-over';

export interface ExchangeFacts {
  readonly phase: Phase;
  /** `host[:port]` of the mirror. */
  readonly mirrorHost: string;
  /** It had answered a request before this one. */
  readonly answered: boolean;
  readonly interruption: Interruption | null;
  /** Where the registry itself is asked in this run: its host counts as the upstream's own, beside Docker Hub's known ones. */
  readonly upstreamHost: string | null;
  /** The catalogue knows that it serves listed images only. */
  readonly allowListed: boolean;
}

const downloads = (phase: Phase): boolean => phase === 'layer' || phase === 'finalist';
const isDeadCode = (code: string): code is DeadCode => (CODES.dead as readonly string[]).includes(code);

/** A finding for an exchange that did not give a whole answer. Pure. */
export function classifyFailure(failure: FailedExchange, facts: ExchangeFacts): Finding {
  const make = (verdict: FaultyVerdict, code: Code): Finding => ({
    verdict,
    code,
    phase: facts.phase,
    httpStatus: failure.head?.status ?? null,
    detail: failure.detail === null ? null : cleanText(failure.detail),
    host: failure.failedHost,
  });

  if (failure.code === 'aborted') return interrupted(failure, facts, make);
  if (failure.code === 'proxy-failure') return byProxy(failure.proxy, make('unknown', 'proxy-failed'));
  if (failure.code === 'budget-spent') return make('broken', 'redirect-loop');
  if (failure.refusedUrl !== null) return make('broken', 'protocol-error');
  if (facts.phase === 'token' && isDeadCode(failure.code)) return make('broken', 'token-unreachable');
  if (downloads(facts.phase) && failure.code === 'response-timeout') return make('degraded', 'too-slow');
  if (isDeadCode(failure.code)) {
    const elsewhere = failure.failedHost !== facts.mirrorHost;
    const isUpstream = failure.failedHost === facts.upstreamHost || isHubHost(failure.failedHost);
    if (elsewhere && isUpstream) return make('broken', 'upstream-redirect');
    return make(facts.answered || elsewhere ? 'broken' : 'dead', failure.code);
  }
  return make('broken', failure.code);
}

/** The proxy stands in the mirror's place: nobody was asked. */
function byProxy(trouble: FailedExchange['proxy'], finding: Finding): Finding {
  if (trouble === null) return finding;
  return { ...finding, host: trouble.proxy, httpStatus: trouble.status, proxyDid: trouble.did };
}

function interrupted(
  failure: FailedExchange,
  facts: ExchangeFacts,
  make: (verdict: FaultyVerdict, code: Code) => Finding,
): Finding {
  if (facts.interruption === 'aborted' || facts.interruption === 'deadline') {
    return make('unknown', facts.interruption);
  }
  if (failure.bodyBytes > 0 || downloads(facts.phase)) return make('degraded', 'too-slow');
  if (failure.head !== null) return make('broken', 'stalled');
  if (facts.phase === 'token') return make('broken', 'token-unreachable');
  return make(facts.answered ? 'broken' : 'dead', 'response-timeout');
}

/** A finding for an answer that is not the success the step needs; `response` must not be one (callers look at the status first). Pure. */
export function classifyStatus(response: ResponseExchange, facts: ExchangeFacts): Finding {
  const { status, headers, url } = response.head;
  const contentType = headers['content-type']?.[0] ?? null;
  const errors = parseErrorBody(response.body, contentType);
  const words = errors.map((error) => [error.code, error.message].filter(Boolean).join(': ')).join('; ');
  const make = (verdict: FaultyVerdict, code: Code): Finding => ({
    verdict,
    code,
    phase: facts.phase,
    httpStatus: status,
    detail: words === '' ? null : cleanText(words),
    host: url.host,
  });
  const html = looksLikeHtml(response.body, contentType);

  if (status === 429) return make('limited', 'rate-limited');
  if (status >= 500) return make('broken', 'server-error');
  if (status === 401) {
    return facts.phase === 'token' ? make('restricted', 'token-denied') : make('restricted', 'auth-required');
  }
  if (status === 403 || status === 451) {
    if (soundsAllowListed(words) || facts.allowListed) return make('restricted', 'allow-listed');
    return facts.phase === 'token' ? make('restricted', 'token-denied') : make('restricted', 'denied');
  }
  if (facts.phase === 'token') return make('broken', html ? 'token-unreachable' : 'protocol-error');
  if (html) return make('broken', 'not-a-registry');
  if (status === 404) {
    const spoke = errors.length > 0 && mediaTypeOf(contentType) === 'application/json';
    return make('broken', facts.phase === 'ping' && !spoke ? 'not-a-registry' : 'not-found');
  }
  return make('broken', 'protocol-error');
}
