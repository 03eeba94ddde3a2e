import { parseDigest } from '../../registry/digest.ts';
import type { ImageReference } from '../../registry/reference.ts';
import type { Finding } from '../observation.ts';
import type { MirrorSession } from '../session.ts';
import { headManifest } from './manifest-head.ts';

/**
 * Is each further image there? A HEAD by tag, which costs an upstream no pull. What there is no budget for stays unknown (present: null); a refusal
 * ends the step, because one request is all that may follow it.
 */
export async function furtherImages(session: MirrorSession): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const image of session.context.furtherImages) {
    if (session.refused || !session.affords('further-images', 0)) break;
    const finding = await furtherImage(session, image);
    if (finding !== null) findings.push(finding);
  }
  return findings;
}

/** The first image is missing: does the mirror answer for another one, so that it is only this image that it lacks? */
export async function answersForAnother(session: MirrorSession): Promise<boolean> {
  const [other] = session.context.furtherImages;
  if (other === undefined || !session.mayAsk) return false;
  return (await furtherImage(session, other)) === null;
}

async function furtherImage(session: MirrorSession, image: ImageReference): Promise<Finding | null> {
  const exchange = await headManifest(session, 'further-images', image);
  if (exchange.kind === 'failed') return exchange.finding;
  if (exchange.kind === 'failure') return session.judge(exchange, 'manifest');
  const { status, headers } = exchange.head;
  if (status === 200) {
    const digest = parseDigest(headers['docker-content-digest']?.[0] ?? '');
    session.images.set(image.familiar, { ref: image.familiar, present: true, digest, code: null });
    return null;
  }
  session.refuse();
  const judged = session.judge(exchange, 'manifest');
  const finding: Finding =
    status === 404 ? { ...judged, verdict: 'degraded', code: 'image-missing' } : judged;
  session.images.set(image.familiar, {
    ref: image.familiar,
    present: status === 404 ? false : null,
    digest: null,
    code: finding.code,
  });
  return finding;
}
