import type { Digest } from '../../registry/digest.ts';
import type { MirrorSession } from '../session.ts';
import { headManifest } from './manifest-head.ts';

/** Does this mirror know a digest that another operator serves for the tag? null: it could not be asked or did not say. */
export async function knowsDigest(session: MirrorSession, digest: Digest): Promise<boolean | null> {
  if (session.refused || !session.affords('cross-check', 0)) return null;
  const exchange = await headManifest(session, 'cross-check', { ...session.context.image, digest });
  if (exchange.kind !== 'response') return null;
  if (exchange.head.status === 200) return true;
  session.refuse();
  return exchange.head.status === 404 ? false : null;
}
