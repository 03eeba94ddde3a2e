import { VERDICTS } from '../../probe/codes.ts';
import type { MirrorStatus, VantageStatus } from '../view/vantage-status.ts';

/**
 * Text exposition format 0.0.4: what the page shows, each figure from the mirror's own last run that measured it, so that a
 * run without throughput takes none away. Families that `mirror-check -f prometheus` has too are called alike. Pure.
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function renderMetrics(vantages: readonly VantageStatus[]): string {
  return FAMILIES.map(({ name, help, samples }) => {
    const lines = vantages.flatMap((vantage) => samples(vantage)).map((sample) => line(name, sample));
    return lines.length === 0 ? '' : `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`;
  }).join('');
}

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Family {
  readonly name: string;
  readonly help: string;
  readonly samples: (vantage: VantageStatus) => readonly Sample[];
}

function each(figure: (mirror: MirrorStatus) => number | null): Family['samples'] {
  return ({ name, mirrors }) =>
    mirrors.flatMap((mirror) => {
      const value = figure(mirror);
      return value === null ? [] : [{ labels: { mirror: mirror.id, vantage: name }, value }];
    });
}

const FAMILIES: readonly Family[] = [
  {
    name: 'mirror_check_usable',
    help: 'Whether the verdict of the last run that told one is usable (1) or another (0).',
    samples: each(({ verdict }) => (verdict === 'unknown' ? null : Number(verdict === 'usable'))),
  },
  {
    name: 'mirror_check_verdict',
    help: 'The verdict on the mirror: 1 for the one that holds.',
    samples: ({ name, mirrors }) =>
      mirrors.flatMap((mirror) =>
        VERDICTS.map((verdict) => ({
          labels: { mirror: mirror.id, vantage: name, verdict },
          value: Number(mirror.verdict === verdict),
        })),
      ),
  },
  {
    name: 'mirror_check_checked_timestamp_seconds',
    help: 'When the verdict was found, in seconds since 1970.',
    samples: each(({ newest }) => newest.run.finishedAt / 1000),
  },
  {
    name: 'mirror_check_rank',
    help: 'Place among the usable mirrors of the vantage; 1 is the best.',
    samples: each(({ rank }) => rank),
  },
  {
    name: 'mirror_check_pull_seconds',
    help: 'Predicted time of a pull of the first image to its last byte.',
    samples: each(({ pullSeconds }) => pullSeconds),
  },
  {
    name: 'mirror_check_throughput_bytes_per_second',
    help: 'Rate at which a layer was downloaded.',
    samples: each(({ bytesPerSecond }) => bytesPerSecond),
  },
  {
    name: 'mirror_check_ttfb_seconds',
    help: 'Time from the request for a layer to its first byte, median of 30 days.',
    samples: each(({ ttfb }) => (ttfb === null ? null : ttfb.medianMs / 1000)),
  },
  {
    name: 'mirror_check_availability_ratio',
    help: 'Share of the runs that count in which the mirror was up, 0 to 1.',
    samples: ({ name, mirrors }) =>
      mirrors.flatMap(({ id, availability }) =>
        (['day', 'week', 'month'] as const).flatMap((window) => {
          const { share } = availability[window];
          return share === null ? [] : [{ labels: { mirror: id, vantage: name, window }, value: share }];
        }),
      ),
  },
  {
    name: 'mirror_check_last_run_timestamp_seconds',
    help: 'When the newest run ended, in seconds since 1970.',
    samples: ({ name, heardAt }) => [{ labels: { vantage: name }, value: heardAt / 1000 }],
  },
  {
    name: 'mirror_check_vantage_network',
    help: 'Whether the vantage had a network in its newest run (1) or not (0).',
    samples: ({ name, withoutNetwork }) => [
      { labels: { vantage: name }, value: Number(withoutNetwork === null) },
    ],
  },
];

/** Ids and names of vantages are of a checked form, so that no label need be escaped. */
function line(name: string, { labels, value }: Sample): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
  return `${name}{${pairs.join(',')}} ${value}\n`;
}
