import type { Digest } from '../digest.ts';
import type { RegistryFailure } from './failure.ts';
import { retried } from './retry.ts';
import { pushScope } from './scope.ts';
import type { RegistrySession } from './session.ts';
import { begunBy, wrongDigestIn } from './upload-answers.ts';

/** Is this blob there? One HEAD. */
export async function hasBlob(
  session: RegistrySession,
  repository: string,
  digest: Digest,
): Promise<{ readonly kind: 'there' | 'absent' } | RegistryFailure> {
  return await retried(session, async () => {
    const exchange = await session.send({
      method: 'HEAD',
      url: `/v2/${repository}/blobs/${digest}`,
      scopes: [pushScope(repository)],
    });
    if (exchange.kind === 'failed') return exchange;
    if (exchange.kind === 'response' && exchange.head.status === 200) return { kind: 'there' as const };
    const isAbsent = exchange.kind === 'response' && exchange.head.status === 404;
    return isAbsent ? { kind: 'absent' as const } : session.failure(exchange);
  });
}

/**
 * Has a blob of another repository there count as this one's, without a byte being sent. Where the registry does not do so it has begun an upload instead.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#mounting-a-blob-from-another-repository
 */
export async function mountBlob(
  session: RegistrySession,
  repository: string,
  digest: Digest,
  from: string,
): Promise<
  { readonly kind: 'mounted' } | { readonly kind: 'begun'; readonly location: string } | RegistryFailure
> {
  const exchange = await session.send({
    method: 'POST',
    url: `/v2/${repository}/blobs/uploads/?mount=${encodeURIComponent(digest)}&from=${encodeURIComponent(from)}`,
    scopes: [pushScope(repository), `repository:${from}:pull`],
  });
  if (exchange.kind === 'failed') return exchange;
  if (exchange.kind === 'response' && exchange.head.status === 201)
    return wrongDigestIn(exchange, digest) ?? { kind: 'mounted' };
  return begunBy(session, exchange);
}
