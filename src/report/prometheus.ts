import { VERDICTS } from '../probe/codes.ts';
import { escapeLabel } from './prometheus-label.ts';
import type { MirrorReport, Report } from './types.ts';

interface Family {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * Text exposition format 0.0.4, for node_exporter's textfile collector. Only what was measured has a sample; the verdict
 * is a state set: the mirror's own verdict is 1, the other seven 0. Base units: seconds, bytes.
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function renderPrometheus(report: Report): string {
  return renderPrometheusOf([report]);
}

/** Reports of several vantages: each family once, as the format demands. */
export function renderPrometheusOf(reports: readonly Report[]): string {
  return merged(reports.map(families))
    .filter(({ samples }) => samples.length > 0)
    .map(
      ({ name, help, samples }) =>
        `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${samples.map((sample) => line(name, sample)).join('')}`,
    )
    .join('');
}

function merged([first = [], ...others]: readonly (readonly Family[])[]): readonly Family[] {
  return first.map((family, index) => ({
    ...family,
    samples: [...family.samples, ...others.flatMap((families) => families[index]?.samples ?? [])],
  }));
}

function families(report: Report): readonly Family[] {
  const vantage = report.vantage.name;
  const each = (value: (mirror: MirrorReport) => number | null): readonly Sample[] =>
    report.mirrors.flatMap((mirror) => {
      const measured = value(mirror);
      return measured === null ? [] : [{ labels: { mirror: mirror.id, vantage }, value: measured }];
    });
  return [
    {
      name: 'mirror_check_usable',
      help: 'Whether the verdict is usable (1) or another (0). Absent when it was not asked.',
      samples: each(({ verdict }) => (verdict === 'unknown' ? null : Number(verdict === 'usable'))),
    },
    {
      name: 'mirror_check_verdict',
      help: 'The verdict on the mirror: 1 for the one that holds.',
      samples: report.mirrors.flatMap((mirror) =>
        VERDICTS.map((verdict) => ({
          labels: { mirror: mirror.id, vantage, verdict },
          value: Number(mirror.verdict === verdict),
        })),
      ),
    },
    {
      name: 'mirror_check_pull_seconds',
      help: 'Predicted time of a pull of the first image to its last byte.',
      samples: each(({ pullSeconds }) => pullSeconds),
    },
    {
      name: 'mirror_check_throughput_bytes_per_second',
      help: 'Rate at which a layer was downloaded.',
      samples: each(({ throughput }) => throughput?.bytesPerSecond ?? null),
    },
    {
      name: 'mirror_check_ttfb_seconds',
      help: 'Time from the request for a layer to its first byte.',
      samples: each(({ ttfbMs }) => (ttfbMs === null ? null : ttfbMs / 1000)),
    },
    {
      name: 'mirror_check_last_run_timestamp_seconds',
      help: 'When the run ended, in seconds since 1970.',
      samples: lastRun(report),
    },
  ];
}

function lastRun({ finishedAt, vantage }: Report): readonly Sample[] {
  const seconds = Date.parse(finishedAt) / 1000;
  return Number.isFinite(seconds) ? [{ labels: { vantage: vantage.name }, value: seconds }] : [];
}

function line(name: string, { labels, value }: Sample): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`);
  return `${name}{${pairs.join(',')}} ${value}\n`;
}
