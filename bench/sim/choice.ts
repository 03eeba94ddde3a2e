/**
 * node bench/run.js sim/choice [from seed] [to seed] [finalists] [downloads at once] [first round's share]: whole surveys of simulated populations, one a seed: how good the three chosen
 * are, and what choosing them costs. Tuned on seeds 1-100; reported on 101-300.
 */
import { PROBE_BUDGET, SURVEY } from '../../src/limits.ts';
import { isSample, median, quantile } from '../../src/rank/stats.ts';
import { drawPopulation } from './population.ts';
import { simulateSurvey } from './survey.ts';
import { costOfEachAlone, truthOf } from './truth.ts';

const from = Number(process.argv[2] ?? 101);
const to = Number(process.argv[3] ?? 300);
const finalists = Number(process.argv[4] ?? SURVEY.finalists);
const downloadsAtOnce = Number(process.argv[5] ?? SURVEY.downloadsAtOnce);
const firstRoundShare = Number(process.argv[6] ?? PROBE_BUDGET.firstRoundShare);
const verbose = process.env['VERBOSE'] === '1';
const CHOSEN = SURVEY.applyTop;

const choices: number[] = [];
const bytes: number[] = [];
const times: number[] = [];
const megabytes: number[] = [];
const seconds: number[] = [];
const pulls: number[] = [];
for (let seed = from; seed <= to; seed += 1) {
  const population = drawPopulation(seed);
  const truth = truthOf(population);
  const alone = costOfEachAlone(population);
  const survey = await simulateSurvey(population, { finalists, downloadsAtOnce, firstRoundShare });
  const ranked = survey.result.mirrors.filter(({ rank }) => rank !== null);
  const chosen = ranked.slice(0, CHOSEN).map(({ observation }) => observation.candidate.id);
  const best = truth.best(CHOSEN);
  const ratio = sum(chosen.map(truth.pullSeconds)) / sum(best);
  choices.push(ratio);
  bytes.push(survey.bytes / alone.bytes);
  times.push(survey.wallMs / alone.wallMs);
  megabytes.push(survey.bytes / 1e6);
  seconds.push(survey.wallMs / 1000);
  for (const { observation, pullSeconds } of ranked.slice(0, CHOSEN)) {
    if (pullSeconds !== null) pulls.push(pullSeconds / truth.pullSeconds(observation.candidate.id));
  }
  if (verbose && ratio > 1.05) {
    const total = population.image.layerBytes.reduce((a, b) => a + b, 0) / 1e6;
    console.log(
      `seed ${seed}: ${ratio.toFixed(3)}, image ${total.toFixed(0)} MB in ${population.image.layerBytes.length}; best ${best.map((value) => value.toFixed(2))}`,
    );
    for (const { observation, pullSeconds } of ranked.slice(0, 7)) {
      const plan = population.mirrors.find(({ id }) => id === observation.candidate.id);
      const { measurement } = observation;
      console.log(
        `  ${observation.candidate.id} true ${truth.pullSeconds(observation.candidate.id).toFixed(2)} said ${pullSeconds?.toFixed(2)} rate ${((measurement?.bytesPerSecond ?? 0) / 125e3).toFixed(1)} of ${plan?.link.mbit.toFixed(1)} Mbit/s ${measurement?.steady} ${plan?.link.rttMs.toFixed(0)} ms sleep ${plan?.sleepMs.toFixed(0)} ${JSON.stringify(plan?.link.throttle)} ${JSON.stringify(plan?.link.swing)}`,
      );
    }
  }
}
console.log(
  `seeds ${from}-${to}, ${finalists} finalists, ${downloadsAtOnce} at once, first round's share ${firstRoundShare}`,
);
show('true pull time of the three chosen / of the best three', choices);
show('bytes / measuring each alone', bytes);
show('wall time / measuring each alone', times);
show('MB', megabytes);
show('s', seconds);
show('predicted / true pull of the chosen', pulls);
console.log(
  `within 10 % of the best: ${choices.filter((ratio) => ratio <= 1.1).length} of ${choices.length}`,
);

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
