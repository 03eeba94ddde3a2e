/**
 * node bench/run.js sim/meter [from seed] [to seed]: the meter's error over simulated links, one for each seed: 5-100
 * Mbit/s, 20-200 ms, a queue of half to two round trips, without loss and with 1 %. Truth: one download of 60 s.
 * Tuned on seeds 1-100; reported on 101-300.
 */
import type { LinkPlan } from '../lab/topology.ts';
import { type Judged, judge, reportErrors } from '../support/meter-errors.ts';
import { logUniform, seeded } from '../support/random.ts';
import { simulateDownload, simulateTruth } from './download.ts';

const MiB = 1024 * 1024;
const from = Number(process.argv[2] ?? 101);
const to = Number(process.argv[3] ?? 300);
const budgets = [8 * MiB, 2 * MiB].map((bytes) => ({ bytes, ms: 4_000 }));
const judged = budgets.map((): Judged[] => []);

for (let seed = from; seed <= to; seed += 1) {
  for (const lossPercent of [0, 1]) {
    const plan = linkOf(seed, lossPercent);
    const truth = simulateTruth(plan, 60, seed + 10_000);
    const { arrivals } = simulateDownload(plan, 9 * MiB, 4_500, seed);
    const label = labelOf(plan);
    for (const [index, budget] of budgets.entries()) {
      judged[index]?.push(judge({ label, rttMs: plan.rttMs, truth, lossPercent, arrivals }, budget));
    }
  }
}
for (const [index, { bytes }] of budgets.entries()) {
  console.log(`\nseeds ${from}-${to}, ${bytes / MiB} MiB, 4 s\n\n${reportErrors(judged[index] ?? [])}`);
}

function linkOf(seed: number, lossPercent: number): LinkPlan {
  const random = seeded(seed);
  const mbit = logUniform(random, 5, 100);
  const rttMs = logUniform(random, 20, 200);
  const queueBytes = Math.max(16 * 1_500, Math.round(mbit * 125 * rttMs * logUniform(random, 0.5, 2)));
  return { rttMs, mbit, queueBytes, lossPercent, swing: null, throttle: null, blackhole: false };
}

function labelOf({ mbit, rttMs, lossPercent }: LinkPlan): string {
  const band = (value: number, edges: readonly number[]): string => {
    const above = edges.findIndex((edge) => value < edge);
    return `${edges[above - 1] ?? edges.at(-2)}-${edges[above] ?? edges.at(-1)}`;
  };
  return `${lossPercent} %, ${band(mbit, [5, 15, 40, 100])} Mbit/s, ${band(rttMs, [20, 60, 200])} ms`;
}
