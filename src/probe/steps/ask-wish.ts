import type { ClientRequest } from '../../clients/index.ts';
import { resolveSuppliedUrl } from '../../registry/location.ts';
import { parseTokenResponse } from '../../registry/token.ts';
import type { Exchange, FailedExchange } from '../../registry/transport/types.ts';
import { headersFor } from '../offers.ts';
import { type PlannedStep, planned } from '../plan.ts';
import type { Ask, MirrorSession } from '../session.ts';
import { manifestPath } from './manifest-head.ts';

/** A client's wish as a request to this mirror. */
export function requestFor(session: MirrorSession, wish: ClientRequest): Ask {
  const { image, registry } = session.context;
  const query = wish.ns ? { ns: registry } : {};
  const base = {
    method: wish.method,
    headers: headersFor(wish),
    authorization: wish.authorization,
    keepsCoding: true,
  } as const;
  const { of } = wish;
  switch (of.kind) {
    case 'ping':
      return { ...base, url: session.url('/v2/') };
    case 'token':
      return { ...base, url: of.url, suppliedByMirror: true };
    case 'tag':
      return { ...base, url: session.url(manifestPath(image), query) };
    case 'manifest':
      return { ...base, url: session.url(`/v2/${image.repository}/manifests/${of.digest}`, query) };
    case 'config':
    case 'layer':
      return { ...base, url: session.url(`/v2/${image.repository}/blobs/${of.blob.digest}`, query) };
    default:
      return of satisfies never;
  }
}

/** Asks for what a client wishes, within the bounds of its step. */
export async function askWish(session: MirrorSession, wish: ClientRequest, request: Ask): Promise<Exchange> {
  if (wish.of.kind === 'token') {
    // A token asked for in the clear could be read, and used, by anybody on the way.
    if (!resolveSuppliedUrl(wish.of.url.href, session.url('/v2/')).ok)
      return notAsked(wish.of.url, 'protocol-error', 'downgrade');
    session.facts.tokenHost = wish.of.url.host;
  }
  const exchange = await session.ask(stepOf(wish), request);
  if (wish.of.kind === 'token') keepToken(session, exchange);
  if (exchange.kind === 'response' && wish.of.kind === 'config') keepBlobHost(session, exchange);
  if (exchange.kind === 'response' && wish.method === 'GET' && exchange.head.status === 200) {
    if (wish.of.kind === 'tag' || wish.of.kind === 'manifest')
      session.timings.manifestMs ??= exchange.timing.totalMs;
  }
  return exchange;
}

/** Who serves blobs, and how far away that is. */
function keepBlobHost(
  session: MirrorSession,
  { head, timing }: Extract<Exchange, { kind: 'response' }>,
): void {
  const { host } = head.url;
  session.blobHosts.add(host);
  session.blobRttMs = host === session.candidate.url.host ? session.timings.connectMs : timing.connectMs;
}

/** What would have come of a request that is not made. */
export function notAsked(
  url: URL,
  code: FailedExchange['code'],
  refusedUrl: FailedExchange['refusedUrl'],
): FailedExchange {
  const timing = { dnsMs: null, connectMs: null, tlsMs: null, headersMs: null, totalMs: 0 };
  return {
    kind: 'failure',
    code,
    detail: null,
    head: null,
    refusedUrl,
    proxy: null,
    failedHost: url.host,
    bodyBytes: 0,
    timing,
    hops: [],
    fakeIp: false,
    isGoTlsOnly: false,
  };
}

function stepOf({ of }: ClientRequest): PlannedStep {
  switch (of.kind) {
    case 'ping':
      return planned('ping');
    case 'token':
      return planned('token');
    case 'tag':
      return planned('manifest');
    case 'manifest':
      return planned(of.top ? 'manifest' : 'platform-manifest');
    case 'config':
      return planned('config');
    case 'layer':
      return planned('layer');
    default:
      return of satisfies never;
  }
}

/** For the requests of later rounds. */
function keepToken(session: MirrorSession, exchange: Exchange): void {
  session.timings.tokenMs ??= exchange.timing.totalMs;
  const granted = exchange.kind === 'response' ? parseTokenResponse(exchange.body) : null;
  if (granted === null) return;
  session.auth.tokens.set(session.context.image.repository, {
    authorization: `Bearer ${granted.token}`,
    expiresAtMs: session.context.now() + granted.expiresInSeconds * 1000,
  });
}
