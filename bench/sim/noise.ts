/**
 * node bench/run.js sim/noise [from seed] [to seed]: how well would choose who pulls the image itself through every mirror, once? Two pulls through one mirror differ, so not
 * perfectly: judged by another pull, and by the mean of twelve (sim/choice judges by that). Of each population the seven best mirrors.
 */
import { SURVEY } from '../../src/limits.ts';
import { isSample, median, quantile } from '../../src/rank/stats.ts';
import { drawPopulation, type PopulationPlan } from './population.ts';
import { simulatePull } from './pull.ts';
import { truthOf } from './truth.ts';

const from = Number(process.argv[2] ?? 1);
const to = Number(process.argv[3] ?? 60);
const MIRRORS = 7;
const CHOSEN = SURVEY.applyTop;
/** Behind the pulls that make the truth (PULLS in truth.ts): these have other waits. */
const FIRST = 20;

const byAnother: number[] = [];
const byTruth: number[] = [];
const spread: number[] = [];
for (let seed = from; seed <= to; seed += 1) {
  const population = drawPopulation(seed);
  const truth = truthOf(population);
  const tried = truth.best(MIRRORS).map(({ id, seconds }) => ({
    seconds,
    once: pullOnce(population, id, FIRST),
    again: pullOnce(population, id, FIRST + 1),
  }));
  const chosen = tried.toSorted((a, b) => a.once - b.once).slice(0, CHOSEN);
  byAnother.push(sum(chosen.map(({ again }) => again)) / leastSum(tried.map(({ again }) => again)));
  byTruth.push(sum(chosen.map(({ seconds }) => seconds)) / leastSum(tried.map(({ seconds }) => seconds)));
  for (const { once, seconds } of tried) spread.push(once / seconds);
}
show('one pull chooses, another judges', byAnother);
show('one pull chooses, the mean of twelve judges', byTruth);
show('one pull / the mean of twelve', spread);

function pullOnce(population: PopulationPlan, id: string, nth: number): number {
  const mirror = population.mirrors.find((one) => one.id === id);
  if (mirror === undefined) throw new Error(`no mirror ${id}`);
  // A rate that swings is met at a moment of no meaning.
  const startMs = ((mirror.link.swing?.periodMs ?? 0) * ((population.seed * 7 + nth * 5) % 12)) / 12;
  return simulatePull(population, mirror, startMs, nth);
}

function leastSum(values: readonly number[]): number {
  return sum(values.toSorted((a, b) => a - b).slice(0, CHOSEN));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function show(name: string, values: readonly number[]): void {
  if (!isSample(values)) return;
  const [middle, high, higher] = [median(values), quantile(values, 0.9), quantile(values, 0.95)];
  console.log(
    `${name}: median ${middle.toFixed(3)}, 90th percentile ${high.toFixed(3)}, 95th ${higher.toFixed(3)}, worst ${Math.max(...values).toFixed(3)}`,
  );
}
