/** node bench/run.js lab/meter [file]: the meter's error on downloads that lab/record recorded. */
import { judge, type Recorded, reportErrors } from '../support/meter-errors.ts';
import { readRecords } from './records.ts';

const MiB = 1024 * 1024;
const recorded = readRecords(process.argv[2]).flatMap(({ link, connectMs, arrivals, truth }): Recorded[] => {
  const { mbit, rttMs, lossPercent } = link;
  const label = `${mbit} Mbit/s, ${rttMs} ms, ${lossPercent} %`;
  return truth === null ? [] : [{ label, rttMs: connectMs, truth, lossPercent, arrivals }];
});
for (const bytes of [8 * MiB, 2 * MiB]) {
  console.log(`\n${bytes / MiB} MiB, 4 s\n`);
  console.log(reportErrors(recorded.map((one) => judge(one, { bytes, ms: 4_000 }))));
}
