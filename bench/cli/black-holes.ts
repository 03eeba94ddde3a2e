import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TIMEOUTS } from '../../src/limits.ts';
import { median, type Sample } from '../../src/rank/stats.ts';
import type { SurveyEvent } from '../../src/survey/events.ts';
import type { checkMirrors as CheckMirrors } from '../../src/use/check-mirrors.ts';
import type { ProbeSettings } from '../../src/use/probe-settings.ts';
import { built, CLI, measured } from './measured.ts';
import { startPopulation } from './population.ts';

/**
 * Survey of 40 mirrors, a third of them black holes (packets dropped), against the ideal: the slowest healthy mirror alone, plus the connect timeout, plus the
 * finalist round; and against the same requests by xargs and curl. Needs root: it runs in a network namespace of its own, where it drops the packets.
 */
const { checkMirrors } = (await built('use/check-mirrors.js')) as { checkMirrors: typeof CheckMirrors };

const MIRRORS = 40;
const HOLES = 13;
const ROUNDS = 3;

if (process.env['BENCH_NAMESPACE'] !== '1') {
  const shell = 'ip link set lo up && iptables -A OUTPUT -d 127.0.9.0/24 -j DROP && exec "$@"';
  const again = ['-n', 'sh', '-c', shell, 'sh', process.execPath, new URL(import.meta.url).pathname];
  const done = spawnSync('unshare', again, {
    stdio: 'inherit',
    env: { ...process.env, BENCH_NAMESPACE: '1' },
  });
  process.exit(done.status ?? 1);
}

const population = await startPopulation(MIRRORS - HOLES);
const holes = Array.from({ length: HOLES }, (_, index) => `http://127.0.9.${index + 1}:81`);
// Every third is a hole, as a list that grew over the years has them.
const urls = population.urls.flatMap((url, index) =>
  index % 2 === 0 && holes.length > 0 ? [holes.pop() ?? '', url] : [url],
);
const list = join(tmpdir(), `mirror-check-bench-${process.pid}.txt`);
writeFileSync(list, urls.join('\n'));

const ideals: number[] = [];
const surveys: number[] = [];
const curls: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  ideals.push(await idealMs(population.urls));
  const run = await measured([CLI, '--list', list, '--reference', 'none', '--format', 'json', '--quiet']);
  surveys.push(run.wallMs);
  curls.push(curlMs(population.layerPath));
}
await population.stop();
const of = (values: number[]): number => median(values as unknown as Sample);
const [ideal, ours, curl] = [of(ideals), of(surveys), of(curls)];
console.log(
  `40 mirrors, 13 black holes: survey / ideal ${(ours / ideal).toFixed(2)} (at most 1.3), survey / curl ${(ours / curl).toFixed(2)}; medians of ${ROUNDS}`,
);

/** One mirror at a time, no holes: what the slowest takes alone, and what the finalists take; then the connect timeout. */
async function idealMs(healthy: readonly string[]): Promise<number> {
  const at = new Map<string, number>();
  const alone: number[] = [];
  let finalistsAt = 0;
  let endedAt = 0;
  const onEvent = (event: SurveyEvent): void => {
    const now = performance.now();
    if (event.kind === 'mirror-started') at.set(event.id, now);
    if (event.kind === 'mirror-finished') alone.push(now - (at.get(event.id) ?? now));
    if (event.kind === 'finalists') finalistsAt = now;
    if (event.kind === 'finished') endedAt = now;
  };
  const settings: ProbeSettings = {
    urls: healthy,
    images: [],
    engine: null,
    forms: 'host',
    clients: ['classic', 'containerd'],
    platform: { os: 'linux', architecture: 'amd64', variant: null },
    registry: 'docker.io',
    lists: [],
    all: false,
    only: [],
    skip: [],
    reference: { kind: 'none' },
    hub: null,
    previous: null,
    throughput: true,
    timeoutSeconds: 15,
    deadlineSeconds: null,
    concurrency: 1,
    bytes: 8 * 1024 * 1024,
    finalists: 5,
    probeProxy: null,
    envProxy: false,
    ca: [],
    ip: null,
    vantage: 'local',
    demo: false,
  };
  const { signal } = new AbortController();
  await checkMirrors(settings, {
    env: {},
    stdin: process.stdin,
    lang: 'en',
    signal,
    onEvent,
    onNote: () => {},
    privileges: 'keep',
  });
  return Math.max(...alone) + TIMEOUTS.connectMs + (endedAt - finalistsAt);
}

/** The probe's requests without its judgement: one curl a mirror that gives up at the first failure, sixteen at once, the connect timeout alike. */
function curlMs(layerPath: string): number {
  const manifest = '/v2/library/nginx/manifests/latest';
  const paths = ['/v2/', '/v2/', '/v2/', manifest, manifest, layerPath];
  const requests = paths.map((path) => `-o /dev/null {}${path}`).join(' ');
  const limits = '--fail-early --connect-timeout 3 -r 0-2097151';
  const command = `xargs -a ${list} -P 16 -I {} curl -s ${limits} ${requests}`;
  const startedAt = performance.now();
  spawnSync('sh', ['-c', command], { stdio: 'ignore' });
  return performance.now() - startedAt;
}
