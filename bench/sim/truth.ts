import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { simulateDownload } from './download.ts';
import type { MirrorPlan, PopulationPlan } from './population.ts';
import { simulatePull } from './pull.ts';

/** What is true of a population: how long an engine's pull takes through each mirror. Simulated when asked for, once. */
export interface Truth {
  /** Seconds; Infinity where a pull fails. */
  pullSeconds(id: string): number;
  /** The best so many, best first. */
  best(count: number): readonly Pull[];
}

export interface Pull {
  readonly id: string;
  readonly seconds: number;
}

/**
 * Pulls of one mirror differ: a layer that joins others may lose its first flights to their queue and then climbs for seconds, or not, by a few ms of the server's. So what is true
 * is the mean of so many, each with its own waits at the server, and with a rate that swings at its own moment.
 */
const PULLS = 12;
/** A sum of twelve may be off by less. */
const ROUNDING = 1 + 1e-9;

export function truthOf(population: PopulationPlan): Truth {
  const { mirrors, image, line } = population;
  const { pulls: known, bests, save } = kept(population);
  const byId = new Map(mirrors.map((mirror) => [mirror.id, mirror]));
  const total = image.layerBytes.reduce((sum, bytes) => sum + bytes, 0);
  /** No pull is shorter: the bytes at the full rate, and five requests on connections of their own. */
  const atLeast = ({ link, thinkMs, sleepMs }: MirrorPlan): number =>
    total / (Math.min(link.mbit, line.mbit) * 125_000) + (15 * link.rttMs + 2 * thinkMs + sleepMs) / 1000;

  /** Infinity: it was clear before the last pull that the mean is longer than `most`. */
  function meanSeconds(mirror: MirrorPlan, most: number): number {
    const before = known.get(mirror.id);
    if (before !== undefined) return before;
    const periodMs = mirror.link.swing?.periodMs ?? 0;
    let seconds = 0;
    for (let nth = 0; nth < PULLS; nth += 1) {
      const others = ((PULLS - nth - 1) * atLeast(mirror)) / PULLS;
      const left = (most * ROUNDING - seconds - others) * PULLS;
      seconds += simulatePull(population, mirror, (periodMs * nth) / PULLS, nth, left) / PULLS;
      if (seconds === Number.POSITIVE_INFINITY) return seconds;
    }
    known.set(mirror.id, seconds);
    save();
    return seconds;
  }

  return {
    pullSeconds(id) {
      const mirror = byId.get(id);
      if (mirror === undefined || mirror.failing !== null) return Number.POSITIVE_INFINITY;
      return meanSeconds(mirror, Number.POSITIVE_INFINITY);
    },
    best(count) {
      const before = bests.get(count);
      if (before !== undefined) return before;
      const found: Pull[] = [];
      const hopeful = mirrors.filter(({ failing }) => failing === null);
      for (const mirror of hopeful.toSorted((a, b) => atLeast(a) - atLeast(b))) {
        const most = found[count - 1]?.seconds ?? Number.POSITIVE_INFINITY;
        if (atLeast(mirror) > most) break;
        found.push({ id: mirror.id, seconds: meanSeconds(mirror, most) });
        found.sort((a, b) => a.seconds - b.seconds);
      }
      bests.set(count, found.slice(0, count));
      save();
      return found.slice(0, count);
    },
  };
}

export interface Cost {
  readonly bytes: number;
  readonly wallMs: number;
}

const MEASURED_MS = 4_000;

/** What it costs to measure each usable mirror alone for 4 s from its first byte. */
export function costOfEachAlone(population: PopulationPlan): Cost {
  const { mirrors, line, seed } = population;
  const store = kept(population);
  if (store.alone !== null) return store.alone;
  let bytes = 0;
  let wallMs = 0;
  for (const { link, failing, thinkMs, sleepMs } of mirrors) {
    if (failing !== null) continue;
    const throughLine = { ...link, mbit: Math.min(link.mbit, line.mbit) };
    const most = Math.ceil(throughLine.mbit * 125 * MEASURED_MS * 1.2);
    const { arrivals } = simulateDownload(throughLine, most, MEASURED_MS, seed);
    bytes += arrivals.reduce((sum, [size]) => sum + size, 0);
    wallMs += MEASURED_MS + 3 * link.rttMs + thinkMs + sleepMs;
  }
  store.alone = { bytes, wallMs };
  store.save();
  return store.alone;
}

/** What was found out about a population by an earlier run, of the very same simulator. */
interface Kept {
  readonly pulls: Map<string, number>;
  /** The best so many, by how many. */
  readonly bests: Map<number, readonly Pull[]>;
  alone: Cost | null;
  save(): void;
}

/** A store as it lies on the disk. */
interface Written {
  readonly pulls: readonly [string, number][];
  readonly bests: readonly [number, readonly Pull[]][];
  readonly alone: Cost | null;
}

const HERE = new URL('.', import.meta.url);
const STORE = new URL('../../../sim-truths/', import.meta.url);
const SIMULATOR: string = readdirSync(HERE)
  .filter((name) =>
    /^(cubic|download|heap|limit-rate|path|pipe|pull|tcp.*|receive-window|wire|world|truth)\.js$/.test(name),
  )
  .map((name) => readFileSync(new URL(name, HERE), 'utf8'))
  .join('');
const open = new Map<string, Kept>();

function kept(population: PopulationPlan): Kept {
  const key = createHash('sha256').update(SIMULATOR).update(JSON.stringify(population)).digest('hex');
  const before = open.get(key);
  if (before !== undefined) return before;
  const file = new URL(`${key}.json`, STORE);
  const store: Kept = {
    pulls: new Map(),
    bests: new Map(),
    alone: null,
    save() {
      mkdirSync(STORE, { recursive: true });
      writeFileSync(
        file,
        JSON.stringify({ pulls: [...store.pulls], bests: [...store.bests], alone: store.alone }),
      );
    },
  };
  try {
    const read = JSON.parse(readFileSync(file, 'utf8')) as Written;
    for (const [id, seconds] of read.pulls) store.pulls.set(id, seconds);
    for (const [count, pulls] of read.bests) store.bests.set(count, pulls);
    store.alone = read.alone;
  } catch {
    // Nothing was kept.
  }
  open.set(key, store);
  return store;
}
