import { createDigestCheck } from '../../registry/digest.ts';
import { type Descriptor, looksLikeHtml } from '../../registry/manifest.ts';
import type { Finding } from '../observation.ts';
import { planned } from '../plan.ts';
import type { MirrorSession } from '../session.ts';
import { blobRequest } from './blob.ts';

/** The config blob, whole and hashed. It is the smallest blob of every image, and the first that an allow-list or a dead storage refuses. */
export async function configBlob(session: MirrorSession, config: Descriptor): Promise<Finding | null> {
  const asked = await blobRequest(session, config.digest);
  if (asked.kind === 'failed') return asked.finding;
  const exchange = await session.ask(planned('config'), asked.request);
  if (exchange.kind === 'failure') return session.judge(exchange, 'config');
  const { host } = exchange.head.url;
  session.blobHosts.add(host);
  session.blobRttMs =
    host === session.candidate.url.host ? session.timings.connectMs : exchange.timing.connectMs;
  if (exchange.head.status !== 200) {
    session.refuse();
    return session.judge(exchange, 'config');
  }
  const check = createDigestCheck(config.digest);
  check.update(exchange.body);
  if (check.matches()) return null;
  const { status, url, headers } = exchange.head;
  const where = { phase: 'config', httpStatus: status, host: url.host } as const;
  return looksLikeHtml(exchange.body, headers['content-type']?.[0] ?? null)
    ? session.found({ verdict: 'broken', code: 'not-a-registry', ...where })
    : session.found({ verdict: 'unsafe', code: 'digest-mismatch', ...where });
}
