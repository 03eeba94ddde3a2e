import { endpoint } from '../catalog/mirror-url.ts';
import { BODY_LIMITS } from '../limits.ts';
import { bearerChallenge, parseChallenges } from '../registry/challenge.ts';
import { resolveSuppliedUrl } from '../registry/location.ts';
import { parseTokenResponse, pullScope, tokenUrl } from '../registry/token.ts';
import type { BodyPlan, Exchange, ResponseHead, Transport } from '../registry/transport/types.ts';
import type { FetchLimits } from './limits.ts';
import type { Source } from './types.ts';

export interface MirrorQuestion {
  readonly method: 'GET' | 'HEAD';
  readonly repository: string;
  /** Behind the repository: `manifests/latest`, `blobs/sha256:…`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Of a 2xx answer. */
  readonly body: (head: ResponseHead) => BodyPlan;
  readonly signal: AbortSignal;
}

/** One mirror, asked as an engine asks it: by its address, with the anonymous token that it wants. */
export class MirrorClient {
  readonly #source: Source;
  readonly #registry: string;
  readonly #transport: Transport;
  readonly #limits: FetchLimits;
  readonly #now: () => number;
  readonly #tokens = new Map<string, { readonly authorization: string; readonly untilMs: number }>();

  constructor(
    source: Source,
    registry: string,
    transport: Transport,
    limits: FetchLimits,
    now: () => number,
  ) {
    this.#source = source;
    this.#registry = registry;
    this.#transport = transport;
    this.#limits = limits;
    this.#now = now;
  }

  get bytesReceived(): number {
    return this.#transport.bytesReceived;
  }

  /** The token is asked for when the answer wants one; once. Never rejects for what the mirror does. */
  async ask(question: MirrorQuestion): Promise<Exchange> {
    const kept = this.#tokens.get(question.repository);
    const first = await this.#send(
      question,
      kept !== undefined && kept.untilMs > this.#now() ? kept.authorization : null,
    );
    if (first.kind === 'failure' || first.head.status !== 401) return first;
    const granted = await this.#token(first.head, question);
    if (granted === null) return first;
    return typeof granted === 'string' ? await this.#send(question, granted) : granted;
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  #send({ method, repository, path, headers, body, signal }: MirrorQuestion, authorization: string | null) {
    // Whoever mirrors several registries under one address tells them apart by it, as containerd sends it.
    const query = this.#registry === 'docker.io' ? undefined : { ns: this.#registry };
    return this.#transport.exchange({
      method,
      url: endpoint(this.#source.candidate.url, `/v2/${repository}/${path}`, query),
      headers: headers ?? {},
      ...(authorization === null ? {} : { authorization }),
      timeouts: this.#timeouts,
      keepsCoding: true,
      bodyPlan: (head) => {
        if (method === 'HEAD') return { kind: 'discard' };
        return head.status >= 200 && head.status < 300 ? body(head) : { kind: 'discard' };
      },
      signal,
    });
  }

  /** A token, or how asking for it went wrong; null: there is nobody to ask. */
  async #token(
    head: ResponseHead,
    { repository, signal }: MirrorQuestion,
  ): Promise<string | Exchange | null> {
    const challenge = bearerChallenge(parseChallenges(head.headers['www-authenticate'] ?? []));
    const named =
      challenge === null
        ? null
        : tokenUrl(challenge, pullScope(`${this.#source.candidate.url.imagePrefix}${repository}`));
    // A token asked for in the clear could be read, and used, by anybody on the way.
    const realm =
      named === null ? null : resolveSuppliedUrl(named.href, new URL(this.#source.candidate.url.href));
    if (realm?.ok !== true) return null;
    const exchange = await this.#transport.exchange({
      method: 'GET',
      url: realm.url,
      suppliedByMirror: true,
      timeouts: this.#timeouts,
      bodyPlan: () => ({ kind: 'whole', limitBytes: BODY_LIMITS.tokenBytes }),
      signal,
    });
    if (exchange.kind === 'failure') return exchange;
    const token = exchange.head.status === 200 ? parseTokenResponse(exchange.body) : null;
    if (token === null) return null;
    const authorization = `Bearer ${token.token}`;
    if (this.#tokens.size >= this.#limits.tokens) this.#tokens.clear();
    this.#tokens.set(repository, {
      authorization,
      untilMs: this.#now() + token.expiresInSeconds * 1000,
    });
    return authorization;
  }

  get #timeouts() {
    const { connectMs, tlsMs, silenceMs } = this.#limits;
    return { connectMs, tlsMs, headersMs: silenceMs, bodyIdleMs: silenceMs };
  }
}
