/**
 * node bench/run.js sim/pull-model [from seed] [to seed]: `pullSeconds` against simulated pulls, with links that are known exactly: what the model itself gets wrong. For
 * each seed the healthy mirrors of a population, one image. Tuned on seeds 1-100; reported on 101-300.
 */
import { PULL_MODEL } from '../../src/rank/limits.ts';
import { predictPullSeconds } from '../../src/rank/pull-time.ts';
import { isSample, median, quantile } from '../../src/rank/stats.ts';
import { drawPopulation } from './population.ts';
import { truthOf } from './truth.ts';

const from = Number(process.argv[2] ?? 101);
const to = Number(process.argv[3] ?? 300);
const segments = (process.argv[4] ?? '').split(',').filter(Boolean).map(Number);
/** Payload of a packet of 1,500 bytes. */
const PAYLOAD = 0.965;
const MIRRORS = 6;

const models =
  segments.length === 0
    ? [PULL_MODEL]
    : segments.map((count) => ({ ...PULL_MODEL, joinedWindowBytes: count * 1_448 }));
for (const model of models) {
  const errors: number[] = [];
  const signed: number[] = [];
  let pairs = 0;
  let right = 0;
  for (let seed = from; seed <= to; seed += 1) {
    const population = drawPopulation(seed);
    const { pullSeconds } = truthOf(population);
    const plain = population.mirrors
      .filter(
        ({ failing, link }) =>
          failing === null && link.swing === null && link.throttle === null && link.mbit > 4,
      )
      .slice(0, MIRRORS);
    const seen = plain.map(({ id, link, thinkMs, sleepMs }) => {
      const predicted = predictPullSeconds(
        {
          connectMs: link.rttMs,
          tlsMs: link.rttMs + 3,
          latencyMs: link.rttMs,
          tokenMs: null,
          manifestMs: link.rttMs + thinkMs,
          ttfbMs: link.rttMs + thinkMs + sleepMs,
          bytesPerSecond: link.mbit * 125_000 * PAYLOAD,
          ...population.image,
          index: true,
        },
        model,
      );
      return { predicted: predicted ?? 0, real: pullSeconds(id) };
    });
    for (const [index, one] of seen.entries()) {
      signed.push(one.predicted / one.real - 1);
      errors.push(Math.abs(one.predicted / one.real - 1));
      for (const other of seen.slice(index + 1)) {
        if (Math.max(one.real, other.real) < 1.2 * Math.min(one.real, other.real)) continue;
        pairs += 1;
        if (one.real < other.real === one.predicted < other.predicted) right += 1;
      }
    }
  }
  if (!isSample(errors) || !isSample(signed)) continue;
  const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
  console.log(
    `${model.joinedWindowBytes / 1_448} segments: ${errors.length} pulls, error median ${percent(median(errors))}, 90th percentile ${percent(quantile(errors, 0.9))}, signed: 5th ${percent(quantile(signed, 0.05))}, median ${percent(median(signed))}, 95th ${percent(quantile(signed, 0.95))}; ${pairs} pairs over 20 % apart, ${percent(right / pairs)} in order`,
  );
}
