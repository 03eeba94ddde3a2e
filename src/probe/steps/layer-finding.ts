import type { DigestCheck } from '../../registry/digest.ts';
import type { Exchange, FailedExchange } from '../../registry/transport/types.ts';
import { LAYER } from '../limits.ts';
import type { Finding } from '../observation.ts';
import type { MirrorSession } from '../session.ts';

/** What came of a layer, as far as it speaks for or against the mirror. */
export interface DownloadedLayer {
  readonly known: boolean;
  readonly received: number;
  readonly wanted: number;
  /** As measured, or else the mean of what came; null where it came too soon to tell. */
  readonly bytesPerSecond: number | null;
  readonly digest: DigestCheck | null;
  /** It began as a web page does. */
  readonly isPage: boolean;
  /** A coding is on it, so that its bytes are not the layer's. */
  readonly isCoded: boolean;
}

/** What is wrong with a mirror by the download of a layer; null: nothing. */
export function layerFinding(
  session: MirrorSession,
  exchange: Exchange,
  phase: 'layer' | 'finalist',
  download: DownloadedLayer,
): Finding | null {
  const host = exchange.kind === 'response' ? exchange.head.url.host : exchange.failedHost;
  if (exchange.kind === 'failure') return findingOfFailure(session, exchange, phase, download);
  const { status } = exchange.head;
  if (status !== 200 && status !== 206) {
    session.refuse();
    return session.judge(exchange, phase);
  }
  if (download.isPage) {
    return session.found({ verdict: 'broken', code: 'not-a-registry', phase, httpStatus: status, host });
  }
  if (download.received >= download.wanted && download.digest?.matches() === false) {
    return session.found({ verdict: 'unsafe', code: 'digest-mismatch', phase, httpStatus: status, host });
  }
  // A layer that is right, and shorter than its manifest says, is what some engines take.
  const isShort = download.received < download.wanted && download.digest?.matches() !== true;
  if (!download.known && !download.isCoded && isShort) {
    return session.found({ verdict: 'broken', code: 'truncated', phase, httpStatus: status, host });
  }
  return download.known && isTooSlow(download)
    ? session.found({ verdict: 'degraded', code: 'too-slow', phase, httpStatus: status, host })
    : null;
}

function findingOfFailure(
  session: MirrorSession,
  exchange: FailedExchange,
  phase: 'layer' | 'finalist',
  download: DownloadedLayer,
): Finding | null {
  // Our own bound on requests, where all but a rate is known: it says nothing against the mirror.
  if (exchange.code === 'budget-spent') return null;
  const finding = session.judge(exchange, phase);
  const ranOutOfTime = finding.code === 'too-slow' && download.received > 0;
  return ranOutOfTime && !isTooSlow(download) ? null : finding;
}

function isTooSlow({ bytesPerSecond }: DownloadedLayer): boolean {
  return bytesPerSecond !== null && bytesPerSecond < LAYER.tooSlowBytesPerSecond;
}
