import { ACCEPT_MANIFEST } from '../../registry/media-types.ts';
import type { ImageReference } from '../../registry/reference.ts';
import type { Exchange } from '../../registry/transport/types.ts';
import type { Finding } from '../observation.ts';
import { planned, type StepName } from '../plan.ts';
import type { MirrorSession } from '../session.ts';
import { authorize } from './token.ts';

/** A HEAD of a manifest in the way that the mirror answered to. A finding: there is no token to ask with. */
export async function headManifest(
  session: MirrorSession,
  step: StepName,
  image: ImageReference,
): Promise<Exchange | { readonly kind: 'failed'; readonly finding: Finding }> {
  const granted = await authorize(session, image.repository);
  if (granted.kind === 'failed') return granted;
  const ns = session.worksWith.classic === false ? { ns: session.context.registry } : {};
  return session.ask(planned(step), {
    method: 'HEAD',
    url: session.url(manifestPath(image), ns),
    headers: { accept: ACCEPT_MANIFEST },
    authorization: granted.kind === 'granted' ? granted.authorization : null,
  });
}

/** The path under /v2/ at which an engine asks for what the user named. */
export function manifestPath(image: ImageReference): string {
  return `/v2/${image.repository}/manifests/${image.digest ?? image.tag ?? 'latest'}`;
}
