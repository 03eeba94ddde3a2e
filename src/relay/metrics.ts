import { escapeLabel } from '../report/prometheus-label.ts';
import type { RelayedMirror, RelayStatus } from './status.ts';

/**
 * Text exposition format 0.0.4. Base units: seconds, bytes.
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function renderMetrics(status: RelayStatus): string {
  const { requests, bytes, spool, mirrors } = status;
  const each = (value: (mirror: RelayedMirror) => number | null): readonly string[] =>
    mirrors.flatMap((mirror) => {
      const sample = value(mirror);
      const labels = `{registry="${escapeLabel(mirror.registry)}",mirror="${escapeLabel(mirror.url)}"}`;
      return sample === null ? [] : [`${labels} ${sample}`];
    });
  return [
    family(
      'mirror_relay_requests_total',
      'counter',
      'Blobs and manifests asked for, by what became of them.',
      Object.entries(requests).map(([result, count]) => `{result="${result}"} ${count}`),
    ),
    family('mirror_relay_served_bytes_total', 'counter', 'Bytes sent to engines.', [` ${bytes.served}`]),
    family('mirror_relay_saved_bytes_total', 'counter', 'Of these, bytes that no mirror was asked for.', [
      ` ${bytes.saved}`,
    ]),
    family('mirror_relay_spool_bytes', 'gauge', 'Bytes in the spool.', [` ${spool.bytes}`]),
    family('mirror_relay_spool_max_bytes', 'gauge', 'Its bound.', [` ${spool.maxBytes}`]),
    family(
      'mirror_relay_mirror_fit',
      'gauge',
      'Whether the mirror is asked (1) or left alone for now (0).',
      each(({ state }) => Number(state === 'fit')),
    ),
    family(
      'mirror_relay_mirror_bytes_per_second',
      'gauge',
      'Of one connection, smoothed; absent when it is not known.',
      each(({ bytesPerSecond }) => bytesPerSecond),
    ),
    family(
      'mirror_relay_mirror_fetched_bytes_total',
      'counter',
      'Bytes that came from the mirror.',
      each(({ bytesFetched }) => bytesFetched),
    ),
  ].join('');
}

function family(name: string, type: 'counter' | 'gauge', help: string, samples: readonly string[]): string {
  if (samples.length === 0) return '';
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${samples.map((sample) => `${name}${sample}\n`).join('')}`;
}
