import type { LinkPlan } from '../lab/topology.ts';
import { type Random, seeded } from '../support/random.ts';
import { createPath } from './path.ts';
import { createReader } from './reader.ts';
import { createConnection } from './tcp.ts';
import { createWorld } from './world.ts';

/** One download alone on its link. `maxMs` from the first byte. Arrivals as lab/download.ts records them. */
export function simulateDownload(
  plan: LinkPlan,
  maxBytes: number,
  maxMs: number,
  seed: number,
): { readonly arrivals: readonly (readonly [number, number])[] } {
  const world = createWorld();
  const random: Random = seeded(seed);
  const path = createPath(world, plan, null, random);
  const arrivals: [number, number][] = [];
  let firstMs: number | null = null;
  let total = 0;
  let over = false;
  const reader = createReader((bytes) => {
    firstMs ??= world.nowMs;
    total += bytes;
    arrivals.push([bytes, world.nowMs - firstMs]);
    if (total >= maxBytes || world.nowMs - firstMs >= maxMs) over = true;
  });
  const connection = createConnection(world, path, 0, reader);
  connection.write(maxBytes + 65_536);
  world.run(() => over);
  return { arrivals };
}

/** Bytes a second of a download that lasts `seconds` from its first byte: what one curl on the link would report. */
export function simulateTruth(plan: LinkPlan, seconds: number, seed: number): number {
  const most = Math.ceil((plan.mbit || 1000) * 125_000 * (seconds + 1));
  const { arrivals } = simulateDownload(plan, most, seconds * 1000, seed);
  const total = arrivals.reduce((sum, [bytes]) => sum + bytes, 0);
  return (total * 1000) / (arrivals.at(-1)?.[1] ?? 1);
}
