import { median, quantile, type Sample } from '../../src/rank/stats.ts';
import { CLI, measured } from './measured.ts';

/**
 * `mirror-check --version` against `node -e 0`, in turn, so that a drifting machine moves both. With the path of a single executable
 * (`npm run dist`) its `--version` and `--help` instead, and no bound.
 */
const RUNS = 21;
const [executable] = process.argv.slice(2);

if (executable === undefined) {
  console.log(`${await against([CLI, '--version'], process.execPath)}; at most 1.25`);
} else {
  for (const option of ['--version', '--help']) console.log(await against([option], executable));
}

async function against(args: readonly string[], program: string): Promise<string> {
  const ratios: number[] = [];
  let [leastEmpty, least] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let run = -2; run < RUNS; run += 1) {
    const empty = await measured(['-e', '0'], false);
    const called = await measured(args, false, program);
    leastEmpty = Math.min(leastEmpty, empty.wallMs);
    least = Math.min(least, called.wallMs);
    if (run >= 0) ratios.push(called.wallMs / empty.wallMs);
  }
  const sample = ratios as unknown as Sample;
  const [low, middle, high] = [quantile(sample, 0.25), median(sample), quantile(sample, 0.75)];
  return `${args.at(-1)} / node -e 0: median of ${RUNS} pairs ${middle.toFixed(2)} (quartiles ${low.toFixed(2)} to ${high.toFixed(2)}), fastest over fastest ${(least / leastEmpty).toFixed(2)} (${least.toFixed(0)} ms)`;
}
