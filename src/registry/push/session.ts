import { BODY_LIMITS } from '../../limits.ts';
import { bearerChallenge, type Challenge, parseChallenges } from '../challenge.ts';
import { resolveSuppliedUrl } from '../location.ts';
import { parseTokenResponse, tokenUrl } from '../token.ts';
import type {
  BodyPlan,
  Exchange,
  Method,
  RequestContent,
  ResponseHead,
  Transport,
} from '../transport/types.ts';
import { cleanText } from '../untrusted-text.ts';
import { basicAuthorization, type Credentials } from './credentials.ts';
import { failureOf, type RegistryFailure, registryFailure } from './failure.ts';
import type { PushLimits } from './limits.ts';
import { Secrets } from './secrets.ts';

export interface SessionOptions {
  /** Its scheme and host; nothing of its path counts. */
  readonly base: URL;
  /** What is asked for with its tokens, so that one does for all questions. */
  readonly purpose: 'pull' | 'push';
  readonly transport: Transport;
  /** null: nobody in particular. */
  readonly credentials: Credentials | null;
  /** May our login be sent to this token service? That of the registry's own host may always be asked. */
  readonly mayLogInAt: (realm: URL) => Promise<boolean>;
  readonly limits: PushLimits;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

export interface RegistryRequest {
  readonly method: Method;
  /** From the root: `/v2/library/nginx/manifests/latest`; or what an answer named, of the same origin. */
  readonly url: string | URL;
  /** What a token has to be good for: `repository:library/nginx:pull,push`. */
  readonly scopes: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly content?: RequestContent;
  /** Of a 2xx answer; default: it is of no interest. */
  readonly body?: (head: ResponseHead) => BodyPlan;
}

type Way =
  | { readonly kind: 'open' }
  | { readonly kind: 'basic' }
  | { readonly kind: 'bearer'; readonly challenge: Challenge };

/**
 * One registry, asked as whoever we are there. How it wants to be asked is found out by one `GET /v2/`; from then on a request goes out with what it
 * needs, so that it is one request. The login goes to this origin, and to a token service of its own site, and nowhere else.
 */
export class RegistrySession {
  readonly base: URL;
  readonly #options: SessionOptions;
  readonly #secrets: Secrets;
  readonly #tokens = new Map<string, { readonly authorization: string; readonly untilMs: number }>();
  #way: Promise<Way | RegistryFailure> | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#secrets = new Secrets(options.credentials, options.limits.tokens);
    this.base = new URL('/', options.base);
  }

  get signal(): AbortSignal {
    return this.#options.signal;
  }

  get purpose(): 'pull' | 'push' {
    return this.#options.purpose;
  }

  get limits(): PushLimits {
    return this.#options.limits;
  }

  get now(): () => number {
    return this.#options.now;
  }

  /** Is there somebody, and does it know us? null: yes. */
  async greet(): Promise<RegistryFailure | null> {
    const way = await this.#found();
    return way.kind === 'failed' ? way : null;
  }

  /** One request; a second one where what we came with was refused, as a token that has ended is. Never rejects for what the registry does. */
  async send(request: RegistryRequest): Promise<Exchange | RegistryFailure> {
    const way = await this.#found();
    if (way.kind === 'failed') return way;
    const authorization = await this.#authorization(way, request.scopes, false);
    if (authorization !== null && typeof authorization !== 'string') return authorization;
    const exchange = await this.#exchange(request, authorization);
    if (exchange.kind === 'failure' || exchange.head.status !== 401) return exchange;
    const asked = this.#askedBy(exchange.head);
    if (asked === null || (asked.kind === 'basic' && way.kind === 'basic')) return exchange;
    // Who lets everybody read says only now what it wants.
    const isOwn = exchange.head.url.origin === this.base.origin;
    if (way.kind === 'open' && isOwn) this.#way = Promise.resolve(asked);
    const renewed = await this.#authorization(asked, request.scopes, true);
    if (renewed === null) return exchange;
    return typeof renewed === 'string' ? await this.#exchange(request, renewed) : renewed;
  }

  /** What an answer that is none of those that were hoped for amounts to. Of an answer that echoes our login that is left out. */
  failure(exchange: Exchange): RegistryFailure {
    if (exchange.kind === 'failure') {
      const failure = failureOf(exchange);
      const { detail } = failure;
      return { ...failure, detail: detail === null ? null : this.#secrets.mask(detail) };
    }
    // Before it is cut: what is left of a token would not be known as one.
    const body = Buffer.from(this.#secrets.mask(Buffer.from(exchange.body).toString()));
    return failureOf({ ...exchange, body });
  }

  close(): Promise<void> {
    return this.#options.transport.close();
  }

  #found(): Promise<Way | RegistryFailure> {
    this.#way ??= this.#ping().then((way) => {
      // Whoever could not be reached may be reached later.
      if (way.kind === 'failed') this.#way = null;
      return way;
    });
    return this.#way;
  }

  async #ping(): Promise<Way | RegistryFailure> {
    const exchange = await this.#exchange({ method: 'GET', url: '/v2/', scopes: [] }, null);
    if (exchange.kind === 'failure') return this.failure(exchange);
    const { status, url } = exchange.head;
    // Questions would follow, uploads do not: who puts anything there has to name the place itself.
    if (this.purpose === 'push' && url.origin !== this.base.origin)
      return registryFailure('moved', withoutQuery(url));
    if (status === 200) return { kind: 'open' };
    if (status !== 401) return status === 404 ? registryFailure('not-found') : this.failure(exchange);
    const asked = this.#askedBy(exchange.head);
    const { credentials } = this.#options;
    if (asked?.kind === 'bearer') return asked;
    if (asked === null || credentials?.kind !== 'basic') return this.failure(exchange);
    const known = await this.#exchange(
      { method: 'GET', url: '/v2/', scopes: [] },
      basicAuthorization(credentials),
    );
    return known.kind === 'response' && known.head.status === 200 ? { kind: 'basic' } : this.failure(known);
  }

  /** How a 401 wants to be answered. null: in no way that we can; a login goes to this origin alone. */
  #askedBy({ headers, url }: ResponseHead): Way | null {
    const challenges = parseChallenges(headers['www-authenticate'] ?? []);
    const challenge = bearerChallenge(challenges);
    if (challenge !== null) return { kind: 'bearer', challenge };
    const isBasic = challenges.some(({ scheme }) => scheme === 'basic');
    const mayTell = this.#options.credentials?.kind === 'basic' && url.origin === this.base.origin;
    return isBasic && mayTell ? { kind: 'basic' } : null;
  }

  async #authorization(
    way: Way,
    scopes: readonly string[],
    isNew: boolean,
  ): Promise<string | RegistryFailure | null> {
    const { credentials, now, limits } = this.#options;
    if (way.kind === 'open') return null;
    if (way.kind === 'basic') return credentials?.kind === 'basic' ? basicAuthorization(credentials) : null;
    const key = scopes.join(' ');
    const kept = this.#tokens.get(key);
    if (!isNew && kept !== undefined && kept.untilMs > now()) return kept.authorization;
    const granted = await this.#token(way.challenge, scopes);
    if (granted.kind === 'failed') return granted;
    if (this.#tokens.size >= limits.tokens) this.#tokens.clear();
    this.#secrets.addToken(granted.token);
    const authorization = `Bearer ${granted.token}`;
    const untilMs = now() + granted.expiresInSeconds * 1000 - limits.tokenMarginMs;
    this.#tokens.set(key, { authorization, untilMs });
    return authorization;
  }

  /** https://distribution.github.io/distribution/spec/auth/token/ and …/oauth/ */
  async #token(challenge: Challenge, [first = '', ...others]: readonly string[]) {
    const { credentials, transport, signal, mayLogInAt } = this.#options;
    const named = tokenUrl(challenge, first);
    if (named === null) return registryFailure('refused', 'no token service is named');
    for (const scope of others) named.searchParams.append('scope', scope);
    const realm = resolveSuppliedUrl(named.href, this.base);
    if (!realm.ok) return registryFailure(realm.reason === 'downgrade' ? 'downgrade' : 'refused', named.host);
    const isOwn = realm.url.hostname === this.base.hostname;
    if (credentials !== null && !isOwn && !(await mayLogInAt(realm.url)))
      return registryFailure('foreign-location', realm.url.host);
    const bodyPlan = (): BodyPlan => ({ kind: 'whole', limitBytes: BODY_LIMITS.tokenBytes });
    const common = { suppliedByMirror: true, timeouts: this.#timeouts, bodyPlan, signal };
    const exchange =
      credentials?.kind === 'identity'
        ? await transport.exchange({ ...refresh(realm.url, credentials.token), ...common })
        : await transport.exchange({
            method: 'GET',
            url: realm.url,
            ...(credentials === null ? {} : { authorization: basicAuthorization(credentials) }),
            ...common,
          });
    if (exchange.kind === 'failure' || exchange.head.status !== 200) return this.failure(exchange);
    const token = parseTokenResponse(exchange.body);
    return token === null
      ? registryFailure('refused', 'the token service gave no token')
      : { kind: 'token' as const, ...token };
  }

  #exchange(
    { method, url, headers, content, body }: RegistryRequest,
    authorization: string | null,
  ): Promise<Exchange> {
    const { transport, signal } = this.#options;
    return transport.exchange({
      method,
      url: new URL(url, this.base),
      headers: headers ?? {},
      ...(content === undefined ? {} : { content }),
      ...(authorization === null ? {} : { authorization }),
      timeouts: this.#timeouts,
      keepsCoding: true,
      bodyPlan: (head) => {
        if (method === 'HEAD') return { kind: 'discard' };
        const isDone = head.status >= 200 && head.status < 300;
        if (isDone) return body?.(head) ?? { kind: 'discard' };
        return { kind: 'whole', limitBytes: BODY_LIMITS.errorBytes };
      },
      signal,
    });
  }

  get #timeouts() {
    const { connectMs, tlsMs, answerMs } = this.#options.limits;
    return { connectMs, tlsMs, headersMs: answerMs, bodyIdleMs: answerMs };
  }
}

function withoutQuery({ origin, pathname }: URL): string {
  return cleanText(`${origin}${pathname.replace(/\/v2\/?$/, '')}`);
}

function refresh(realm: URL, token: string) {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    service: realm.searchParams.get('service') ?? '',
    client_id: 'mirror-check',
    scope: realm.searchParams.getAll('scope').join(' '),
    refresh_token: token,
  });
  const bytes = Buffer.from(form.toString());
  return {
    method: 'POST' as const,
    url: new URL(`${realm.origin}${realm.pathname}`),
    content: {
      mediaType: 'application/x-www-form-urlencoded',
      bytes: bytes.length,
      open: async function* () {
        yield bytes;
      },
    },
  };
}
