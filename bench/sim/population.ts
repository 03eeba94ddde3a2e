import type { LinePlan, LinkPlan } from '../lab/topology.ts';
import { logUniform, type Random, seeded } from '../support/random.ts';
import type { LimitRate } from './limit-rate.ts';

/** How a mirror fails, if it does: nobody listens, packets vanish, the manifest or the layer is refused. */
export type Failing = 'refused' | 'silent' | 'denied' | 'blob-denied';

export interface MirrorPlan {
  readonly id: string;
  readonly link: LinkPlan;
  readonly failing: Failing | null;
  /** From a request to the answer, beside the way. */
  readonly thinkMs: number;
  /** Slept before a layer's first byte. */
  readonly sleepMs: number;
  /** Paced by its own program, connection by connection; absent: not. */
  readonly limitRate?: LimitRate;
}

export interface ImagePlan {
  readonly layerBytes: readonly number[];
  readonly configBytes: number;
}

export interface PopulationPlan {
  readonly seed: number;
  readonly line: LinePlan;
  readonly image: ImagePlan;
  readonly mirrors: readonly MirrorPlan[];
}

export interface PopulationShape {
  readonly mirrors: number;
  readonly lineMbit: number;
  /** Bytes of the image; null: 5, 30 or 150 MB by the seed. */
  readonly imageBytes: number | null;
}

/** What all figures are of, unless told otherwise. */
export const LINE_MBIT = 100;

const SHAPE: PopulationShape = { mirrors: 40, lineMbit: LINE_MBIT, imageBytes: null };

/**
 * Mirrors as the public lists have them: 0.05-12 MB/s and 10-300 ms, each doubling as likely as any other; a third dead or refusing; of the others a tenth sleeps
 * before a layer's first byte, a tenth throttles a connection after 1-6 MB, and a tenth swings in rate. One image of 1-12 layers.
 */
export function drawPopulation(seed: number, shape: Partial<PopulationShape> = {}): PopulationPlan {
  const { mirrors, lineMbit, imageBytes } = { ...SHAPE, ...shape };
  const random = seeded(seed);
  const image = drawImage(random, imageBytes);
  return {
    seed,
    // 60 ms of the line: what a home router keeps.
    line: { mbit: lineMbit, queueBytes: lineMbit * 125 * 60 },
    image,
    mirrors: Array.from({ length: mirrors }, (_, index) => drawMirror(random, `m${index}.test`)),
  };
}

/** One mirror in so many is new since then. */
const NEWCOMER = 8;

/** The same mirrors so many days before: each as fast as it happened to be then, half to twice today's rate, and without those that are new today. How they treat a connection is the same. */
export function daysBefore(population: PopulationPlan, days: number): PopulationPlan {
  const seed = population.seed + days * 1_000_000;
  const random = seeded(seed);
  const mirrors = population.mirrors.flatMap((mirror): MirrorPlan[] => {
    const factor = logUniform(random, 0.5, 2);
    const isNew = random() < 1 / NEWCOMER;
    const { link } = mirror;
    const throttle = link.throttle && { ...link.throttle, mbit: link.throttle.mbit * factor };
    return isNew ? [] : [{ ...mirror, link: { ...link, mbit: link.mbit * factor, throttle } }];
  });
  return { ...population, seed, mirrors };
}

const PORTS: readonly number[] = [1, 2, 5, 10, 30, 50];

/** The same mirrors, each behind a port of the nearest usual speed, Mbit/s: many then have the very same rate. */
export function behindPorts(population: PopulationPlan): PopulationPlan {
  const nearest = (mbit: number): number =>
    PORTS.toSorted((a, b) => Math.abs(Math.log(a / mbit)) - Math.abs(Math.log(b / mbit)))[0] ?? mbit;
  const mirrors = population.mirrors.map((mirror) => ({
    ...mirror,
    link: { ...mirror.link, mbit: nearest(mirror.link.mbit) },
  }));
  return { ...population, mirrors };
}

function drawMirror(random: Random, id: string): MirrorPlan {
  const mbit = logUniform(random, 0.4, 96);
  const rttMs = logUniform(random, 10, 300);
  const queueBytes = Math.max(24_000, Math.round(mbit * 125 * rttMs * logUniform(random, 0.5, 2)));
  const failing = random() < 1 / 3 ? pick(random, FAILINGS) : null;
  const thinkMs = logUniform(random, 2, 60);
  const habit = random();
  const draw = random();
  const share = 0.1 + 0.4 * random();
  const link: LinkPlan = {
    rttMs,
    mbit,
    queueBytes,
    lossPercent: 0,
    swing:
      habit >= 0.2 && habit < 0.3 ? { periodMs: Math.round(2_000 * 10 ** draw), low: share + 0.1 } : null,
    throttle:
      habit >= 0.1 && habit < 0.2
        ? { afterBytes: Math.round(1e6 * (1 + 5 * draw)), mbit: mbit * share }
        : null,
    blackhole: failing === 'silent',
  };
  return { id, link, failing, thinkMs, sleepMs: habit < 0.1 ? logUniform(random, 500, 8_000) : 0 };
}

const FAILINGS: readonly Failing[] = ['refused', 'silent', 'denied', 'blob-denied'];
const IMAGE_BYTES: readonly number[] = [5e6, 30e6, 150e6];

function drawImage(random: Random, imageBytes: number | null): ImagePlan {
  const bytes = imageBytes ?? pick(random, IMAGE_BYTES);
  const count = 1 + Math.floor(random() * 12);
  const weights = Array.from({ length: count }, () => logUniform(random, 1, 100));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return { layerBytes: weights.map((weight) => Math.round((bytes * weight) / sum)), configBytes: 6_000 };
}

function pick<T>(random: Random, values: readonly T[]): T {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error('nothing to choose from');
  return value;
}
