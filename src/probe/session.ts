import { endpoint } from '../catalog/mirror-url.ts';
import type { Candidate } from '../catalog/types.ts';
import type { Challenge } from '../registry/challenge.ts';
import type { Digest } from '../registry/digest.ts';
import { parseRateLimit, parseRetryAfter } from '../registry/rate-limit.ts';
import type { BodyPlan, Exchange, ResponseHead, Transport } from '../registry/transport/types.ts';
import { classifyFailure, classifyStatus, type ExchangeFacts, type Interruption } from './classify.ts';
import type { Phase } from './codes.ts';
import type { ProbeContext } from './context.ts';
import type { Finding, ImageObservation, Observation } from './observation.ts';
import { type PlannedStep, planned, reserveFor, type StepName } from './plan.ts';
import { type RoundClock, startRoundClock } from './round-clock.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What a step asks for. The step's plan gives the time bounds. */
export interface Ask {
  readonly method: 'GET' | 'HEAD';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly authorization?: string | null;
  readonly cold?: boolean;
  readonly suppliedByMirror?: boolean;
  /** Taken for a 2xx answer; any other is read as an error body. Default: read whole, up to the step's bound. */
  readonly body?: (head: ResponseHead) => BodyPlan;
  /** A 2xx body is wanted with its codings on. */
  readonly keepsCoding?: boolean;
  /** Ends it before the round does. */
  readonly signal?: AbortSignal;
}

export interface GrantedToken {
  readonly authorization: string;
  readonly expiresAtMs: number;
}

/**
 * The talk with one mirror: it counts requests against the budget, keeps the rule of one request after a refusal, bounds the round in time,
 * and gathers what was observed. Steps drive it; it never throws for what a mirror does.
 */
export class MirrorSession {
  readonly candidate: Candidate;
  readonly context: ProbeContext;
  readonly findings: Finding[] = [];
  readonly images: Map<string, ImageObservation> = new Map();
  /** What the first image's tag leads to: one digest, or two where the ways of asking end at different ones. */
  readonly tagDigests: Set<Digest> = new Set();
  readonly blobHosts: Set<string> = new Set();
  readonly pingsMs: number[] = [];
  readonly timings: Mutable<Observation['timings']> = {
    dnsMs: null,
    connectMs: null,
    tlsMs: null,
    tokenMs: null,
    manifestMs: null,
    ttfbMs: null,
  };
  readonly facts: Mutable<
    Pick<
      Observation,
      | 'answered'
      | 'verified'
      | 'layout'
      | 'measurement'
      | 'unthrottledBytes'
      | 'tokenHost'
      | 'rateLimit'
      | 'retryAtMs'
      | 'certificateDaysLeft'
      | 'fakeIp'
    >
  > = {
    answered: false,
    verified: false,
    layout: null,
    measurement: null,
    unthrottledBytes: null,
    tokenHost: null,
    rateLimit: null,
    retryAtMs: null,
    certificateDaysLeft: null,
    fakeIp: false,
  };
  readonly worksWith: Mutable<Observation['worksWith']> = {
    classic: null,
    containerd: null,
    containersImage: null,
  };
  /** What the mirror wants before a manifest: its Bearer challenge, and the tokens got so far by scope. */
  readonly auth: { challenge: Challenge | null; readonly tokens: Map<string, GrantedToken> } = {
    challenge: null,
    tokens: new Map(),
  };
  /** Round trip to where the blobs come from, by its TCP handshake; null where it was not seen. */
  blobRttMs: number | null = null;
  requests = 0;
  /** By how much the clock at the other end is ahead of ours, ms, by the first `Date` that it sent; null: none was seen. */
  clockAheadMs: number | null = null;

  #transport: Transport | null = null;
  #clock: RoundClock;
  #tokenOrigins = new Set<string>();
  #leftAfterRefusal = Number.POSITIVE_INFINITY;

  constructor(candidate: Candidate, context: ProbeContext) {
    this.candidate = candidate;
    this.context = context;
    this.#clock = startRoundClock(context.timeouts.mirrorMs, context.signal);
  }

  /** An endpoint of this mirror. */
  url(path: string, query?: Readonly<Record<string, string>>): URL {
    return endpoint(this.candidate.url, path, query);
  }

  /** One exchange within the bounds of `step`. */
  async ask(step: PlannedStep, ask: Ask): Promise<Exchange> {
    const { timeouts } = this.context;
    if (step.name === 'token') this.#tokenOrigins.add(ask.url.origin);
    const whole: BodyPlan = { kind: 'whole', limitBytes: step.bodyBytes };
    const errorBody: BodyPlan = { kind: 'whole', limitBytes: planned('ping').bodyBytes };
    const bodyPlan = (head: ResponseHead): BodyPlan => {
      if (ask.method === 'HEAD') return { kind: 'discard' };
      return head.status >= 200 && head.status < 300 ? (ask.body?.(head) ?? whole) : errorBody;
    };
    this.#transport ??= this.context.openTransport(this.candidate, (url) => this.#admit(url));
    const exchange = await this.#transport.exchange({
      method: ask.method,
      url: ask.url,
      headers: ask.headers ?? {},
      ...(ask.authorization == null ? {} : { authorization: ask.authorization }),
      cold: ask.cold ?? false,
      suppliedByMirror: ask.suppliedByMirror ?? false,
      keepsCoding: ask.keepsCoding ?? false,
      timeouts: { ...timeouts, headersMs: timeouts[step.headers] },
      bodyPlan,
      signal:
        ask.signal === undefined ? this.#clock.signal : AbortSignal.any([this.#clock.signal, ask.signal]),
    });
    this.#learn(exchange, step);
    return exchange;
  }

  /** What time it is there, whatever our clock makes of its certificate. No more than that is believed of the answer. */
  async askClock(): Promise<void> {
    this.wake(this.context.timeouts.mirrorMs);
    this.#transport ??= this.context.openTransport(this.candidate, (url) => this.#admit(url));
    const exchange = await this.#transport.exchange({
      method: 'GET',
      url: this.url('/v2/'),
      datesAside: true,
      timeouts: this.context.timeouts,
      bodyPlan: () => ({ kind: 'discard' }),
      signal: this.#clock.signal,
    });
    if (exchange.kind === 'response') {
      this.clockAheadMs = clockAhead(exchange.head.headers, this.context.now());
    }
    await this.rest();
  }

  /** May `name` be taken without eating what a more important later step needs? */
  affords(name: StepName, furtherImages: number): boolean {
    const cost = planned(name).requests;
    return this.requests + cost + reserveFor(name, furtherImages) <= this.context.budget.requests;
  }

  /** A final 401, 403, 404, 429 or 5xx was met: at most one more request in this run. */
  refuse(): void {
    this.#leftAfterRefusal = Math.min(this.#leftAfterRefusal, this.context.budget.afterRefusal);
  }

  /** What was refused one way worked the other way, so the refusal was not final. */
  recover(): void {
    this.#leftAfterRefusal = Number.POSITIVE_INFINITY;
  }

  get refused(): boolean {
    return this.#leftAfterRefusal !== Number.POSITIVE_INFINITY;
  }

  /** Is it trusted by the CA alone that the engine keeps for its host? */
  get needsOwnCa(): boolean {
    return this.#transport?.needsOwnCa(this.candidate.url.host) ?? false;
  }

  get mayAsk(): boolean {
    return this.#leftAfterRefusal > 0 && this.requests < this.context.budget.requests && !this.interruption;
  }

  get interruption(): Interruption | null {
    if (this.context.signal.aborted)
      return this.context.signal.reason === 'deadline' ? 'deadline' : 'aborted';
    return this.#clock.expired ? 'round-over' : null;
  }

  /** What is wrong with an exchange that is not the success its step needs. */
  judge(exchange: Exchange, phase: Phase): Finding {
    const facts: ExchangeFacts = {
      phase,
      mirrorHost: this.candidate.url.host,
      answered: this.facts.answered,
      interruption: this.interruption,
      upstreamHost: this.context.upstreamHost,
      allowListed: this.candidate.access === 'allow-list',
    };
    return exchange.kind === 'response' ? classifyStatus(exchange, facts) : classifyFailure(exchange, facts);
  }

  /** Our own finding, on an answer that came whole and is wrong. */
  found(finding: Omit<Finding, 'host' | 'httpStatus' | 'detail'> & Partial<Finding>): Finding {
    return { host: this.candidate.url.host, httpStatus: null, detail: null, ...finding };
  }

  pauseClock(): void {
    this.#clock.pause();
  }

  resumeClock(): void {
    this.#clock.resume();
  }

  /** The first round is over: its clock stops and its connections close. A later round opens its own, and still knows where the mirror lives. */
  async rest(): Promise<void> {
    this.#clock.stop();
    await this.#transport?.rest();
  }

  /** A later round gets a clock of its own. */
  wake(limitMs: number): void {
    this.#clock.stop();
    this.#clock = startRoundClock(limitMs, this.context.signal);
  }

  observe(): Observation {
    return {
      candidate: this.candidate,
      ...this.facts,
      findings: this.findings,
      images: [...this.images.values()],
      worksWith: this.worksWith,
      clients: this.context.clients,
      pingsMs: this.pingsMs,
      timings: this.timings,
      blobHosts: [...this.blobHosts],
      requests: this.requests,
      bytesReceived: this.#transport?.bytesReceived ?? 0,
    };
  }

  #admit(url: URL): boolean {
    if (url.origin !== this.candidate.url.origin && !this.#tokenOrigins.has(url.origin)) return true;
    if (!this.mayAsk) return false;
    this.requests += 1;
    this.#leftAfterRefusal -= 1;
    return true;
  }

  #learn(exchange: Exchange, step: PlannedStep): void {
    this.facts.fakeIp ||= exchange.fakeIp;
    if (exchange.hops.some((hop) => hop.origin === this.candidate.url.origin)) this.facts.answered = true;
    if (exchange.kind === 'failure') return;
    this.facts.certificateDaysLeft ??= exchange.certificateDaysLeft;
    const { headers, status } = exchange.head;
    this.clockAheadMs ??= clockAhead(headers, this.context.now());
    if (step.name === 'manifest') this.facts.rateLimit = parseRateLimit(headers) ?? this.facts.rateLimit;
    if (status === 429 || status === 503) {
      const retryAt = parseRetryAfter(headers['retry-after']?.[0] ?? null, this.context.now());
      if (retryAt !== null) this.facts.retryAtMs = Math.max(this.facts.retryAtMs ?? 0, retryAt);
    }
  }
}

/** A cache in between hands on the date of its origin's answer; it says so with an age. */
function clockAhead({ date, age }: ResponseHead['headers'], nowMs: number): number | null {
  const thereMs = Date.parse(date?.[0] ?? '');
  return Number.isNaN(thereMs) || (age !== undefined && age[0] !== '0') ? null : thereMs - nowMs;
}
