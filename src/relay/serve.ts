import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fetched, Lease } from '../fetch/index.ts';
import { BODY_LIMITS } from '../limits.ts';
import type { Digest } from '../registry/digest.ts';
import { readManifest } from '../registry/read-manifest.ts';
import type { ImageReference } from '../registry/reference.ts';
import { answerBytes, answerError, answerText, digestHeaders } from './answer.ts';
import type { Figures } from './figures.ts';
import type { KnownBlobs } from './known-blobs.ts';
import { RELAY } from './limits.ts';
import type { ResolvedTag, TagResolver } from './resolver.ts';
import { type Route, routeOf } from './route.ts';
import type { Relayed } from './types.ts';

export interface Desk {
  readonly relayed: readonly Relayed[];
  readonly resolver: TagResolver;
  readonly figures: Figures;
  readonly mayAsk: (remote: string) => boolean;
  readonly blobs: KnownBlobs;
  readonly statusText: () => string;
  readonly metricsText: () => string;
  readonly headersAfterMs: number;
}

/** Answers one request. What goes out was proven: a manifest whole, a blob when its digest is right. */
export async function serve(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('docker-distribution-api-version', 'registry/2.0');
  response.setHeader('x-content-type-options', 'nosniff');
  if (!desk.mayAsk(request.socket.remoteAddress ?? '')) {
    desk.figures.requests.refused += 1;
    answerError(response, 403, 'DENIED', 'this relay does not serve your address (--allow)');
    return;
  }
  const registries = desk.relayed.map(({ registry }) => registry);
  const route = routeOf(request.method ?? 'GET', request.url ?? '/', registries);
  await answerRoute(desk, route, request, response);
}

async function answerRoute(
  desk: Desk,
  route: Route,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  switch (route.kind) {
    // No challenge: an engine that is asked for one sends the Hub's login to whoever asks.
    case 'ping':
      answerText(response, 200, 'application/json', '{}');
      return;
    case 'status':
      answerText(response, 200, 'application/json', desk.statusText());
      return;
    case 'metrics':
      answerText(response, 200, 'text/plain; version=0.0.4; charset=utf-8', desk.metricsText());
      return;
    case 'manifest':
      await answerManifest(desk, route.image, request, response);
      return;
    case 'blob':
      await answerBlob(desk, route, request, response);
      return;
    case 'other-registry':
      answerError(response, 404, 'NAME_UNKNOWN', 'this relay does not stand in for that registry');
      return;
    case 'method':
      answerError(response, 405, 'UNSUPPORTED', 'this relay can only be pulled from');
      return;
    case 'unknown':
      answerError(response, 404, 'NAME_UNKNOWN', 'no such place');
      return;
    default:
      route satisfies never;
  }
}

async function answerManifest(
  desk: Desk,
  image: ImageReference,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const relayed = relayedOf(desk, image.registry);
  if (relayed === null) return;
  const resolved = image.digest === null ? await desk.resolver.resolve(relayed, image) : null;
  const digest = image.digest ?? digestIn(resolved);
  const { repository } = image;
  if (digest === null) {
    desk.figures.requests.failed += 1;
    const why = resolved?.kind === 'unknown' ? 'the registry has no such tag' : NOBODY_TELLS;
    answerError(response, 404, 'MANIFEST_UNKNOWN', why);
    return;
  }
  const size = desk.blobs.sizeOf(digest);
  const want = { kind: 'manifest', repository, digest, size } as const;
  const fetched = await relayed.fetcher.fetch(want, goneOf(response));
  if (fetched.kind !== 'proven') {
    refuse(desk, fetched, response, 'MANIFEST_UNKNOWN');
    return;
  }
  await holding(fetched.lease, async (lease) => {
    // What was spooled as a blob may be a layer of any size.
    const manifest = lease.size > BODY_LIMITS.manifestBytes ? null : readManifest(await wholeOf(lease));
    if (manifest === null) {
      refuse(desk, { kind: 'missing' }, response, 'MANIFEST_UNKNOWN');
      return;
    }
    desk.blobs.learn(manifest);
    const age = staleHeaders(resolved);
    if (resolved?.kind === 'stale') desk.figures.requests.stale += 1;
    const headers = { 'content-type': manifest.mediaType, ...digestHeaders(digest), ...age };
    count(desk, fetched, await answerBytes(request, response, lease, headers));
  });
}

const NOBODY_TELLS =
  'nobody can tell what this tag is now: the registry is out of reach, and too few independent mirrors agree';

function digestIn(resolved: ResolvedTag | null): Digest | null {
  return resolved !== null && 'tag' in resolved ? resolved.tag.digest : null;
}

/** RFC 9111 section 5.5 has done away with Warning; some still read it, and nothing else says it. */
function staleHeaders(resolved: ResolvedTag | null): Readonly<Record<string, string>> {
  if (resolved?.kind !== 'stale') return {};
  const since = new Date(resolved.tag.atMs).toISOString();
  return { warning: '110 - "Response is Stale"', 'x-mirror-relay': `stale; confirmed=${since}` };
}

async function answerBlob(
  desk: Desk,
  { registry, repository, digest }: Extract<Route, { kind: 'blob' }>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const relayed = relayedOf(desk, registry);
  if (relayed === null) return;
  const size = desk.blobs.sizeOf(digest);
  const headers = { 'content-type': 'application/octet-stream', ...digestHeaders(digest) };
  const isWhole = request.method === 'GET' && request.headers.range === undefined;
  let promised: number | null = null;
  const timer = setTimeout(() => {
    // The headers of nothing would be the whole answer.
    if (!isWhole || size === null || size === 0) return;
    promised = size;
    response.writeHead(200, { ...headers, 'content-length': size });
    response.flushHeaders();
  }, desk.headersAfterMs);
  const gone = goneOf(response);
  const asked = relayed.fetcher.fetch({ kind: 'blob', repository, digest, size }, gone);
  if (isWhole) {
    const next = desk.blobs.after(digest, RELAY.layersAhead);
    relayed.fetcher.ahead(
      next.map((blob) => ({ kind: 'blob', repository, ...blob })),
      gone,
    );
  }
  const fetched = await asked;
  clearTimeout(timer);
  if (fetched.kind !== 'proven') {
    refuse(desk, fetched, response, 'BLOB_UNKNOWN');
    return;
  }
  await holding(fetched.lease, async (lease) => {
    // A manifest told another size, and that went out: the engine has to see that this is no answer.
    if (promised !== null && promised !== lease.size) response.destroy();
    else count(desk, fetched, await answerBytes(request, response, lease, headers));
  });
}

/** Aborts when the answer has gone out, or whom it was for has gone away. */
function goneOf(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return gone.signal;
}

async function holding(lease: Lease, use: (lease: Lease) => Promise<void>): Promise<void> {
  try {
    await use(lease);
  } finally {
    await lease.release();
  }
}

/** 404 sends every engine to its next mirror at once; after the headers only a cut body does. */
function refuse(
  desk: Desk,
  fetched: Exclude<Fetched, { kind: 'proven' }>,
  response: ServerResponse,
  code: 'MANIFEST_UNKNOWN' | 'BLOB_UNKNOWN',
): void {
  desk.figures.requests.failed += 1;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  answerError(response, 404, code, WHY[fetched.kind]);
}

const WHY: Readonly<Record<Exclude<Fetched['kind'], 'proven'>, string>> = {
  missing: 'no mirror has it',
  failed: 'no mirror gave it',
  'no-room': 'the disk of the relay is full',
};

function count({ figures }: Desk, { from }: Extract<Fetched, { kind: 'proven' }>, bytes: number): void {
  figures.requests[from === 'spool' ? 'hit' : 'miss'] += 1;
  figures.servedBytes += bytes;
  if (from !== 'mirrors') figures.savedBytes += bytes;
}

async function wholeOf(lease: Lease): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of lease.read(0, lease.size)) parts.push(part);
  return Buffer.concat(parts);
}

function relayedOf(desk: Desk, registry: string): Relayed | null {
  return desk.relayed.find((one) => one.registry === registry) ?? null;
}
