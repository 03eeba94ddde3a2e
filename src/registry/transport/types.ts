import type { Timeouts } from '../../limits.ts';

/** Codes of interface.md's dead row, and what our own bounds refuse. */
export type TransportFailureCode =
  | 'dns-failure'
  | 'connection-refused'
  | 'connection-timeout'
  | 'connection-reset'
  | 'tls-untrusted'
  | 'tls-expired'
  | 'tls-name-mismatch'
  | 'tls-failure'
  | 'response-timeout'
  | 'stalled'
  | 'truncated'
  | 'oversized'
  | 'redirect-loop'
  | 'protocol-error'
  | 'proxy-failure'
  | 'aborted'
  | 'budget-spent';

/** Milliseconds of the last hop, each phase apart; null where the phase did not happen (a warm connection) or is the proxy's. */
export interface Timing {
  readonly dnsMs: number | null;
  readonly connectMs: number | null;
  readonly tlsMs: number | null;
  /** Request written to response headers parsed. */
  readonly headersMs: number | null;
  /** Whole exchange, all hops, connection set-up included. */
  readonly totalMs: number;
}

/** One origin that an exchange passed through. */
export interface Hop {
  readonly origin: string;
  readonly status: number;
  readonly headersMs: number;
}

/** What a proxy on the way did, in the mirror's place. */
export interface ProxyTrouble {
  /** Its URL without user, password and path. */
  readonly proxy: string;
  /**
   * `unreachable`: no connection to it. `silent`: connected, and no answer. `foreign`: it does not speak as such a proxy does.
   * `login`: it wants one. `refused`: it will not let us through. `failed`: it could not reach the target.
   */
  readonly did: 'unreachable' | 'silent' | 'foreign' | 'login' | 'refused' | 'failed';
  /** HTTP status with which it answered; null for none, and for SOCKS. */
  readonly status: number | null;
}

export type RefusedUrlReason = 'scheme' | 'downgrade' | 'special-address' | 'unparsable';

/** What becomes of a response body. The decision can depend on the head, so that an error is read as an error. */
export type BodyPlan =
  | { readonly kind: 'whole'; readonly limitBytes: number }
  | { readonly kind: 'discard' }
  | {
      readonly kind: 'stream';
      /**
       * `atMs`: performance.now() at arrival. Return false to stop reading and close the connection; a promise to have nothing more read before it
       * is fulfilled (it must not reject): the peer is slowed down to the pace of who takes its bytes.
       */
      readonly onChunk: (chunk: Uint8Array, atMs: number) => boolean | Promise<void>;
    };

export interface ResponseHead {
  readonly status: number;
  /** Names in lower case; a header sent more than once keeps every value. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly url: URL;
}

/** What a request carries. It may be opened more than once: a connection that was closed while it lay idle took nothing. */
export interface RequestContent {
  readonly mediaType: string;
  /** Exactly so many come. */
  readonly bytes: number;
  readonly open: () => AsyncIterable<Uint8Array>;
}

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface ExchangeRequest {
  /** GET and HEAD follow redirects, and are sent again after a reset; the others change something there: their one answer is the answer. */
  readonly method: Method;
  readonly content?: RequestContent;
  readonly url: URL;
  /** One that is '' is left out, be it one of our own. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A 2xx body is wanted as it was sent, codings on. Default: they are undone. */
  readonly keepsCoding?: boolean;
  /** Sent to the URL's own origin only; dropped on any other origin. */
  readonly authorization?: string;
  /** true: a new connection for the first hop, so that DNS, TCP and TLS are timed. */
  readonly cold?: boolean;
  readonly timeouts: Pick<Timeouts, 'connectMs' | 'tlsMs' | 'headersMs' | 'bodyIdleMs'>;
  readonly bodyPlan: (head: ResponseHead) => BodyPlan;
  readonly signal: AbortSignal;
  /**
   * Was this URL named by a mirror (token realm, hub cross-check location) rather than by the user or our catalogue?
   * Then the address guard applies to the first hop too. Redirect targets are always guarded.
   */
  readonly suppliedByMirror?: boolean;
  /**
   * A certificate that is fine but for its dates by this machine's clock is taken. For asking what time it is elsewhere, and nothing else: no
   * credentials, and nothing of the answer but its `Date`.
   */
  readonly datesAside?: boolean;
}

export interface ResponseExchange {
  readonly kind: 'response';
  readonly head: ResponseHead;
  /** Empty for 'discard' and 'stream'. */
  readonly body: Uint8Array;
  readonly bodyBytes: number;
  /** The body came to its proper end (content-length reached, or last chunk). */
  readonly bodyComplete: boolean;
  readonly timing: Timing;
  readonly hops: readonly Hop[];
  /** Whole days until the first certificate of the mirror's own chain expires; null without TLS. */
  readonly certificateDaysLeft: number | null;
  /** The address connected to lies in 198.18.0.0/15: a fake-ip proxy answers for everything. */
  readonly fakeIp: boolean;
  /** Somebody on the way shares a cipher with containerd's library alone. */
  readonly isGoTlsOnly: boolean;
}

export interface FailedExchange {
  readonly kind: 'failure';
  readonly code: TransportFailureCode;
  /** Cleaned and at most 200 characters; for our own log line and `detail`. */
  readonly detail: string | null;
  /** The head, where the failure came after it (body stalled, truncated, oversized). */
  readonly head: ResponseHead | null;
  readonly refusedUrl: RefusedUrlReason | null;
  /** With `proxy-failure`; null with every other code. */
  readonly proxy: ProxyTrouble | null;
  /** The host that failed, where it is not the one asked: a redirect's target. */
  readonly failedHost: string;
  readonly bodyBytes: number;
  readonly timing: Timing;
  readonly hops: readonly Hop[];
  readonly fakeIp: boolean;
  readonly isGoTlsOnly: boolean;
}

export type Exchange = ResponseExchange | FailedExchange;

export type ProxyChoice =
  | { readonly kind: 'direct' }
  | { readonly kind: 'http' | 'https' | 'socks5'; readonly url: URL };

export interface TransportOptions {
  /** PEM bundles trusted for every host, beside Node's own. */
  readonly ca: readonly string[];
  /** Extra PEM for `host[:port]`, as dockerd reads /etc/docker/certs.d; null when there is none. */
  readonly caFor: (host: string) => string | null;
  readonly proxyFor: (url: URL) => ProxyChoice;
  readonly ipFamily: 4 | 6 | null;
  readonly userAgent: string;
  readonly headerBytes: number;
  readonly redirects: number;
  /** Called before each request on the wire, redirect hops included; false refuses it (code budget-spent). */
  readonly admit: (url: URL) => boolean;
}

/** A client for ONE mirror: its own connection pool, its own counters. Never throws for what a peer does. */
export interface Transport {
  exchange(request: ExchangeRequest): Promise<Exchange>;
  /** Was `host[:port]` trusted by its own CA (`caFor`) alone? false while it was not connected to. */
  needsOwnCa(host: string): boolean;
  /** Bytes received on the wire by this transport so far, bodies only. */
  readonly bytesReceived: number;
  /** Ends what runs and closes its connections; what it knows of where the mirror lives stays, and it can be asked again. */
  rest(): Promise<void>;
  /** The same for good. */
  close(): Promise<void>;
}
