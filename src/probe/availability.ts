import type { Candidate } from '../catalog/types.ts';
import {
  beginWalk,
  type Client,
  type ClientRequest,
  type Failure,
  type Outcome,
  type Pull,
  type WalkStage,
} from '../clients/index.ts';
import { BODY_LIMITS } from '../limits.ts';
import type { Descriptor } from '../registry/manifest.ts';
import { formatPlatform } from '../registry/platform.ts';
import type { RateLimit } from '../registry/rate-limit.ts';
import type { Exchange } from '../registry/transport/types.ts';
import { cleanText } from '../registry/untrusted-text.ts';
import { answerOf } from './answer-of.ts';
import type { Code, FaultyVerdict } from './codes.ts';
import type { ProbeContext } from './context.ts';
import { findingOf, phaseOf } from './failure-finding.ts';
import type { Finding } from './observation.ts';
import { planned } from './plan.ts';
import { type Ask, MirrorSession } from './session.ts';
import { askWish, requestFor } from './steps/ask-wish.ts';

/** How far one client comes with one image at one mirror. */
export type ClientReach = AvailabilityFacts &
  (
    | {
        readonly kind: 'serves';
        /** The last thing that was asked for and came; what lies behind it was not asked for. */
        readonly stage: WalkStage;
      }
    | {
        readonly kind: 'fails';
        readonly stage: WalkStage;
        readonly reason: Failure['reason'];
        readonly verdict: FaultyVerdict;
        readonly code: Code;
        readonly host: string;
        readonly httpStatus: number | null;
        readonly proxyDid: Finding['proxyDid'] | null;
        /** It led to an address that we do not go to: whoever is there was not asked. */
        readonly isOurs: boolean;
        /** That the image is there for, where it is not for the one asked for. */
        readonly platforms: readonly string[];
      }
  );

interface AvailabilityFacts {
  readonly rateLimit: RateLimit | null;
  /** What a limit is counted by: an address, or an account's id. null: it does not say. */
  readonly countedBy: string | null;
  /** Milliseconds; null: it sent no `Date`. */
  readonly clockAheadMs: number | null;
  readonly requests: number;
}

/**
 * Walks as this one client does, and no further than to `last`, within the requests of the context's budget: for who wants to know what an engine meets there, and not how
 * fast it would be. A mirror's body of a layer is read where it is short.
 */
export async function lookForImage(
  candidate: Candidate,
  context: ProbeContext,
  client: Client,
  last: WalkStage,
): Promise<ClientReach> {
  const session = new MirrorSession(candidate, context);
  const walk = beginWalk(client, pullOf(candidate, context, last));
  let step = walk.next();
  let reached: WalkStage = 'ping';
  let exchange: Exchange | null = null;
  let asked: ClientRequest | null = null;
  try {
    while (step.done !== true && !isBeyond(step.value, last) && session.mayAsk) {
      const wish = step.value;
      asked = wish;
      const request = requestFor(session, wish);
      exchange = await ask(session, wish, request);
      // Ours, or the proxy's: the mirror was not asked, so no client's rule applies.
      if (isNotTheirs(exchange)) {
        const finding = session.judge(exchange, phaseOf(wish));
        return { ...failed(wish, 'no-answer', finding, exchange), ...factsOf(session, exchange) };
      }
      step = walk.next(answerOf(exchange, request.url));
      if (step.done !== true) reached = wish.of.kind;
    }
    const outcome = step.done === true ? step.value : null;
    if (outcome?.kind === 'failed' && exchange !== null) {
      const finding = findingOf(outcome, exchange, session);
      const platforms = (outcome.platforms ?? []).map(formatPlatform);
      return {
        ...failed(outcome.wish, outcome.reason, finding, exchange),
        platforms,
        ...factsOf(session, exchange),
      };
    }
    // Out of requests, with a refusal for the last word: what would be asked in its stead is no answer.
    if (outcome === null && exchange !== null && asked !== null && !goesOnFrom(exchange, step.value)) {
      const finding = session.judge(exchange, phaseOf(asked));
      return { ...failed(asked, 'status', finding, exchange), ...factsOf(session, exchange) };
    }
    return { kind: 'serves', stage: outcome === null ? reached : last, ...factsOf(session, exchange) };
  } finally {
    await session.rest();
  }
}

/** A challenge that a token meets is no refusal. */
function goesOnFrom(exchange: Exchange, next: ClientRequest | Outcome): boolean {
  const isRefused = exchange.kind === 'failure' || exchange.head.status >= 400;
  return !isRefused || ('of' in next && next.of.kind === 'token');
}

function failed(
  wish: ClientRequest,
  reason: Failure['reason'],
  { verdict, code, host, httpStatus, proxyDid }: Finding,
  exchange: Exchange,
): Omit<Extract<ClientReach, { kind: 'fails' }>, keyof AvailabilityFacts> {
  return {
    kind: 'fails',
    stage: wish.of.kind,
    reason,
    verdict,
    code,
    host,
    httpStatus,
    proxyDid: proxyDid ?? null,
    isOurs: exchange.kind === 'failure' && exchange.refusedUrl === 'special-address',
    platforms: [],
  };
}

function factsOf({ facts, clockAheadMs, requests }: MirrorSession, last: Exchange | null): AvailabilityFacts {
  const countedBy = last?.head?.headers['docker-ratelimit-source']?.[0] ?? null;
  return {
    rateLimit: facts.rateLimit,
    countedBy: countedBy === null ? null : cleanText(countedBy),
    clockAheadMs,
    requests,
  };
}

async function ask(session: MirrorSession, wish: ClientRequest, request: Ask): Promise<Exchange> {
  if (wish.of.kind !== 'layer') return await askWish(session, wish, request);
  const step = { ...planned('layer'), bodyBytes: BODY_LIMITS.configBytes };
  return await session.ask(step, request);
}

function pullOf({ url }: Candidate, { image, platform }: ProbeContext, last: WalkStage): Pull {
  return {
    image,
    imagePrefix: url.imagePrefix,
    platform,
    chooseLayer: (layers) => (last === 'layer' ? shortest(layers) : null),
    limits: {
      manifestBytes: BODY_LIMITS.manifestBytes,
      tokenBytes: BODY_LIMITS.tokenBytes,
      blobBytes: BODY_LIMITS.configBytes,
    },
  };
}

/** null: none is short enough to be read whole. */
function shortest(layers: readonly Descriptor[]): Descriptor | null {
  const [first] = layers
    .filter(({ foreign, size }) => foreign !== true && size > 0 && size <= BODY_LIMITS.configBytes)
    .toSorted((a, b) => a.size - b.size);
  return first ?? null;
}

function isNotTheirs(exchange: Exchange): boolean {
  return exchange.kind === 'failure' && (exchange.code === 'aborted' || exchange.code === 'proxy-failure');
}

/** Tokens are asked for on the way to any of these. */
function isBeyond({ of }: ClientRequest, last: WalkStage): boolean {
  return ORDER.indexOf(of.kind) > ORDER.indexOf(last);
}

const ORDER: readonly WalkStage[] = ['token', 'ping', 'tag', 'manifest', 'config', 'layer'];
