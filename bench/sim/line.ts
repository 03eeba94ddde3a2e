/**
 * node bench/run.js sim/line [from seed] [to seed]: how often a survey says that the user's own line is what holds the best mirrors back, and how often that is so. Simulated populations
 * behind lines of 5 to 1,000 Mbit/s; drawn as everywhere else (no two mirrors have one rate), and with every mirror behind a port of a usual speed (many have). Tuned on seeds 1-100.
 */
import { behindPorts, drawPopulation, type MirrorPlan, type PopulationPlan } from './population.ts';
import { simulateSurvey } from './survey.ts';

const from = Number(process.argv[2] ?? 101);
const to = Number(process.argv[3] ?? 300);
const LINES = [5, 10, 20, 30, 50, 100, 300, 1000];
/** A link of this share of the line's rate is as good as one that is faster. */
const NEAR = 0.9;

for (const [name, shape] of [
  ['rates as drawn', (population: PopulationPlan) => population],
  ['ports', behindPorts],
] as const) {
  for (const mbit of LINES) {
    const counts = { true: 0, said: 0, right: 0, partly: 0, wrong: 0, named: 0, misnamed: 0 };
    for (let seed = from; seed <= to; seed += 1) {
      const population = shape(drawPopulation(seed, { lineMbit: mbit }));
      const fast = new Set(population.mirrors.filter((mirror) => isFast(mirror, mbit)).map(({ id }) => id));
      const { line } = (await simulateSurvey(population)).result;
      if (fast.size >= 2) counts.true += 1;
      if (line === null) continue;
      const misnamed = line.mirrors.filter((id) => !fast.has(id)).length;
      counts.said += 1;
      counts.named += line.mirrors.length;
      counts.misnamed += misnamed;
      counts[misnamed === 0 ? 'right' : misnamed < line.mirrors.length ? 'partly' : 'wrong'] += 1;
    }
    console.log(
      `${name}, line of ${mbit} Mbit/s: true of ${counts.true} of ${to - from + 1}, said of ${counts.said}: right ${counts.right}, partly ${counts.partly}, wrong ${counts.wrong}; mirrors named ${counts.named}, wrongly ${counts.misnamed}`,
    );
  }
}

function isFast({ link, failing }: MirrorPlan, mbit: number): boolean {
  return failing === null && link.mbit >= NEAR * mbit;
}
