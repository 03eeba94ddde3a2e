import { median, quantile, type Sample } from '../../src/rank/stats.ts';
import { CLI, measured } from './measured.ts';

/** `mirror-check --version` against `node -e 0`, in turn, so that a drifting machine moves both. */
const RUNS = 21;

const ratios: number[] = [];
let [leastEmpty, leastVersion] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
for (let run = -2; run < RUNS; run += 1) {
  const empty = await measured(['-e', '0'], false);
  const version = await measured([CLI, '--version'], false);
  leastEmpty = Math.min(leastEmpty, empty.wallMs);
  leastVersion = Math.min(leastVersion, version.wallMs);
  if (run >= 0) ratios.push(version.wallMs / empty.wallMs);
}
const sample = ratios as unknown as Sample;
const [low, middle, high] = [quantile(sample, 0.25), median(sample), quantile(sample, 0.75)];
console.log(
  `--version / node -e 0: median of ${RUNS} pairs ${middle.toFixed(2)} (quartiles ${low.toFixed(2)} to ${high.toFixed(2)}), fastest over fastest ${(leastVersion / leastEmpty).toFixed(2)}; at most 1.25`,
);
