import type { Connector, ConnectTimes } from './connect.ts';
import { openConnection } from './connect.ts';
import type { Connection, ConnectionPool } from './connection-pool.ts';
import { decodeBody } from './content-coding.ts';
import { type Fault, fault, isFault, proxyFault, refusedUrl } from './fault.ts';
import { readHeadsAsGo } from './go-head.ts';
import { clientOver } from './http-client.ts';
import { proxyAuthorization } from './proxy.ts';
import { proxyRefusal } from './proxy-answer.ts';
import { RedirectPath, redirectTarget } from './redirect.ts';
import { type NoAnswer, notSent, sendRequest, type WireAnswer, type WireRequest } from './request.ts';
import { headerOf } from './response-head.ts';
import type { Exchange, ExchangeRequest, Hop, ResponseHead } from './types.ts';

/** What the exchanges of one transport share. */
export interface ExchangeContext extends Connector {
  readonly pool: ConnectionPool;
  readonly onBytes: (count: number) => void;
}

/** One request with all that its redirects and its one retry cause. `signal` is the caller's or the transport's own end. */
export function runExchange(
  line: ExchangeContext,
  request: ExchangeRequest,
  signal: AbortSignal,
): Promise<Exchange> {
  return new ExchangeRun(line, request, signal).run();
}

class ExchangeRun {
  readonly #line: ExchangeContext;
  readonly #request: ExchangeRequest;
  readonly #signal: AbortSignal;
  readonly #path: RedirectPath;
  readonly #startedAt = performance.now();
  readonly #hops: Hop[] = [];
  #times: ConnectTimes = { dnsMs: null, connectMs: null, tlsMs: null, fakeIp: false };
  #headersMs: number | null = null;
  #fakeIp = false;
  #forwardProxy: URL | null = null;
  #retried = false;
  #certificateDaysLeft: number | null = null;

  constructor(line: ExchangeContext, request: ExchangeRequest, signal: AbortSignal) {
    this.#line = line;
    this.#request = request;
    this.#signal = signal;
    this.#path = new RedirectPath(request.url, line.options.redirects);
  }

  async run(): Promise<Exchange> {
    const { protocol, username, password } = this.#request.url;
    if (protocol !== 'https:' && protocol !== 'http:') return this.#failed(refusedUrl('scheme'));
    if (username !== '' || password !== '') return this.#failed(refusedUrl('unparsable', 'userinfo'));

    for (;;) {
      const outcome = await this.#hop();
      if (outcome.kind === 'no-answer') return this.#failed(this.#blamed(outcome), outcome);
      const location = this.#isQuestion ? redirectTarget(outcome.head) : null;
      if (location === null) return this.#finished(outcome);
      const refusal = this.#path.follow(location);
      if (refusal !== null) return this.#failed(refusal, { ...outcome, bodyBytes: 0 });
    }
  }

  /** One URL: a request, and a second one if a reset ended the first before any byte of its answer. */
  async #hop(): Promise<WireAnswer | NoAnswer> {
    for (;;) {
      if (this.#signal.aborted) return notSent(fault('aborted'));
      if (!this.#line.options.admit(this.#path.url)) return notSent(fault('budget-spent'));
      const outcome = await this.#attempt();
      if (outcome.headersMs !== null && outcome.head !== null) this.#record(outcome.head, outcome.headersMs);
      if (!this.#mayRetry(outcome)) return outcome;
      this.#retried = true;
    }
  }

  /** What breaks off before any answer between us and a forward proxy is the proxy's doing; its silence may be the mirror's. */
  #blamed({ fault, head }: NoAnswer): Fault {
    const isOfWay = fault.code === 'connection-reset' || fault.code === 'protocol-error';
    return this.#forwardProxy !== null && head === null && isOfWay && fault.refusedUrl === null
      ? proxyFault(this.#forwardProxy, fault, true)
      : fault;
  }

  #mayRetry(outcome: WireAnswer | NoAnswer): boolean {
    if (outcome.kind === 'answer' || this.#retried || !this.#isQuestion) return false;
    return outcome.fault.code === 'connection-reset' && !outcome.answered;
  }

  async #attempt(): Promise<WireAnswer | NoAnswer> {
    const { pool, guard } = this.#line;
    const { origin } = this.#path.url;
    this.#times = { dnsMs: null, connectMs: null, tlsMs: null, fakeIp: false };
    this.#headersMs = null;
    this.#forwardProxy = null;

    if (this.#retried || (this.#request.cold === true && this.#path.isAtStart)) await pool.closeIdle(origin);
    const idle = pool.take(origin);
    if (idle !== null) {
      if (this.#isGuarded && guard.refuses(idle.reach)) {
        pool.giveBack(idle);
        return notSent(refusedUrl('special-address'));
      }
      const outcome = await this.#send(idle);
      if (outcome.kind === 'no-answer' && outcome.fault.code === 'connection-reset' && !outcome.answered)
        pool.keepNone(origin);
      // Closed while it lay idle: nothing went out, so this is not a retry, and need not be admitted again.
      const isGone =
        outcome.kind === 'no-answer' && !outcome.sent && outcome.fault.code === 'connection-reset';
      if (!isGone) return outcome;
    }
    const opened = await this.#open();
    return isFault(opened) ? notSent(opened) : this.#send(opened);
  }

  async #open(): Promise<Connection | Fault> {
    const { url } = this.#path;
    const order = {
      url,
      guarded: this.#isGuarded,
      datesAside: this.#request.datesAside === true,
      timeouts: this.#request.timeouts,
      signal: this.#signal,
    };
    const opened = await openConnection(this.#line, order, this.#times);
    this.#fakeIp ||= this.#times.fakeIp;
    if (isFault(opened)) return opened;
    const { socket, reach, certificateDaysLeft, forwardProxy } = opened;
    const { headerBytes } = this.#line.options;
    readHeadsAsGo(socket, headerBytes);
    const client = clientOver(socket, url.origin, headerBytes);
    return {
      kind: 'connection',
      origin: url.origin,
      client,
      socket,
      reach,
      certificateDaysLeft,
      forwardProxy,
    };
  }

  async #send(connection: Connection): Promise<WireAnswer | NoAnswer> {
    const { guard, pool, onBytes } = this.#line;
    const { url } = this.#path;
    this.#fakeIp ||= connection.reach === 'fake-ip';
    if (this.#path.isAtStart) {
      this.#certificateDaysLeft = connection.certificateDaysLeft;
      if (!this.#isGuarded) guard.mirrorReached(url.origin, connection.reach);
    }
    const { forwardProxy } = connection;
    this.#forwardProxy = forwardProxy;
    const wire: WireRequest = {
      method: this.#request.method,
      content: this.#request.content ?? null,
      url,
      target: forwardProxy === null ? `${url.pathname}${url.search}` : withoutFragment(url),
      headers: this.#headers(forwardProxy),
      headerBytes: this.#line.options.headerBytes,
      timeouts: this.#request.timeouts,
      signal: this.#signal,
      bodyPlan: (head) => {
        const isPassing =
          (this.#isQuestion && redirectTarget(head) !== null) ||
          (forwardProxy !== null && proxyRefusal(head) !== null);
        return isPassing ? { kind: 'discard' } : this.#request.bodyPlan(head);
      },
      onBytes,
    };
    const outcome = await sendRequest(connection.client, connection.socket, wire);
    if (outcome.kind === 'no-answer') return outcome;
    if (outcome.bodyComplete) pool.giveBack(connection);
    const refusal = forwardProxy === null ? null : proxyRefusal(outcome.head);
    if (forwardProxy === null || refusal === null) return outcome;
    return { ...notSent(proxyFault(forwardProxy, refusal, true)), sent: true, answered: true };
  }

  /** Is the URL at hand one that a mirror supplied? */
  get #isGuarded(): boolean {
    return !this.#path.isAtStart || this.#request.suppliedByMirror === true;
  }

  /** It changes nothing there, so that it may be asked again, and elsewhere. */
  get #isQuestion(): boolean {
    return this.#request.method === 'GET' || this.#request.method === 'HEAD';
  }

  #headers(forwardProxy: URL | null): string[] {
    const { authorization, headers, content } = this.#request;
    const own = { 'user-agent': this.#line.options.userAgent, 'accept-encoding': 'identity' };
    const secret = authorization !== undefined && this.#path.isHome ? { authorization } : {};
    const toProxy = forwardProxy === null ? {} : proxyAuthorization(forwardProxy);
    const carried =
      content === undefined
        ? {}
        : { 'content-type': content.mediaType, 'content-length': String(content.bytes) };
    return Object.entries({ ...own, ...carried, ...headers, ...secret, ...toProxy })
      .filter(([, value]) => value !== '')
      .flat();
  }

  #record({ status, url }: ResponseHead, headersMs: number): void {
    this.#headersMs = headersMs;
    this.#hops.push({ origin: url.origin, status, headersMs });
  }

  async #finished({ head, plan, body, bodyBytes, bodyComplete }: WireAnswer): Promise<Exchange> {
    const isWantedAsIs = plan.kind !== 'whole' || (this.#request.keepsCoding === true && head.status < 300);
    if (isWantedAsIs) return this.#response(head, body, bodyBytes, bodyComplete);
    const decoded = await decodeBody(body, headerOf(head, 'content-encoding'), plan.limitBytes);
    if (isFault(decoded)) return this.#failed(decoded, { head, bodyBytes });
    return this.#response(head, decoded.body, bodyBytes, bodyComplete);
  }

  #response(head: ResponseHead, body: Uint8Array, bodyBytes: number, bodyComplete: boolean): Exchange {
    return {
      kind: 'response',
      head,
      body,
      bodyBytes,
      bodyComplete,
      certificateDaysLeft: this.#certificateDaysLeft,
      ...this.#course(),
    };
  }

  #failed(
    { code, detail, refusedUrl, proxy }: Fault,
    { head, bodyBytes }: Pick<NoAnswer, 'head' | 'bodyBytes'> = { head: null, bodyBytes: 0 },
  ): Exchange {
    const failedHost = this.#path.url.host;
    return {
      kind: 'failure',
      code,
      detail,
      head,
      refusedUrl,
      proxy,
      failedHost,
      bodyBytes,
      ...this.#course(),
    };
  }

  #course(): Pick<Exchange, 'timing' | 'hops' | 'fakeIp' | 'isGoTlsOnly'> {
    const { dnsMs, connectMs, tlsMs } = this.#times;
    const totalMs = performance.now() - this.#startedAt;
    const timing = { dnsMs, connectMs, tlsMs, headersMs: this.#headersMs, totalMs };
    const isGoTlsOnly = [this.#request.url.origin, ...this.#hops.map(({ origin }) => origin)].some(
      (origin) => origin.startsWith('https:') && this.#line.goTlsHosts.has(new URL(origin).host),
    );
    return { timing, hops: this.#hops, fakeIp: this.#fakeIp, isGoTlsOnly };
  }
}

function withoutFragment(url: URL): string {
  return `${url.origin}${url.pathname}${url.search}`;
}
