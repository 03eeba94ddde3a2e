import type { ReportMessages } from '../words/report/messages.ts';
import { formatBytesPerSecond, formatMs, formatSeconds, formatSize } from './format.ts';
import { imageState } from './sections.ts';
import type { MirrorReport } from './types.ts';

export type MeasurementName = 'pull' | 'speed' | 'firstByte' | 'latency' | 'image';

/** One figure of a mirror as people read it; null where it was not measured. */
export function measurement(
  name: MeasurementName,
  mirror: MirrorReport,
  messages: ReportMessages,
): string | null {
  switch (name) {
    case 'pull':
      return mirror.pullSeconds === null ? null : formatSeconds(mirror.pullSeconds);
    case 'speed': {
      if (mirror.throughput === null) return null;
      const { bytesPerSecond, steady } = mirror.throughput;
      return `${steady ? '' : '~'}${formatBytesPerSecond(bytesPerSecond)}`;
    }
    case 'firstByte':
      return mirror.ttfbMs === null ? null : formatMs(mirror.ttfbMs);
    case 'latency':
      return mirror.latency === null ? null : formatMs(mirror.latency.medianMs);
    case 'image':
      return messages.image[imageState(mirror)];
    default: {
      const unhandled: never = name;
      return unhandled;
    }
  }
}

/** Everything else that is known of one mirror, one phrase each: for `--verbose`. */
export function details(
  mirror: MirrorReport,
  { detail: label, listSeparator }: ReportMessages,
): readonly string[] {
  const { latency, throughput, rateLimit } = mirror;
  const steps = (
    [
      [label.dns, mirror.dnsMs],
      [label.connect, mirror.connectMs],
      [label.tls, mirror.tlsMs],
      [label.token, mirror.tokenMs],
      [label.manifest, mirror.manifestMs],
      [label.firstByte, mirror.ttfbMs],
    ] as const
  ).flatMap(([name, ms]) => (ms === null ? [] : [`${name} ${formatMs(ms)}`]));
  return [
    ...(mirror.operator === null ? [] : [`${label.operator} ${mirror.operator.name}`]),
    ...(mirror.phase === null ? [] : [label.failedAt(mirror.phase, mirror.httpStatus)]),
    ...(mirror.detail === null ? [] : [label.itsWords(mirror.detail)]),
    ...(latency === null
      ? []
      : [label.latency(formatMs(latency.medianMs), formatMs(latency.jitterMs), latency.samples)]),
    ...(steps.length === 0 ? [] : [label.setUp(steps.join(listSeparator))]),
    ...(throughput === null
      ? []
      : [
          label.spread(
            formatBytesPerSecond(throughput.low),
            formatBytesPerSecond(throughput.high),
            formatSize(throughput.bytes),
          ),
        ]),
    ...(mirror.tokenHost === null ? [] : [label.tokenHost(mirror.tokenHost)]),
    ...(mirror.blobHosts.length === 0 ? [] : [label.blobHosts(mirror.blobHosts.join(listSeparator))]),
    ...(rateLimit === null
      ? []
      : [
          label.rateLimit(
            rateLimit.limit,
            rateLimit.remaining,
            rateLimit.windowSeconds === null ? null : formatSeconds(rateLimit.windowSeconds),
          ),
        ]),
    ...(mirror.certificateDaysLeft === null ? [] : [label.certificate(mirror.certificateDaysLeft)]),
    label.traffic(mirror.requests, formatSize(mirror.bytesReceived)),
  ];
}
