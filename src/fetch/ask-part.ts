import { ACCEPT_MANIFEST } from '../registry/media-types.ts';
import type { BodyPlan, Exchange, ResponseHead } from '../registry/transport/types.ts';
import type { MirrorClient } from './mirror-client.ts';
import type { Part } from './pieces.ts';
import type { Want } from './types.ts';

/** Asks a mirror for a part of it, by Range unless it is all of it. `size`: of the whole; null: not known. Never rejects for what the mirror does. */
export function askPart(
  client: MirrorClient,
  { kind, repository, digest }: Want,
  { from, to }: Part,
  size: number | null,
  body: (head: ResponseHead) => BodyPlan,
  signal: AbortSignal,
): Promise<Exchange> {
  const accept: Record<string, string> = kind === 'manifest' ? { accept: ACCEPT_MANIFEST } : {};
  const isOpen = to === Number.POSITIVE_INFINITY;
  const isAll = from === 0 && (isOpen || to === size);
  const range: Record<string, string> = isAll ? {} : { range: `bytes=${from}-${isOpen ? '' : to - 1}` };
  const path = `${kind}s/${digest}`;
  return client.ask({ method: 'GET', repository, path, headers: { ...accept, ...range }, body, signal });
}
