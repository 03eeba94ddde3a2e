/** node bench/run.js lab/meter [file]: the meter's error on downloads that lab/record recorded. */
import { readFileSync } from 'node:fs';
import { judge, type Recorded, reportErrors } from '../support/meter-errors.ts';
import type { LinkPlan } from './topology.ts';

const MiB = 1024 * 1024;
const file = process.argv[2] ?? new URL('../../../traces.jsonl', import.meta.url).pathname;

interface Line {
  readonly link: LinkPlan;
  readonly connectMs?: number;
  readonly arrivals?: Recorded['arrivals'];
  readonly truth?: number;
}

const lines = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Line);
const labelOf = ({ mbit, rttMs, lossPercent }: LinkPlan): string =>
  `${mbit} Mbit/s, ${rttMs} ms, ${lossPercent} %`;
const truths = new Map(
  lines.flatMap(({ link, truth }) => (truth === undefined ? [] : [[labelOf(link), truth]])),
);
const recorded = lines.flatMap(({ link, arrivals, connectMs }): Recorded[] => {
  const label = labelOf(link);
  const truth = truths.get(label);
  if (arrivals === undefined || connectMs === undefined || truth === undefined) return [];
  return [{ label, rttMs: connectMs, truth, lossPercent: link.lossPercent, arrivals }];
});
for (const bytes of [8 * MiB, 2 * MiB]) {
  console.log(`\n${bytes / MiB} MiB, 4 s\n`);
  console.log(reportErrors(recorded.map((one) => judge(one, { bytes, ms: 4_000 }))));
}
