import type { Digest } from '../../registry/digest.ts';
import type { Finding } from '../observation.ts';
import type { Ask, MirrorSession } from '../session.ts';
import { authorize } from './token.ts';

export type BlobRequest =
  | { readonly kind: 'ready'; readonly request: Ask }
  | { readonly kind: 'failed'; readonly finding: Finding };

/** A GET of a blob of the first image, in the way that the mirror's manifest answered to. */
export async function blobRequest(session: MirrorSession, digest: Digest): Promise<BlobRequest> {
  const { image, registry } = session.context;
  const containerdOnly = session.worksWith.classic === false;
  const granted = await authorize(session, image.repository);
  if (granted.kind === 'failed') return granted;
  const kept = session.auth.tokens.get(image.repository)?.authorization ?? null;
  const url = session.url(`/v2/${image.repository}/blobs/${digest}`, containerdOnly ? { ns: registry } : {});
  const authorization = granted.kind === 'granted' ? granted.authorization : containerdOnly ? kept : null;
  return { kind: 'ready', request: { method: 'GET', url, authorization } };
}
