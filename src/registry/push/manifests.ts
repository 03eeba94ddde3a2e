import { BODY_LIMITS } from '../../limits.ts';
import { type Digest, digestOf, parseDigest } from '../digest.ts';
import { ACCEPT_MANIFEST } from '../media-types.ts';
import { parseRateLimit, type RateLimit } from '../rate-limit.ts';
import { pullScope } from '../token.ts';
import type { ResponseHead } from '../transport/types.ts';
import { cleanText } from '../untrusted-text.ts';
import { type RegistryFailure, registryFailure } from './failure.ts';
import { retried } from './retry.ts';
import { pushScope } from './scope.ts';
import type { RegistrySession } from './session.ts';

export type ManifestHead =
  | { readonly kind: 'there'; readonly digest: Digest; readonly rateLimit: RateLimit | null }
  | { readonly kind: 'absent'; readonly rateLimit: RateLimit | null };

/** What a tag or digest is there. One HEAD, which counts against no pull limit. */
export async function headManifest(
  session: RegistrySession,
  repository: string,
  reference: string,
): Promise<ManifestHead | RegistryFailure> {
  return await retried(session, async () => {
    const exchange = await session.send({
      method: 'HEAD',
      url: manifestUrl(repository, reference),
      scopes: [session.purpose === 'pull' ? pullScope(repository) : pushScope(repository)],
      headers: { accept: ACCEPT_MANIFEST },
    });
    if (exchange.kind === 'failed') return exchange;
    if (exchange.kind === 'failure') return session.failure(exchange);
    const rateLimit = parseRateLimit(exchange.head.headers);
    if (exchange.head.status === 404) return { kind: 'absent' as const, rateLimit };
    if (exchange.head.status !== 200) return session.failure(exchange);
    const digest = digestIn(exchange.head);
    return digest === null
      ? registryFailure('refused', 'it does not tell the digest of its manifest')
      : { kind: 'there' as const, digest, rateLimit };
  });
}

export interface GotManifest {
  readonly kind: 'manifest';
  readonly bytes: Uint8Array;
  readonly rateLimit: RateLimit | null;
}

/** The bytes of a manifest, proven by the digest that they are asked for by. One GET: at Docker Hub that is a pull. It is not asked for twice. */
export async function getManifest(
  session: RegistrySession,
  repository: string,
  digest: Digest,
): Promise<GotManifest | RegistryFailure> {
  const exchange = await session.send({
    method: 'GET',
    url: manifestUrl(repository, digest),
    scopes: [pullScope(repository)],
    headers: { accept: ACCEPT_MANIFEST },
    body: () => ({ kind: 'whole', limitBytes: BODY_LIMITS.manifestBytes }),
  });
  if (exchange.kind === 'failed') return exchange;
  if (exchange.kind !== 'response' || exchange.head.status !== 200 || !exchange.bodyComplete)
    return session.failure(exchange);
  const bytes = exchange.body;
  return digestOf(bytes) === digest
    ? { kind: 'manifest', bytes, rateLimit: parseRateLimit(exchange.head.headers) }
    : registryFailure('wrong-digest', 'it is not what it was asked for');
}

/** Puts a manifest under a tag, or under its own digest, as it is, byte for byte. */
export async function putManifest(
  session: RegistrySession,
  repository: string,
  reference: string,
  {
    bytes,
    mediaType,
    digest,
  }: { readonly bytes: Uint8Array; readonly mediaType: string; readonly digest: Digest },
): Promise<{ readonly kind: 'put' } | RegistryFailure> {
  const open = async function* (): AsyncGenerator<Uint8Array> {
    yield bytes;
  };
  const put = await retried(session, async () => {
    const exchange = await session.send({
      method: 'PUT',
      url: manifestUrl(repository, reference),
      scopes: [pushScope(repository)],
      content: { mediaType, bytes: bytes.length, open },
    });
    if (exchange.kind === 'failed') return exchange;
    return exchange.kind === 'response' && exchange.head.status === 201
      ? { kind: 'put' as const, told: digestIn(exchange.head) }
      : session.failure(exchange);
  });
  if (put.kind === 'failed') return put;
  if (put.told === digest) return { kind: 'put' };
  // What it says, or does not say, of what it stored is held against what it stored.
  const now = await headManifest(session, repository, reference);
  if (now.kind === 'failed') return now;
  return now.kind === 'there' && now.digest === digest
    ? { kind: 'put' }
    : registryFailure('wrong-digest', now.kind === 'there' ? now.digest : (put.told ?? null));
}

/** Takes a tag away, or a manifest with all its tags. `absent`: it was gone. */
export async function deleteManifest(
  session: RegistrySession,
  repository: string,
  reference: string,
): Promise<{ readonly kind: 'deleted' | 'absent' } | RegistryFailure> {
  const exchange = await session.send({
    method: 'DELETE',
    url: manifestUrl(repository, reference),
    scopes: [`repository:${repository}:pull,push,delete`],
  });
  if (exchange.kind === 'failed') return exchange;
  if (exchange.kind === 'response' && (exchange.head.status === 202 || exchange.head.status === 200))
    return { kind: 'deleted' };
  if (exchange.kind === 'response' && exchange.head.status === 404) return { kind: 'absent' };
  return session.failure(exchange);
}

function manifestUrl(repository: string, reference: string): string {
  return `/v2/${repository}/manifests/${reference}`;
}

function digestIn({ headers }: ResponseHead): Digest | null {
  return parseDigest(cleanText(headers['docker-content-digest']?.[0] ?? ''));
}
