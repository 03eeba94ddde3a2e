import { readTransparently } from '../clients/go/coding.ts';
import {
  type Answer,
  beginWalk,
  CLIENTS,
  type Client,
  type ClientRequest,
  type Failure,
  type Outcome,
  type Pull,
  type Walk,
} from '../clients/index.ts';
import { BODY_LIMITS } from '../limits.ts';
import { type Digest, digestOf, parseDigest } from '../registry/digest.ts';
import type { Descriptor } from '../registry/manifest.ts';
import type { Exchange, FailedExchange } from '../registry/transport/types.ts';
import { type Asked, isSame, serves } from './asked.ts';
import { isPastTag, orderOf } from './wish-order.ts';

interface Walker {
  readonly client: Client;
  readonly walk: Walk;
  wish: ClientRequest | null;
  outcome: Outcome | null;
  /** There are not requests enough for all: it waits until the others are through. */
  isLeft: boolean;
}

/** What an answer did. */
export interface Effect {
  /** Nobody who took it gave up over it. */
  readonly accepted: boolean;
  /** It is an answer, and says no to whoever asked. */
  readonly refused: boolean;
}

/**
 * The walks of all clients over one set of answers: an answer goes to everybody who wishes for it, a request that two share is asked once. Pure but for the answers it is told.
 */
export class ClientWalks {
  readonly #walkers: Walker[] = [];
  readonly #asked: Asked[] = [];
  /** What serves those as well who ask in another way. */
  readonly #shared: Asked[] = [];
  /** Those that said no: not a 401 that somebody went on from with a token. */
  readonly #refusals: Asked[] = [];

  /** `pinged`: what came of `GET /v2/`. */
  constructor(pull: Pull, pinged: Asked) {
    for (const client of CLIENTS) {
      const walk = beginWalk(client, pull);
      const walker: Walker = { client, walk, wish: null, outcome: null, isLeft: false };
      this.#walkers.push(walker);
      this.#take(walker, walk.next());
    }
    this.tell(pinged);
  }

  /** What somebody still wishes for, the earliest first: all keep step, so that they can share. */
  nextWish(isIn: (wish: ClientRequest) => boolean): ClientRequest | null {
    let next: ClientRequest | null = null;
    for (const { wish, outcome, isLeft } of this.#walkers) {
      if (wish === null || outcome !== null || isLeft || !isIn(wish)) continue;
      if (next === null || orderOf(wish) < orderOf(next)) next = wish;
    }
    return next;
  }

  /**
   * Gives an answer to everybody whom it serves, and to everybody to whom an earlier one has become the answer. `isShared`: what is right serves those as well who ask for the same thing in another way; else they
   * ask for themselves.
   */
  tell(asked: Asked, isShared = true): Effect {
    this.#asked.push(asked);
    const before = this.#live();
    const own = before.filter(({ wish }) => wish !== null && isSame(wish, asked.wish));
    for (const walker of own) this.#answer(walker, asked);
    const accepted = own.every(({ outcome }) => !isAbout(outcome, asked));
    for (const walker of before) {
      if (!own.includes(walker) && walker.wish !== null && serves(asked, walker.wish, accepted && isShared)) {
        this.#answer(walker, asked);
      }
    }
    if (accepted && isShared) this.#shared.push(asked);
    this.#catchUp();
    const refused = isRefused(asked, accepted);
    if (refused) this.#refusals.push(asked);
    return { accepted, refused };
  }

  /** A client that does not come to its first request. */
  stop(client: Client, exchange: FailedExchange): void {
    const wish: ClientRequest = { method: 'HEAD', of: { kind: 'tag' }, ns: true, authorization: null };
    const answer: Answer = { kind: 'nothing' };
    this.#asked.push({ wish, answer, exchange });
    for (const walker of this.#live()) {
      if (walker.client === client) walker.outcome = { kind: 'failed', reason: 'no-answer', wish, answer };
    }
  }

  /** Is this client alone in wishing for that? */
  isOnlyFor(client: Client, wish: ClientRequest): boolean {
    return this.#live().every(
      (walker) => walker.client === client || walker.wish === null || !isSame(walker.wish, wish),
    );
  }

  /** Nothing more is asked for this client until it is taken up again. */
  leave(client: Client): void {
    for (const walker of this.#walkers) walker.isLeft ||= walker.client === client && walker.outcome === null;
  }

  /** Nothing but `/v2/` was asked. */
  get isOnlyPinged(): boolean {
    return this.#asked.every(({ wish }) => wish.of.kind === 'ping');
  }

  get hasLeft(): boolean {
    return this.#walkers.some(({ isLeft }) => isLeft);
  }

  /** Those who were left go on, with what the others were told meanwhile. false: there are none. */
  takeUp(): boolean {
    const left = this.#walkers.filter(({ isLeft }) => isLeft);
    for (const walker of left) walker.isLeft = false;
    this.#catchUp();
    return left.length > 0;
  }

  /** Something was not as a healthy mirror has it: a client gave up, an answer was not a plain success, or it redirects on its own server. */
  get isOdd(): boolean {
    const hasGivenUp = this.#walkers.some(({ outcome }) => outcome?.kind === 'failed');
    return hasGivenUp || this.redirectsItself || this.#asked.some(isOddAnswer);
  }

  /** It redirects on its own server: each request costs it two. */
  get redirectsItself(): boolean {
    return this.#asked.some(
      ({ exchange: { hops } }) => hops.filter(({ origin }) => origin === hops[0]?.origin).length > 1,
    );
  }

  /** Was this asked already? */
  hasAsked(wish: ClientRequest): boolean {
    return this.#asked.some((asked) => isSame(asked.wish, wish));
  }

  outcomeOf(client: Client): Outcome | null {
    return this.#walkers.find((walker) => walker.client === client)?.outcome ?? null;
  }

  get isLimited(): boolean {
    return this.#asked.some(({ answer }) => answer.kind === 'response' && answer.status === 429);
  }

  /** Those who were not through when the mirror had said no for good: it would have said so to them as well. */
  adoptRefusal(): void {
    const refusals = this.#walkers.flatMap(({ outcome }) => (outcome?.kind === 'failed' ? [outcome] : []));
    const last = this.#refusals.at(-1);
    const failure: Failure | null =
      last === undefined ? null : { kind: 'failed', reason: 'status', wish: last.wish, answer: last.answer };
    for (const walker of this.#live()) walker.outcome = failure ?? refusals.at(-1) ?? null;
  }

  exchangeOf({ answer }: Failure): Exchange | null {
    return this.#asked.find((asked) => asked.answer === answer)?.exchange ?? null;
  }

  /** Nobody is on the way any more. */
  get isOver(): boolean {
    return this.#live().length === 0;
  }

  /** All gave up. */
  get hasFailed(): boolean {
    return this.#walkers.every(({ outcome }) => outcome?.kind === 'failed');
  }

  /** Somebody is on the way whom the tag has led somewhere. */
  get isPastTag(): boolean {
    return this.#live().some(({ wish }) => wish !== null && isPastTag(wish));
  }

  get isRefusedToken(): boolean {
    return this.#walkers.some(
      ({ outcome }) => outcome?.kind === 'failed' && outcome.wish.of.kind === 'token',
    );
  }

  /** The digests that the tag led to: by HEAD for Docker's clients, and that of the bytes for containers-image. */
  tagDigests(): Digest[] {
    const named = this.#asked.flatMap(({ wish: { of } }) =>
      of.kind === 'manifest' && of.top ? (parseDigest(of.digest) ?? []) : [],
    );
    const got = this.#asked.flatMap(({ wish, answer }) => {
      const isTag = wish.of.kind === 'tag' && wish.method === 'GET' && answer.kind === 'response';
      if (!isTag || answer.status !== 200 || this.#isRefusedByAll(answer)) return [];
      const read = readTransparently(answer, BODY_LIMITS.manifestBytes);
      return read.kind === 'bytes' ? [digestOf(read.bytes)] : [];
    });
    return [...new Set([...named, ...got])];
  }

  /** The config of the image, once one of these clients had it and found it right. */
  configOf(clients: readonly Client[]): Descriptor | null {
    const isPast = clients.some((client) => {
      const walker = this.#walkers.find((one) => one.client === client);
      return walker?.outcome?.kind === 'pulled' || walker?.wish?.of.kind === 'layer';
    });
    const asked = this.#asked.findLast(({ wish }) => wish.of.kind === 'config')?.wish.of;
    return isPast && asked?.kind === 'config' ? asked.blob : null;
  }

  hasAskedFor(what: 'child'): boolean {
    return this.#asked.some(({ wish: { of } }) => what === 'child' && of.kind === 'manifest' && !of.top);
  }

  #isRefusedByAll(answer: Answer): boolean {
    return this.#walkers.some(({ outcome }) => outcome?.kind === 'failed' && outcome.answer === answer);
  }

  #live(): Walker[] {
    return this.#walkers.filter(({ outcome, isLeft }) => outcome === null && !isLeft);
  }

  #answer(walker: Walker, { answer, exchange }: Asked): void {
    // The others' handshake had failed.
    if (exchange.isGoTlsOnly && walker.client !== 'containerd' && walker.wish !== null) {
      walker.outcome = { kind: 'failed', reason: 'no-answer', wish: walker.wish, answer };
      return;
    }
    this.#take(walker, walker.walk.next(answer));
  }

  #take(walker: Walker, step: IteratorResult<ClientRequest, Outcome>): void {
    if (step.done === true) Object.assign(walker, { wish: null, outcome: step.value });
    else walker.wish = step.value;
  }

  /** Somebody may now wish for what another was told before. */
  #catchUp(): void {
    for (const walker of this.#live()) {
      for (let known = this.#known(walker); known !== null; known = this.#known(walker)) {
        this.#answer(walker, known);
      }
    }
  }

  #known({ wish, outcome }: Walker): Asked | null {
    if (wish === null || outcome !== null) return null;
    const own = this.#asked.find((asked) => isSame(asked.wish, wish));
    return own ?? this.#shared.find((asked) => serves(asked, wish, true)) ?? null;
  }
}

/** A 401 that somebody goes on from with a token is none; neither is HEAD that is not allowed. */
function isRefused({ answer }: Asked, accepted: boolean): boolean {
  if (answer.kind !== 'response' || answer.status < 400) return false;
  return !(accepted && answer.status === 401);
}

/** Not where it was the handshake that this client would have failed at. */
function isAbout(outcome: Outcome | null, { answer }: Asked): boolean {
  const isOfTls = answer.kind === 'response' && outcome?.kind === 'failed' && outcome.reason === 'no-answer';
  return outcome?.kind === 'failed' && outcome.answer === answer && !isOfTls;
}

function isOddAnswer({ answer }: Asked): boolean {
  return answer.kind === 'nothing' || !(answer.status === 200 || answer.status === 401);
}
