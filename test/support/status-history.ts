import type { Access } from '../../src/catalog/types.ts';
import type { Code, Verdict } from '../../src/probe/codes.ts';
import type { MirrorReport, Report } from '../../src/report/types.ts';
import { failedMirror, sampleMirror, sampleReport } from './sample-report.ts';

const HOUR_MS = 3_600_000;

export interface HistoryShape {
  readonly vantages: readonly string[];
  readonly days: number;
  readonly runsADay: number;
  readonly mirrors: number;
  /** When the newest run ended, ms since 1970. */
  readonly end: number;
}

/**
 * Reports of a made-up past, the same at each call: mirrors that work, that flap, that died, that are closed to this place.
 * The hosts are of the reserved domain `.example`, for nobody's real mirror should seem to have this history.
 */
export function* historyReports(shape: HistoryShape): Generator<Report, void, void> {
  const interval = (24 * HOUR_MS) / shape.runsADay;
  for (const [place, vantage] of shape.vantages.entries()) {
    const random = randomFrom(place + 1);
    for (let run = shape.days * shape.runsADay - 1; run >= 0; run -= 1) {
      const finishedAt = shape.end - run * interval;
      const throughput = (shape.days * shape.runsADay - 1 - run) % shape.runsADay === 0 || run === 0;
      yield reportAt(vantage, place, finishedAt, run / shape.runsADay, throughput, shape.mirrors, random);
    }
  }
}

function reportAt(
  vantage: string,
  place: number,
  finishedAt: number,
  daysAgo: number,
  throughput: boolean,
  count: number,
  random: () => number,
): Report {
  const found = Array.from({ length: count }, (_, index) =>
    mirrorAt(index, place, daysAgo, throughput, random),
  );
  const usable = found
    .filter(({ verdict }) => verdict === 'usable')
    .sort((a, b) => (a.pullSeconds ?? 99) - (b.pullSeconds ?? 99))
    .map((mirror, rank) => ({ ...mirror, rank: rank + 1 }));
  const base = sampleReport([...usable, ...found.filter(({ verdict }) => verdict !== 'usable')]);
  return {
    ...base,
    runId: `${vantage}-${finishedAt}`,
    startedAt: new Date(finishedAt - 42_900).toISOString(),
    finishedAt: new Date(finishedAt).toISOString(),
    vantage: { ...base.vantage, name: vantage },
    parameters: { ...base.parameters, throughput },
  };
}

function mirrorAt(
  index: number,
  place: number,
  daysAgo: number,
  throughput: boolean,
  random: () => number,
): MirrorReport {
  const [name, operator, access] = nameOf(index);
  const identity = {
    id: name,
    url: `https://${name}`,
    operator: operator === null ? null : { name: operator, kind: 'company' as const },
    access,
  };
  const fault = faultOf(index, place, daysAgo, random);
  const evening = 1 + 0.5 * Math.sin(daysAgo * 2 * Math.PI) ** 2;
  const latency = (9 + index * 6 + place * 20) * evening * (0.85 + random() * 0.3);
  if (fault !== null && fault[0] !== 'degraded') {
    return failedMirror(fault[0], fault[1], {
      ...identity,
      phase: PHASES[fault[1]] ?? 'ping',
      httpStatus: STATUSES[fault[1]] ?? null,
      retryAt: null,
    });
  }
  const rate = (14_000_000 / (1 + index * 0.35 + place)) * (0.8 + random() * 0.4);
  const measured = throughput
    ? {
        ttfbMs: latency * 3.1,
        throughput: {
          bytesPerSecond: rate,
          low: rate * 0.95,
          high: rate * 1.05,
          bytes: 8_388_608,
          ms: 1_000,
          steady: true,
        },
        pullSeconds: 70_000_000 / rate + latency / 100,
      }
    : { ttfbMs: null, throughput: null, pullSeconds: null };
  return sampleMirror({
    ...identity,
    ...measured,
    rank: null,
    latency: { medianMs: latency, jitterMs: latency / 9, samples: 3 },
    ...(fault === null
      ? {}
      : {
          verdict: fault[0],
          code: fault[1],
          message: 'Its nginx:latest is older than the reference has.',
          images: [{ ref: 'nginx:latest', present: true, digest: null, fresh: false, code: fault[1] }],
        }),
  });
}

type Fault = readonly [Exclude<Verdict, 'usable'>, Code] | null;

/** By the mirror's number: the first third works, then each kind of trouble in turn. */
function faultOf(index: number, place: number, daysAgo: number, random: () => number): Fault {
  const chance = random();
  if (index < 9) return chance < 0.004 * (index + 1) ? ['dead', 'connection-timeout'] : null;
  switch (index % 9) {
    case 0:
      return daysAgo < 24 ? ['dead', 'dns-failure'] : null;
    case 1:
      return chance < 0.3 ? ['degraded', 'stale'] : null;
    case 2:
      return place === 0 ? ['restricted', 'denied'] : null;
    case 3:
      return daysAgo > 41 ? ['broken', 'server-error'] : chance < 0.1 ? ['limited', 'rate-limited'] : null;
    case 4:
      return ['dead', index % 2 === 0 ? 'tls-expired' : 'connection-refused'];
    case 5:
      return ['broken', 'token-unreachable'];
    case 6:
      return daysAgo > 8 && daysAgo < 11 ? ['unsafe', 'digest-mismatch'] : ['restricted', 'allow-listed'];
    case 7:
      return chance < 0.45 ? ['broken', 'stalled'] : ['degraded', 'too-slow'];
    default:
      return chance < 0.05 ? ['dead', 'response-timeout'] : null;
  }
}

const PHASES: Partial<Record<Code, MirrorReport['phase']>> = {
  'server-error': 'manifest',
  'token-unreachable': 'token',
  'digest-mismatch': 'config',
  'allow-listed': 'manifest',
  stalled: 'layer',
  denied: 'manifest',
  'rate-limited': 'manifest',
};

const STATUSES: Partial<Record<Code, number>> = {
  'server-error': 502,
  denied: 403,
  'allow-listed': 403,
  'rate-limited': 429,
};

const NAMES: readonly (readonly [string, string | null, Access])[] = [
  ['docker.lotus.example', 'Lotus Cloud', 'public'],
  ['hub.jasmine.example', '茉莉网络', 'public'],
  ['mirror.osmanthus.example', '桂花大学', 'public'],
  ['docker.bamboo.example', 'Bamboo Hosting', 'public'],
  ['registry.plum.example', '梅花镜像', 'mainland-only'],
  ['hub.orchid.example', null, 'public'],
  ['docker.peony.example', 'Peony Labs', 'public'],
  ['cr.magnolia.example', '玉兰科技', 'public'],
  ['hub2.camellia.example', null, 'public'],
];

function nameOf(index: number): readonly [string, string | null, Access] {
  const known = NAMES[index];
  if (known !== undefined) return known;
  const [base = '', operator = null, access = 'public'] = NAMES[index % NAMES.length] ?? [];
  const closed: Access = index % 9 === 6 ? 'allow-list' : access;
  return [`m${index}.${base}`, operator, closed];
}

/** mulberry32: small, and the same everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
