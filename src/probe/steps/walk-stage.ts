import type { ClientRequest } from '../../clients/index.ts';
import type { Exchange } from '../../registry/transport/types.ts';
import { answerOf } from '../answer-of.ts';
import type { Asked } from '../asked.ts';
import type { ClientWalks } from '../client-walks.ts';
import { phaseOf } from '../failure-finding.ts';
import { asksBothWays, firstRoundBound, REQUESTS_BEFORE_TAG_GET, TAG_GET } from '../plan.ts';
import { sameBytes } from '../same-bytes.ts';
import type { MirrorSession } from '../session.ts';
import { askWish, requestFor } from './ask-wish.ts';

/** Kinds of what is wished for. */
export type RequestedPart = 'token' | 'tag' | 'top' | 'child' | 'config' | 'layer';

export function partOf({ of }: ClientRequest): RequestedPart | 'ping' {
  return of.kind === 'manifest' ? (of.top ? 'top' : 'child') : of.kind;
}

/**
 * Lets all walks go on until nobody wishes for one of these parts any more. What was refused once is asked for again, in another way; what is refused then is refused for all.
 * `mayWait`: a client for whom requests are short is left. false: there is nothing more to ask of this mirror.
 */
export async function walkStage(
  session: MirrorSession,
  walks: ClientWalks,
  parts: readonly RequestedPart[],
  mayWait = true,
): Promise<boolean> {
  const isIn = (wish: ClientRequest): boolean => parts.some((part) => part === partOf(wish));
  for (let wish = walks.nextWish(isIn); wish !== null; wish = walks.nextWish(isIn)) {
    if (!session.mayAsk) return stop(session, walks);
    if (mayWait && isShort(session, walks, wish)) {
      walks.leave('containersImage');
      continue;
    }
    const next = session.refused ? mostTelling(walks, wish) : wish;
    const request = requestFor(session, next);
    const exchange = await askWish(session, next, request);
    // Docker's clients came to their end: that a third did not is our bound, and no fault.
    if (isOurEnd(exchange) && !mayWait) return false;
    if (isOurEnd(exchange)) {
      session.findings.push(session.judge(exchange, phaseOf(next)));
      return false;
    }
    const answer = answerOf(shared(next, exchange), request.url);
    const asked: Asked = { wish: next, exchange, answer };
    if (!takeAnswer(session, walks, asked)) return stop(session, walks);
  }
  return true;
}

/** The body as other mirrors had it, where it is the same. */
function shared({ of }: ClientRequest, exchange: Exchange): Exchange {
  if (exchange.kind === 'failure' || of.kind === 'ping' || of.kind === 'token') return exchange;
  const name = of.kind === 'tag' ? of.kind : of.kind === 'manifest' ? of.digest : of.blob.digest;
  return { ...exchange, body: sameBytes(name, exchange.body) };
}

/** What an answer means for all that follows; false: the mirror wants to be left alone. */
function takeAnswer(session: MirrorSession, walks: ClientWalks, asked: Asked): boolean {
  const { wish, exchange } = asked;
  const { refused, accepted } = walks.tell(asked, !isAskedBothWays(session, walks, wish));
  const status = exchange.head?.status ?? 0;
  // Where one client comes through, what refuses another is not final.
  if (refused && !walks.isPastTag) session.refuse();
  else if ((accepted || isSuccess(status)) && session.refused && wish.of.kind !== 'token' && status > 0)
    session.recover();
  // A missing image is asked for in another way only where the user has no further one to ask for.
  const isMissing =
    refused && status === 404 && wish.of.kind === 'tag' && session.context.furtherImages.length > 0;
  return status !== 429 && !isMissing;
}

/** What was asked in one way, and all went well, is asked in the other too. */
export function isAskedBothWays(session: MirrorSession, walks: ClientWalks, wish: ClientRequest): boolean {
  const part = partOf(wish);
  if (part !== 'top' && part !== 'child' && part !== 'config' && part !== 'layer') return false;
  const { budget, furtherImages, finalists } = session.context;
  const further = furtherImages.length;
  const bound = firstRoundBound(budget, { finalists, isOdd: walks.isOdd, furtherImages: further });
  const left = bound - (walks.hasLeft ? TAG_GET : 0);
  return asksBothWays(part, session.requests, left, further, walks.redirectsItself ? 2 : 1);
}

function stop(session: MirrorSession, walks: ClientWalks): false {
  if (session.interruption === null && (session.refused || walks.isLimited)) walks.adoptRefusal();
  return false;
}

/** It redirects on its own server, or so many requests are gone that Docker's clients might not come to their end. */
function isShort(session: MirrorSession, walks: ClientWalks, wish: ClientRequest): boolean {
  const { of, method } = wish;
  if (of.kind !== 'tag' || method !== 'GET' || session.refused) return false;
  if (!walks.isOnlyFor('containersImage', wish)) return false;
  const isDear = walks.redirectsItself || session.requests > REQUESTS_BEFORE_TAG_GET;
  return isDear && session.context.clients.includes('classic');
}

/**
 * With one request left, GET of the tag says more than a HEAD: it has a body, and so a reason. Where a token was refused, it is a challenge that the next request has to meet. Where `/v2/` alone was, what bears `?ns=` is
 * another way of asking.
 */
function mostTelling(walks: ClientWalks, wish: ClientRequest): ClientRequest {
  if (wish.of.kind !== 'tag' || wish.method !== 'HEAD' || walks.isRefusedToken) return wish;
  if (walks.isOnlyPinged) return { ...wish, method: 'GET', ns: true };
  const get = walks.nextWish(({ of, method, ns }) => of.kind === 'tag' && method === 'GET' && !ns);
  const instead: ClientRequest = get ?? { ...wish, method: 'GET', ns: false };
  return walks.hasAsked(instead) ? wish : instead;
}

/** It was our side that ended it, or our own bound: no client would have met that. */
function isOurEnd(exchange: Exchange): boolean {
  return (
    exchange.kind === 'failure' &&
    (exchange.code === 'aborted' || exchange.code === 'proxy-failure' || exchange.code === 'budget-spent')
  );
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
