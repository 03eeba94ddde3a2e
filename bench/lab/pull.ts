/**
 * node bench/run.js lab/pull [classic or containerd] [suite] [repeats]: `pullSeconds` against real pulls by a real dockerd through links of known rate and delay. Root,
 * Linux, and a machine that does little else.
 */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isSample, median, quantile } from '../../src/rank/stats.ts';
import { CONTAINERD_STORE, type Dockerd, startDockerd } from '../../test/engines/support/dockerd.ts';
import { engineOf, SUITES } from '../../test/engines/support/fetch-engine.ts';
import { makeCertificate } from './certificate.ts';
import { checkFrom } from './check.ts';
import { pullByEngine } from './engine-pull.ts';
import { pushImage } from './image.ts';
import type { Service } from './processes.ts';
import { startRegistry } from './registry.ts';
import { bandwidthDelayBytes, type LinkPlan, openTopology, type Topology } from './topology.ts';

const store = process.argv[2] === 'containerd' ? 'containerd' : 'classic';
const suite = SUITES.find((name) => name === process.argv[3]) ?? 'sid';
const repeats = Number(process.argv[4] ?? 1);

const MB = 1_000_000;
/** The sizes as they come in real images: one large layer or two, and small ones. */
const IMAGES: readonly { readonly name: string; readonly sizes: readonly number[] }[] = [
  { name: '5mb-1', sizes: [5 * MB] },
  { name: '5mb-8', sizes: [2 * MB, 1.2 * MB, 0.8 * MB, 0.5 * MB, 0.3 * MB, 0.1 * MB, 0.05 * MB, 0.05 * MB] },
  { name: '30mb-3', sizes: [20 * MB, 9 * MB, 1 * MB] },
  {
    name: '30mb-12',
    sizes: [
      10 * MB,
      6 * MB,
      4 * MB,
      3 * MB,
      2 * MB,
      2 * MB,
      1 * MB,
      1 * MB,
      0.5 * MB,
      0.3 * MB,
      0.1 * MB,
      0.1 * MB,
    ],
  },
  { name: '150mb-6', sizes: [60 * MB, 40 * MB, 25 * MB, 15 * MB, 8 * MB, 2 * MB] },
];
const LINKS: readonly LinkPlan[] = (
  [
    [5, 20],
    [10, 150],
    [20, 50],
    [20, 200],
    [40, 20],
    [40, 100],
    [80, 30],
    [80, 100],
  ] as const
).map(([mbit, rttMs]) => ({
  rttMs,
  mbit,
  queueBytes: bandwidthDelayBytes(mbit, rttMs),
  lossPercent: 0,
  swing: null,
  throttle: null,
  blackhole: false,
}));
/** A pull longer than this is left out: it says no more than a shorter one. */
const MOST_SECONDS = 45;

interface Pulled {
  readonly image: string;
  readonly link: string;
  readonly real: number;
  readonly predicted: number;
}

const directory = mkdtempSync(`${tmpdir()}/mirror-check-lab-`);
const outFile = new URL('../../../pulls.jsonl', import.meta.url).pathname;
mkdirSync(new URL('.', `file://${outFile}`).pathname, { recursive: true });
const services: Service[] = [];
let topology: Topology | null = null;
let dockerd: Dockerd | null = null;
try {
  const storage = `${directory}/registry`;
  const port = 5_986;
  const own = {
    ns: null,
    address: '127.0.0.1',
    port,
    storage,
    certificate: null,
    logFile: `${directory}/own.log`,
  };
  services.push(await startRegistry(own));
  for (const { name, sizes } of IMAGES) {
    await pushImage(`http://127.0.0.1:${port}`, 'library/probe', name, sizes.map(Math.round));
  }
  topology = await openTopology(LINKS, { mbit: 100, queueBytes: 750_000 }, directory, 1);
  const certificate = makeCertificate(
    directory,
    topology.mirrors.map(({ address }) => address),
  );
  for (const [index, { ns, address }] of topology.mirrors.entries()) {
    const logFile = `${directory}/mirror-${index}.log`;
    services.push(await startRegistry({ ns, address, port: 443, storage, certificate, logFile }));
  }
  const build = await engineOf(suite);
  if (build.kind === 'unavailable') throw new Error(build.why);
  console.log(`dockerd ${build.version}, ${store} store`);
  dockerd = await startDockerd({
    build,
    namespace: { prefix: ['nsenter', `--net=/run/netns/${topology.userNs}`] },
    store,
    config: JSON.stringify(
      store === 'containerd' ? CONTAINERD_STORE : { features: { 'containerd-snapshotter': false } },
    ),
    env: { SSL_CERT_FILE: certificate.caFile },
  });
  const all: Pulled[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const { name, sizes } of IMAGES) {
      const total = sizes.reduce((sum, size) => sum + size, 0);
      for (const { address, plan } of topology.mirrors) {
        if (total / (plan.mbit * 125_000) > MOST_SECONDS) continue;
        const report = await checkFrom(topology.userNs, [
          ...[
            `https://${address}`,
            '--image',
            `probe:${name}`,
            '--reference',
            'none',
            '--ca',
            certificate.caFile,
          ],
          ...['--format', 'json', '--quiet', '--no-env-proxy'],
        ]);
        const [mirror] = report.mirrors;
        const predicted = mirror?.pullSeconds ?? null;
        const image = `${address}/library/probe`;
        const { downloadedSeconds } = await pullByEngine(dockerd.socket, image, name);
        await dockerd.docker('rmi', '--force', `${image}:${name}`);
        const link = `${plan.mbit} Mbit/s ${plan.rttMs} ms`;
        console.log(
          `${name} ${link}: real ${downloadedSeconds.toFixed(2)} s, predicted ${predicted?.toFixed(2) ?? mirror?.code} s, rate ${(((mirror?.throughput?.bytesPerSecond ?? 0) * 8) / 1e6).toFixed(1)} ${mirror?.throughput?.steady}`,
        );
        const row = { store, engine: build.version, image: name, link, real: downloadedSeconds, predicted };
        appendFileSync(outFile, `${JSON.stringify(row)}\n`);
        if (predicted !== null) all.push({ image: name, link, real: downloadedSeconds, predicted });
      }
    }
  }
  report(all);
} finally {
  await dockerd?.stop();
  for (const service of services) await service.stop();
  await topology?.close();
  rmSync(directory, { recursive: true, force: true });
}

function report(all: readonly Pulled[]): void {
  const errors = all.map(({ real, predicted }) => Math.abs(predicted / real - 1));
  const signed = all.map(({ real, predicted }) => predicted / real - 1);
  if (!isSample(errors) || !isSample(signed)) return;
  const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
  console.log(
    `${all.length} pulls: error median ${percent(median(errors))} (signed ${percent(median(signed))}), 90th percentile ${percent(quantile(errors, 0.9))}, worst ${percent(Math.max(...errors))}`,
  );
  let pairs = 0;
  let right = 0;
  for (const [index, one] of all.entries()) {
    for (const other of all.slice(index + 1)) {
      if (one.image !== other.image || one.link === other.link) continue;
      if (Math.max(one.real, other.real) < 1.2 * Math.min(one.real, other.real)) continue;
      pairs += 1;
      if (one.real < other.real === one.predicted < other.predicted) right += 1;
    }
  }
  console.log(`${pairs} pairs that differ by over 20 %: order right in ${percent(right / pairs)}`);
}
