/**
 * node bench/run.js sim/choice [from seed] [to seed] [--line Mbit/s] [--bytes MiB] [--finalists n] [--concurrency n] [--at-once n] [--share of the first round] [--history days: of surveys before, each told of the one before it]: whole surveys of simulated populations, one a
 * seed: how good the three chosen are, and what choosing them costs. Tuned on seeds 1-100; reported on 101-300.
 */
import { parseArgs } from 'node:util';
import { PROBE_BUDGET, SURVEY } from '../../src/limits.ts';
import { isSample, median, quantile } from '../../src/rank/stats.ts';
import type { Surveyed } from '../../src/survey/conclusion.ts';
import { forecastOf } from '../../src/survey/prediction.ts';
import { daysBefore, drawPopulation, LINE_MBIT, type PopulationPlan } from './population.ts';
import { type Learnt, learnedFrom, type SimulatedSurvey, simulateSurvey } from './survey.ts';
import { costOfEachAlone, type Truth, truthOf } from './truth.ts';

const MIB = 1024 * 1024;
const number = { type: 'string' } as const;
const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  allowPositionals: true,
  options: {
    line: number,
    bytes: number,
    finalists: number,
    concurrency: number,
    'at-once': number,
    share: number,
    history: number,
  },
});
const from = Number(positionals[0] ?? 101);
const to = Number(positionals[1] ?? 300);
const lineMbit = Number(values.line ?? LINE_MBIT);
const layerBytes = Number(values.bytes ?? PROBE_BUDGET.layerBytes / MIB) * MIB;
const finalists = Number(values.finalists ?? SURVEY.finalists);
const concurrency = Number(values.concurrency ?? SURVEY.concurrency);
const downloadsAtOnce = Number(values['at-once'] ?? SURVEY.downloadsAtOnce);
const firstRoundShare = Number(values.share ?? PROBE_BUDGET.firstRoundShare);
const verbose = process.env['VERBOSE'] === '1';
const CHOSEN = SURVEY.applyTop;

const choices: number[] = [];
const bytes: number[] = [];
const times: number[] = [];
const megabytes: number[] = [];
const durations: number[] = [];
const pulls: number[] = [];
for (let seed = from; seed <= to; seed += 1) {
  const population = drawPopulation(seed, { lineMbit });
  const truth = truthOf(population);
  const alone = costOfEachAlone(population);
  const settings = { finalists, concurrency, downloadsAtOnce, firstRoundShare, layerBytes };
  let learned: Learnt = new Map();
  for (let days = Number(values.history ?? 0); days > 0; days -= 1) {
    learned = learnedFrom(await simulateSurvey(daysBefore(population, days), settings, learned), learned);
  }
  const survey = await simulateSurvey(population, settings, learned);
  const ranked = survey.result.mirrors.filter(({ rank }) => rank !== null);
  const chosen = ranked.slice(0, CHOSEN).map(({ observation }) => observation.candidate.id);
  const best = truth.best(CHOSEN);
  const ratio = sum(chosen.map(truth.pullSeconds)) / sum(best.map(({ seconds }) => seconds));
  choices.push(ratio);
  bytes.push(survey.bytes / alone.bytes);
  times.push(survey.wallMs / alone.wallMs);
  megabytes.push(survey.bytes / 1e6);
  durations.push(survey.wallMs / 1000);
  for (const { observation, pullSeconds } of ranked.slice(0, CHOSEN)) {
    if (pullSeconds !== null) pulls.push(pullSeconds / truth.pullSeconds(observation.candidate.id));
  }
  if (verbose && ratio > 1.05) {
    console.log(
      `seed ${seed}: ${ratio.toFixed(3)}, layers ${population.image.layerBytes.map((size) => (size / 1e6).toFixed(1))} MB`,
    );
    ranked.forEach((mirror, index) => {
      const { id } = mirror.observation.candidate;
      if (index < CHOSEN || best.some((pull) => pull.id === id))
        console.log(`  ${rowOf(population, survey, truth, mirror)}`);
    });
  }
}
console.log(
  `seeds ${from}-${to}, line of ${lineMbit} Mbit/s, ${layerBytes / MIB} MiB, ${finalists} finalists, ${concurrency} mirrors and ${downloadsAtOnce} downloads at once, first round's share ${firstRoundShare}`,
);
show('true pull time of the three chosen / of the best three', choices);
show('bytes / measuring each alone', bytes);
show('wall time / measuring each alone', times);
show('MB', megabytes);
show('s', durations);
show('predicted / true pull of the chosen', pulls);
console.log(
  `within 10 % of the best: ${choices.filter((ratio) => ratio <= 1.1).length} of ${choices.length}`,
);

/** One mirror: place, whether a finalist, the true pull and the predicted one between its bounds, the rate measured and what it is like. */
function rowOf(
  population: PopulationPlan,
  { finalists: again }: SimulatedSurvey,
  truth: Truth,
  { rank, observation, pullSeconds }: Surveyed,
): string {
  const { id } = observation.candidate;
  const { measurement } = observation;
  const plan = population.mirrors.find((mirror) => mirror.id === id);
  const forecast = forecastOf(observation);
  const figures = [
    `${rank}. ${id}${again.has(id) ? ' finalist' : ''}`,
    `true ${truth.pullSeconds(id).toFixed(2)} said ${pullSeconds?.toFixed(2)} (${forecast?.best.toFixed(2)}-${forecast?.worst.toFixed(2)})`,
    `rate ${((measurement?.bytesPerSecond ?? 0) / 125e3).toFixed(1)} of ${plan?.link.mbit.toFixed(1)} Mbit/s${measurement?.steady ? ' steady' : ''} in ${((measurement?.bytes ?? 0) / 1e6).toFixed(1)} MB`,
    `${plan?.link.rttMs.toFixed(0)} ms sleep ${plan?.sleepMs.toFixed(0)}`,
    JSON.stringify(plan?.link.throttle ?? plan?.link.swing),
  ];
  return figures.join(', ');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function show(name: string, values: readonly number[]): void {
  if (!isSample(values)) return;
  const [low, middle, high] = [quantile(values, 0.05), median(values), quantile(values, 0.95)];
  console.log(
    `${name}: median ${middle.toFixed(3)}, 5th ${low.toFixed(3)}, 95th percentile ${high.toFixed(3)}, worst ${Math.max(...values).toFixed(3)}`,
  );
}
