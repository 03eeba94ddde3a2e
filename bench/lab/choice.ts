/**
 * node bench/run.js lab/choice [from seed] [to seed] [mirrors] [suite]: populations of sim/choice as real registries behind real links, a real mirror-check, and real pulls by a
 * real dockerd; beside each the simulator's own figures. Who refuses has no registry here, and nobody sleeps. Root, Linux, and a machine that does little else.
 */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { SURVEY } from '../../src/limits.ts';
import { startDockerd } from '../../test/engines/support/dockerd.ts';
import { type EngineBuild, engineOf, SUITES } from '../../test/engines/support/fetch-engine.ts';
import { drawPopulation, type PopulationPlan } from '../sim/population.ts';
import { simulateSurvey } from '../sim/survey.ts';
import { truthOf } from '../sim/truth.ts';
import { makeCertificate } from './certificate.ts';
import { checkFrom } from './check.ts';
import { pullByEngine } from './engine-pull.ts';
import { pushImage } from './image.ts';
import type { Service } from './processes.ts';
import { startRegistry } from './registry.ts';
import { openTopology, type Topology } from './topology.ts';

const from = Number(process.argv[2] ?? 401);
const to = Number(process.argv[3] ?? 410);
const count = Number(process.argv[4] ?? 40);
const suite = SUITES.find((name) => name === process.argv[5]) ?? 'sid';
const CHOSEN = SURVEY.applyTop;
const IMAGE_BYTES = 30_000_000;
/** The best three are looked for among so many that the simulator has in front, and those that were chosen. */
const PULLED = 5;
/** Pulls through each of them: one alone differs by 9 % from the next, where layers join others on a long line. */
const PULLS = 3;
const PORT = 5_985;

const outFile = new URL('../../../choices.jsonl', import.meta.url).pathname;
mkdirSync(new URL('.', `file://${outFile}`).pathname, { recursive: true });
const build = await engineOf(suite);
if (build.kind === 'unavailable') throw new Error(build.why);
for (let seed = from; seed <= to; seed += 1) {
  const drawn = drawPopulation(seed, { mirrors: count, imageBytes: IMAGE_BYTES });
  const population: PopulationPlan = {
    ...drawn,
    mirrors: drawn.mirrors.map((mirror) => ({
      ...mirror,
      sleepMs: 0,
      failing: mirror.failing === null || mirror.failing === 'silent' ? mirror.failing : 'refused',
    })),
  };
  const { pulls, ...figures } = await real(population, build);
  const row = { seed, ...(await simulated(population)), ...figures };
  appendFileSync(outFile, `${JSON.stringify({ ...row, pulls })}\n`);
  console.log(JSON.stringify(row));
}

async function simulated(population: PopulationPlan): Promise<Record<string, number>> {
  const truth = truthOf(population);
  const { result, wallMs, bytes } = await simulateSurvey(population);
  const chosen = result.mirrors.filter(({ rank }) => rank !== null).slice(0, CHOSEN);
  const seconds = chosen.map(({ observation }) => truth.pullSeconds(observation.candidate.id));
  return {
    simulatedChoice: sum(seconds) / sum(truth.best(CHOSEN).map((pull) => pull.seconds)),
    simulatedSeconds: wallMs / 1000,
    simulatedMB: bytes / 1e6,
  };
}

/** Through one mirror, seconds. `said`: what mirror-check predicted. */
interface RealPull {
  readonly mirror: string;
  readonly rank: number | null;
  readonly said: number | null;
  readonly real: number;
  readonly simulated: number;
}

interface RealFigures {
  readonly realChoice: number;
  readonly realSeconds: number;
  readonly realMB: number;
  readonly realPullOverSimulated: number;
  readonly pulls: readonly RealPull[];
}

async function real(population: PopulationPlan, engine: EngineBuild): Promise<RealFigures> {
  const directory = mkdtempSync(`${tmpdir()}/mirror-check-lab-`);
  const services: Service[] = [];
  let topology: Topology | null = null;
  const storage = `${directory}/registry`;
  try {
    const own = {
      ns: null,
      address: '127.0.0.1',
      port: PORT,
      storage,
      certificate: null,
      logFile: `${directory}/own.log`,
    };
    services.push(await startRegistry(own));
    await pushImage(`http://127.0.0.1:${PORT}`, 'library/nginx', 'latest', population.image.layerBytes);
    const links = population.mirrors.map(({ link }) => link);
    topology = await openTopology(links, population.line, directory, population.seed);
    const { userNs, mirrors } = topology;
    const certificate = makeCertificate(
      directory,
      mirrors.map(({ address }) => address),
    );
    for (const [index, { ns, address }] of mirrors.entries()) {
      if (population.mirrors[index]?.failing === 'refused') continue;
      const logFile = `${directory}/mirror-${index}.log`;
      services.push(await startRegistry({ ns, address, port: 443, storage, certificate, logFile }));
    }
    const report = await checkFrom(userNs, [
      ...mirrors.map(({ address }) => `https://${address}`),
      ...['--image', 'nginx:latest', '--reference', 'none', '--ca', certificate.caFile],
      ...['--format', 'json', '--quiet', '--no-env-proxy'],
    ]);
    const reported = new Map(report.mirrors.map((mirror) => [new URL(mirror.url).hostname, mirror]));
    const truth = truthOf(population);
    const byTruth = mirrors
      .map(({ address }, index) => {
        const id = population.mirrors[index]?.id ?? '';
        const { rank = null, pullSeconds: said = null } = reported.get(address) ?? {};
        return { address, mirror: id, rank, said, simulated: truth.pullSeconds(id) };
      })
      .sort((a, b) => a.simulated - b.simulated);
    const isChosen = ({ rank }: Pick<RealPull, 'rank'>): boolean => rank !== null && rank <= CHOSEN;
    const pulled = byTruth.filter((one, place) => isChosen(one) || place < PULLED);
    const seconds = new Map<string, number>();
    const dockerd = await startDockerd({
      build: engine,
      namespace: { prefix: ['nsenter', `--net=/run/netns/${userNs}`] },
      store: 'classic',
      config: '{"features":{"containerd-snapshotter":false}}',
      env: { SSL_CERT_FILE: certificate.caFile },
    });
    try {
      for (let nth = 0; nth < PULLS; nth += 1) {
        for (const { address } of pulled) {
          const image = `${address}/library/nginx`;
          const { downloadedSeconds } = await pullByEngine(dockerd.socket, image, 'latest');
          seconds.set(address, (seconds.get(address) ?? 0) + downloadedSeconds / PULLS);
          await dockerd.docker('rmi', '--force', `${image}:latest`);
        }
      }
    } finally {
      await dockerd.stop();
    }
    const pulls = pulled.map(
      ({ address, ...one }): RealPull => ({ ...one, real: seconds.get(address) ?? Number.NaN }),
    );
    const best = pulls
      .map((pull) => pull.real)
      .sort((a, b) => a - b)
      .slice(0, CHOSEN);
    const apart = pulls.map((pull) => pull.real / pull.simulated);
    return {
      realChoice: sum(pulls.filter(isChosen).map((pull) => pull.real)) / sum(best),
      realSeconds: report.durationMs / 1000,
      realMB: report.mirrors.reduce((total, { bytesReceived }) => total + bytesReceived, 0) / 1e6,
      realPullOverSimulated: apart.sort((a, b) => a - b)[Math.floor(apart.length / 2)] ?? Number.NaN,
      pulls,
    };
  } finally {
    for (const service of services) await service.stop();
    await topology?.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
