import { createCubic } from './cubic.ts';
import { type Path, SEGMENT_BYTES } from './path.ts';
import { type Acknowledgement, createReceiver } from './tcp-receiver.ts';
import type { World } from './world.ts';

/** The mirror's side of one established connection, and the kernel on the user's side. */
export interface Connection {
  /** The mirror's program has more for the user; it arrives in order, as `onData` tells. */
  write(bytes: number): void;
  /** The user's program has left: nothing more is sent or told. */
  close(): void;
}

/** How many later segments must have arrived before one is taken as lost (RFC 6675). */
const DUPLICATES = 3;
/** Linux's floor under four times the variation, the larger part of a time-out. */
const LEAST_VARIATION_MS = 200;

/** A window being reduced after a loss: proportional to what arrives, until everything sent before it is told. */
interface Recovery {
  readonly until: number;
  readonly target: number;
  readonly from: number;
  got: number;
  out: number;
}

/**
 * One direction of TCP, segment by segment: slow start and cubic, selective acknowledgements, proportional rate
 * reduction (RFC 6937), retransmission time-out, and the receive window that grows with what the program reads. Every
 * segment is full but the last of a write.
 */
export function createConnection(
  world: World,
  path: Path,
  flow: number,
  onData: (bytes: number) => void,
): Connection {
  const cubic = createCubic();
  /** The last segment of a write, where it is not full. */
  const shorter = new Map<number, number>();
  let written = 0;
  /** Of each segment the last sending; an earlier one is done, for it was taken as lost. */
  const latest: number[] = [];
  const delivered: boolean[] = [];
  /** Of each sending: which segment, when, whether it is a copy, and whether the sender is done with it. One list each, for a connection has a hundred thousand. */
  const segments: number[] = [];
  const sentMs: number[] = [];
  const again: boolean[] = [];
  const done: boolean[] = [];
  const lost: number[] = [];
  let head = 0;
  let alive = 0;
  let next = 0;
  let unacked = 0;
  let recovery: Recovery | null = null;
  let smoothRttMs = path.rttMs;
  let variationMs = path.rttMs / 2;
  let closed = false;
  const timeout = world.timer(() => {
    if (!closed && unacked < next) timedOut();
  });
  const receiver = createReceiver(
    world,
    path.rttMs,
    (segment) => shorter.get(segment) ?? SEGMENT_BYTES,
    onData,
    (acknowledgement) => path.up(() => acknowledged(acknowledgement)),
  );

  function quota(newly: number): number {
    if (recovery === null) return Math.floor(cubic.window) - alive;
    recovery.got += newly;
    const { target, from, got, out } = recovery;
    if (alive > target) return Math.ceil((got * target) / from) - out;
    return Math.min(Math.floor(target) - alive, Math.max(got - out, newly) + 1);
  }

  function sendSome(newly: number): void {
    let left = quota(newly);
    while (left > 0) {
      const segment = lost.shift() ?? nextNew();
      if (segment === null) break;
      if (delivered[segment] === true) continue;
      transmit(segment);
      left -= 1;
    }
    arm();
  }

  function nextNew(): number | null {
    if (next >= written || next >= receiver.limit) return null;
    next += 1;
    return next - 1;
  }

  function transmit(segment: number): void {
    const sending = segments.length;
    segments.push(segment);
    sentMs.push(world.nowMs);
    again.push(latest[segment] !== undefined);
    done.push(false);
    latest[segment] = sending;
    alive += 1;
    if (recovery !== null) recovery.out += 1;
    path.down(flow, () => {
      if (!closed) receiver.receive(segment, sending);
    });
  }

  function acknowledged({ sendings, upTo }: Acknowledgement): void {
    if (closed) return;
    const before = unacked;
    let newly = 0;
    let rttMs: number | null = null;
    for (const sending of sendings) {
      settle(sending);
      const segment = segments[sending] ?? 0;
      if (delivered[segment] !== true) {
        // A second copy on its way counts no more: were it dropped, nobody would ever take it off the window.
        settle(latest[segment] ?? sending);
        delivered[segment] = true;
        newly += 1;
      }
      rttMs = again[sending] === true ? null : world.nowMs - (sentMs[sending] ?? 0);
    }
    unacked = Math.max(unacked, upTo);
    if (rttMs !== null) {
      variationMs = 0.75 * variationMs + 0.25 * Math.abs(smoothRttMs - rttMs);
      smoothRttMs = 0.875 * smoothRttMs + 0.125 * rttMs;
    }
    detectLoss(sendings.at(-1) ?? 0);
    if (recovery !== null && unacked >= recovery.until) {
      cubic.setWindow(recovery.target);
      recovery = null;
    }
    // A window that the sender did not fill does not grow.
    if (
      recovery === null &&
      newly > 0 &&
      (alive + newly + 1 >= cubic.window / 2 || cubic.window < cubic.threshold)
    ) {
      cubic.acked(newly, world.nowMs, rttMs, next, unacked);
    }
    if (unacked > before) timeout.clear();
    sendSome(newly);
  }

  function settle(sending: number): void {
    if (done[sending] === true) return;
    done[sending] = true;
    alive -= 1;
  }

  /** The path keeps the order: what was sent well before something that arrived, and did not, is lost. */
  function detectLoss(sending: number): void {
    for (; head < segments.length; head += 1) {
      if (done[head] === true) continue;
      if (head + DUPLICATES > sending) break;
      settle(head);
      const segment = segments[head] ?? 0;
      if (delivered[segment] === true) continue;
      lost.push(segment);
      if (recovery === null) {
        const from = Math.max(1, alive + lost.length);
        recovery = { until: next, target: cubic.lost(), from, got: 0, out: 0 };
      }
    }
  }

  function arm(): void {
    if (timeout.isSet || unacked >= next) return;
    timeout.set(world.nowMs + smoothRttMs + Math.max(LEAST_VARIATION_MS, 4 * variationMs));
  }

  function timedOut(): void {
    for (; head < segments.length; head += 1) {
      if (done[head] === true) continue;
      done[head] = true;
      const segment = segments[head] ?? 0;
      if (delivered[segment] !== true) lost.push(segment);
    }
    alive = 0;
    recovery = null;
    cubic.timedOut();
    smoothRttMs *= 2;
    sendSome(0);
  }

  return {
    write(bytes) {
      const last = bytes % SEGMENT_BYTES;
      written += Math.ceil(bytes / SEGMENT_BYTES);
      if (last > 0) shorter.set(written - 1, last);
      sendSome(0);
    },
    close() {
      closed = true;
      timeout.clear();
      receiver.close();
    },
  };
}
