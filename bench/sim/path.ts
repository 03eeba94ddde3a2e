import type { LinkPlan } from '../lab/topology.ts';
import type { Random } from '../support/random.ts';
import { createPipe, type Pipe } from './pipe.ts';
import type { World } from './world.ts';

export const SEGMENT_BYTES = 1_448;
/** With IP, TCP and the timestamps option: what a link carries for a full segment. */
export const PACKET_BYTES = 1_500;

/** The way between one mirror and the user, as bench/lab/link.py lays it. */
export interface Path {
  readonly rttMs: number;
  /** A full packet of connection `flow` to the user: `arrived` runs when it is there, never where it was lost. */
  down(flow: number, arrived: () => void): void;
  /** Something small to the mirror. */
  up(arrived: () => void): void;
}

const MBIT_BYTES_PER_MS = 125;

/** `line`: the user's own, shared by all paths; null where it holds nobody back. */
export function createPath(world: World, plan: LinkPlan, line: Pipe | null, random: Random): Path {
  const halfMs = plan.rttMs / 2;
  const link = createPipe(paceOf(plan), plan.queueBytes);
  const linkEnd = world.lane();
  const lineEnd = world.lane();
  const mirrorEnd = world.lane();
  const throttles = new Map<number, { bytes: number; readonly pipe: Pipe }>();
  const lost = (): boolean => plan.lossPercent > 0 && random() * 100 < plan.lossPercent;

  /** When it leaves the mirror's side. */
  function leaves(flow: number): number | null {
    let nowMs: number | null = world.nowMs;
    if (plan.throttle !== null) {
      const { afterBytes, mbit } = plan.throttle;
      const known = throttles.get(flow) ?? {
        bytes: 0,
        pipe: createPipe(() => mbit * MBIT_BYTES_PER_MS, plan.queueBytes),
      };
      throttles.set(flow, known);
      known.bytes += PACKET_BYTES;
      if (known.bytes > afterBytes) nowMs = known.pipe.send(PACKET_BYTES, nowMs);
    }
    return nowMs === null ? null : link.send(PACKET_BYTES, nowMs);
  }

  return {
    rttMs: plan.rttMs,
    down(flow, arrived) {
      if (plan.blackhole || lost()) return;
      const leftMs = leaves(flow);
      if (leftMs === null) return;
      if (line === null) {
        linkEnd(leftMs + halfMs, arrived);
        return;
      }
      linkEnd(leftMs + halfMs, () => {
        const atMs = line.send(PACKET_BYTES, world.nowMs);
        if (atMs !== null) lineEnd(atMs, arrived);
      });
    },
    up(arrived) {
      if (!plan.blackhole) mirrorEnd(world.nowMs + halfMs, arrived);
    },
  };
}

function paceOf({ mbit, swing }: LinkPlan): (nowMs: number) => number {
  if (mbit === 0) return () => Number.POSITIVE_INFINITY;
  const full = mbit * MBIT_BYTES_PER_MS;
  if (swing === null) return () => full;
  const { low, periodMs } = swing;
  return (nowMs) => full * (low + (1 - low) * (0.5 + 0.5 * Math.cos((2 * Math.PI * nowMs) / periodMs)));
}
