import { PULL_MODEL } from '../../src/rank/limits.ts';
import { type Random, seeded } from '../support/random.ts';
import { createPath, type Path } from './path.ts';
import { createPipe } from './pipe.ts';
import type { ImagePlan, MirrorPlan, PopulationPlan } from './population.ts';
import { createWire } from './wire.ts';
import { createWorld, type World } from './world.ts';

/** Headers, and the two manifests of an image behind an index. */
export const HEAD_BYTES = 400;
const MANIFEST_BYTES = 2_000;

/**
 * Seconds from the start of an engine's pull to its last downloaded byte, with the line to itself: dockerd's classic store, which opens a connection for each
 * request, asks /v2/, HEAD and GET of the index, GET of the manifest, then the config and, three at a time, the layers. Infinity: it takes longer than `most` seconds.
 */
export function simulatePull(
  population: PopulationPlan,
  mirror: MirrorPlan,
  startMs: number,
  nth: number,
  most: number = Number.POSITIVE_INFINITY,
): number {
  const world = createWorld();
  const { line, image, seed } = population;
  const pipe = createPipe(() => line.mbit * 125, line.queueBytes);
  const path = createPath(world, mirror.link, pipe, seeded(seed));
  let endMs: number | null = null;
  world.at(startMs, () => {
    pull(world, path, mirror, image, seeded(seed * 100 + nth), () => {
      endMs = world.nowMs;
    });
  });
  const lastMs = startMs + most * 1000;
  world.run(() => endMs !== null || world.nowMs > lastMs);
  if (endMs === null && world.nowMs > lastMs) return Number.POSITIVE_INFINITY;
  if (endMs === null) throw new Error(`${mirror.id}: the pull did not end`);
  return (endMs - startMs) / 1000;
}

function pull(
  world: World,
  path: Path,
  mirror: MirrorPlan,
  image: ImagePlan,
  random: Random,
  done: () => void,
): void {
  let flow = 0;
  const get = (bytes: number, thinkMs: number, got: () => void): void => {
    flow += 1;
    const wire = createWire(world, path, flow, mirror.limitRate ?? null);
    wire.open(() => {
      let left = bytes;
      wire.ask(bytes, thinkMs, (came) => {
        left -= came;
        if (left > 0) return;
        wire.close();
        got();
      });
    });
  };
  const { sleepMs } = mirror;
  /** No server answers twice in the same time. */
  const think = (): number => mirror.thinkMs * (0.5 + random());
  let open = image.layerBytes.length + 1;
  const one = (): void => {
    open -= 1;
    if (open === 0) done();
  };
  const waiting = [...image.layerBytes];
  const lane = (): void => {
    const bytes = waiting.shift();
    if (bytes === undefined) return;
    get(HEAD_BYTES + bytes, think() + sleepMs, () => {
      one();
      lane();
    });
  };
  get(HEAD_BYTES, think(), () =>
    get(HEAD_BYTES, think(), () =>
      get(HEAD_BYTES + MANIFEST_BYTES, think(), () =>
        get(HEAD_BYTES + MANIFEST_BYTES, think(), () => {
          get(HEAD_BYTES + image.configBytes, think(), one);
          for (let index = 0; index < PULL_MODEL.layersAtOnce; index += 1) lane();
        }),
      ),
    ),
  );
}
