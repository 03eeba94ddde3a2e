import type { Digest } from '../../registry/digest.ts';
import { ACCEPT_MANIFEST } from '../../registry/media-types.ts';
import { planned } from '../plan.ts';
import type { MirrorSession } from '../session.ts';
import { manifestPath } from './manifest.ts';
import { authorize } from './token.ts';

/** Does this mirror know a digest that another operator serves for the tag? null: it could not be asked or did not say. */
export async function knowsDigest(session: MirrorSession, digest: Digest): Promise<boolean | null> {
  if (session.refused || !session.affords('cross-check', 0)) return null;
  const { image } = session.context;
  const granted = await authorize(session, image.repository);
  if (granted.kind === 'failed') return null;
  const ns = session.worksWith.classic === false ? { ns: session.context.registry } : {};
  const exchange = await session.ask(planned('cross-check'), {
    method: 'HEAD',
    url: session.url(manifestPath({ ...image, digest }), ns),
    headers: { accept: ACCEPT_MANIFEST },
    authorization: granted.kind === 'granted' ? granted.authorization : null,
  });
  if (exchange.kind === 'failure') return null;
  if (exchange.head.status === 200) return true;
  session.refuse();
  return exchange.head.status === 404 ? false : null;
}
