import { createHash } from 'node:crypto';
import type { Attempt } from './attempt.ts';
import type { Lease } from './spool/spool.ts';

/** An attempt whose bytes were wrong: who alone gave them, and went by a size that a mirror told, or by none; null: it may have been anybody. */
export function culpritOf({ pieces, claims }: Attempt): string | null {
  const [first, ...others] = new Set(pieces.received.map(({ source }) => source));
  if (first === undefined || others.length > 0 || claims.areOnlyToldBeforehand) return null;
  // Who gave all that came is not to blame where another one said that it was all.
  return claims.tellers.length === 0 || claims.tellers.includes(first) ? first : null;
}

/** An attempt whose bytes were wrong: who of its mirrors gave other bytes than those that were proven later. */
export async function guiltyOf(wrong: Attempt, right: Lease): Promise<ReadonlySet<string>> {
  const guilty = new Set<string>();
  for (const { source, from, to } of wrong.pieces.received) {
    if (guilty.has(source)) continue;
    const end = Math.min(to, right.size);
    const [given, proven] = await Promise.all([
      hashOf(wrong.reception.incoming.read(from, to)),
      from < end ? hashOf(right.read(from, end)) : '',
    ]);
    if (given !== proven) guilty.add(source);
  }
  return guilty;
}

async function hashOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of stream) hash.update(chunk);
  return hash.digest('hex');
}
