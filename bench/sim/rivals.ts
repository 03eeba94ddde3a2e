/**
 * node bench/run.js sim/rivals [from seed] [to seed]: the ways in which others choose, on the same populations: by ping; by one sample of 10 MB, ten mirrors at a time; by the
 * image's largest layer, whole, one after the other with curl. Choice and cost beside ours (sim/choice).
 */
import { SURVEY, TIMEOUTS } from '../../src/limits.ts';
import { isSample, median, quantile } from '../../src/rank/stats.ts';
import { seeded } from '../support/random.ts';
import { createPath } from './path.ts';
import { createPipe } from './pipe.ts';
import { drawPopulation, type MirrorPlan, type PopulationPlan } from './population.ts';
import { HEAD_BYTES } from './pull.ts';
import { countingPipe } from './survey.ts';
import { type Cost, costOfEachAlone, truthOf } from './truth.ts';
import { createWire } from './wire.ts';
import { createWorld } from './world.ts';

const from = Number(process.argv[2] ?? 101);
const to = Number(process.argv[3] ?? 300);
const CHOSEN = SURVEY.applyTop;

interface Way {
  readonly name: string;
  readonly atOnce: number;
  /** Bytes of one answer; 0: none but the headers. */
  bytes(population: PopulationPlan): number;
  /** Given up after this. */
  readonly mostMs: number;
}

const WAYS: readonly Way[] = [
  { name: 'ping order', atOnce: 16, bytes: () => 0, mostMs: TIMEOUTS.connectMs },
  {
    name: 'one 10 MB sample, ten at a time',
    atOnce: 10,
    bytes: ({ image }) => Math.min(10e6, Math.max(...image.layerBytes)),
    mostMs: 60_000,
  },
  {
    name: 'largest layer whole, by curl in turn',
    atOnce: 1,
    bytes: ({ image }) => Math.max(...image.layerBytes),
    mostMs: 120_000,
  },
];

for (const way of WAYS) {
  const choices: number[] = [];
  const bytes: number[] = [];
  const times: number[] = [];
  for (let seed = from; seed <= to; seed += 1) {
    const population = drawPopulation(seed);
    const truth = truthOf(population);
    const alone = costOfEachAlone(population);
    const { order, cost } = choose(way, population);
    // Whoever tries the first three finds out which of them refuse: a kindness to the ways that do not look.
    const healthy = new Set(population.mirrors.filter(({ failing }) => failing === null).map(({ id }) => id));
    const usable = order.filter((id) => healthy.has(id));
    choices.push(
      mean(usable.slice(0, CHOSEN).map(truth.pullSeconds)) /
        mean(truth.best(CHOSEN).map(({ seconds }) => seconds)),
    );
    bytes.push(cost.bytes / alone.bytes);
    times.push(cost.wallMs / alone.wallMs);
  }
  if (!isSample(choices) || !isSample(bytes) || !isSample(times)) continue;
  const shown = [median(choices), quantile(choices, 0.95), median(bytes), median(times)].map((value) =>
    value.toFixed(3),
  );
  console.log(
    `${way.name}: pull time of the chosen / of the best median ${shown[0]}, 95th percentile ${shown[1]}; bytes ${shown[2]}, time ${shown[3]} of measuring each alone (medians)`,
  );
}

/** Mirrors by what they took, those that failed left out. */
function choose(
  way: Way,
  population: PopulationPlan,
): { readonly order: readonly string[]; readonly cost: Cost } {
  const world = createWorld();
  const { line } = population;
  const counted = countingPipe(createPipe(() => line.mbit * 125, line.queueBytes));
  const random = seeded(population.seed + 2_000_000);
  const size = way.bytes(population);
  const took = new Map<string, number>();
  const waiting = [...population.mirrors];
  let running = 0;
  let endMs = 0;

  const next = (): void => {
    while (running < way.atOnce) {
      const mirror = waiting.shift();
      if (mirror === undefined) return;
      running += 1;
      ask(mirror, (rate) => {
        if (rate !== null) took.set(mirror.id, rate);
        running -= 1;
        endMs = world.nowMs;
        next();
      });
    }
  };
  /** `done` gets ms for each byte, or ms of the ping; null: it failed. */
  const ask = (
    { link, failing, thinkMs, sleepMs, limitRate }: MirrorPlan,
    done: (cost: number | null) => void,
  ): void => {
    const path = createPath(world, link, counted.pipe, random);
    const wire = createWire(world, path, 1, limitRate ?? null);
    const startMs = world.nowMs;
    let over = false;
    let came = 0;
    const end = (cost: number | null): void => {
      if (over) return;
      over = true;
      wire.close();
      cancel();
      done(cost);
    };
    const cancel = world.at(startMs + (failing === 'silent' ? TIMEOUTS.connectMs : way.mostMs), () =>
      end(came > HEAD_BYTES ? (world.nowMs - startMs) / came : null),
    );
    if (failing === 'refused') {
      world.at(startMs + link.rttMs, () => end(null));
      return;
    }
    const denied = failing !== null && size > 0;
    const wanted = HEAD_BYTES + (denied ? 0 : size);
    wire.open(() =>
      wire.ask(wanted, thinkMs + (size > 0 ? sleepMs : 0), (bytes) => {
        came += bytes;
        if (came >= wanted) end(denied ? null : (world.nowMs - startMs) / (size > 0 ? came : 1));
      }),
    );
  };
  next();
  world.run(() => running === 0 && waiting.length === 0);
  const order = [...took].sort((a, b) => a[1] - b[1]).map(([id]) => id);
  return { order, cost: { bytes: counted.bytes(), wallMs: endMs } };
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / Math.max(1, values.length);
}
