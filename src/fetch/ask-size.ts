import type { MirrorClient } from './mirror-client.ts';
import type { Want } from './types.ts';

/** What a mirror says of a size that its answer with the bytes left out, as one that compresses or passes bytes on does. null: nothing. Never rejects. */
export async function askSize(
  client: MirrorClient,
  { repository, kind, digest }: Want,
  signal: AbortSignal,
): Promise<number | null> {
  const exchange = await client.ask({
    method: 'HEAD',
    repository,
    path: `${kind}s/${digest}`,
    body: () => ({ kind: 'discard' }),
    signal,
  });
  if (exchange.kind === 'failure' || exchange.head.status !== 200) return null;
  const [length = ''] = exchange.head.headers['content-length'] ?? [];
  return /^[1-9]\d{0,14}$/.test(length) ? Number(length) : null;
}
