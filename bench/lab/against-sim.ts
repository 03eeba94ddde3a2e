/**
 * node bench/run.js lab/against-sim [file]: how well the simulator agrees with the kernel: the time to the first 256
 * KiB, 2 MiB and 8 MiB of each download without loss that lab/record recorded, over the simulated one's.
 */
import { isSample, median, quantile } from '../../src/rank/stats.ts';
import { simulateDownload } from '../sim/download.ts';
import { readRecords } from './records.ts';

const MiB = 1024 * 1024;
const records = readRecords(process.argv[2]).filter(({ link }) => link.lossPercent === 0);
for (const bytes of [MiB / 4, 2 * MiB, 8 * MiB]) {
  const ratios = records.flatMap(({ link, arrivals, repeat }) => {
    const real = timeTo(arrivals, bytes);
    const simulated = timeTo(simulateDownload(link, 12 * MiB, 5_000, repeat + 1).arrivals, bytes);
    return real === null || simulated === null ? [] : [real / simulated];
  });
  const apart = ratios.map((ratio) => Math.abs(ratio - 1) * 100);
  if (!isSample(ratios) || !isSample(apart)) continue;
  const figures = [median(ratios).toFixed(3), median(apart).toFixed(1), quantile(apart, 0.9).toFixed(1)];
  console.log(
    `${bytes / MiB} MiB: ${ratios.length} downloads, kernel / simulated median ${figures[0]}, apart by ${figures[1]} % in the median, ${figures[2]} % at the 90th percentile`,
  );
}

function timeTo(arrivals: readonly (readonly [number, number])[], bytes: number): number | null {
  let total = 0;
  for (const [size, atMs] of arrivals) {
    total += size;
    if (total >= bytes) return atMs;
  }
  return null;
}
