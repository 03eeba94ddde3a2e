import { createCubic } from './cubic.ts';
import { type Path, SEGMENT_BYTES } from './path.ts';
import { type Acknowledgement, createReceiver, type Flight } from './tcp-receiver.ts';
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
  const sizes: number[] = [];
  /** Of each segment the last copy that was sent; an earlier one is done, for it was taken as lost. */
  const latest: Flight[] = [];
  const delivered: boolean[] = [];
  const flights: Flight[] = [];
  const lost: number[] = [];
  let head = 0;
  let alive = 0;
  let next = 0;
  let unacked = 0;
  let recovery: Recovery | null = null;
  let smoothRttMs = path.rttMs;
  let variationMs = path.rttMs / 2;
  let cancelTimeout: (() => void) | null = null;
  let closed = false;
  const receiver = createReceiver(
    world,
    path.rttMs,
    (segment) => sizes[segment] ?? 0,
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
    if (next >= sizes.length || next >= receiver.limit) return null;
    next += 1;
    return next - 1;
  }

  function transmit(segment: number): void {
    const order = flights.length;
    const again = latest[segment] !== undefined;
    const flight: Flight = { segment, order, sentMs: world.nowMs, again, done: false };
    flights.push(flight);
    latest[segment] = flight;
    alive += 1;
    if (recovery !== null) recovery.out += 1;
    path.down(flow, () => {
      if (!closed) receiver.receive(flight);
    });
  }

  function acknowledged({ flights: told, upTo }: Acknowledgement): void {
    if (closed) return;
    const before = unacked;
    let newly = 0;
    let rttMs: number | null = null;
    for (const flight of told) {
      settle(flight);
      if (delivered[flight.segment] !== true) {
        // A second copy on its way counts no more: were it dropped, nobody would ever take it off the window.
        settle(latest[flight.segment] ?? flight);
        delivered[flight.segment] = true;
        newly += 1;
      }
      rttMs = flight.again ? null : world.nowMs - flight.sentMs;
    }
    unacked = Math.max(unacked, upTo);
    if (rttMs !== null) {
      variationMs = 0.75 * variationMs + 0.25 * Math.abs(smoothRttMs - rttMs);
      smoothRttMs = 0.875 * smoothRttMs + 0.125 * rttMs;
    }
    detectLoss(told.at(-1)?.order ?? 0);
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
    if (unacked > before) disarm();
    sendSome(newly);
  }

  function settle(flight: Flight): void {
    if (flight.done) return;
    flight.done = true;
    alive -= 1;
  }

  /** The path keeps the order: what was sent well before something that arrived, and did not, is lost. */
  function detectLoss(order: number): void {
    while (head < flights.length) {
      const flight = flights[head];
      if (flight === undefined || (!flight.done && head + DUPLICATES > order)) break;
      head += 1;
      if (flight.done) continue;
      settle(flight);
      if (delivered[flight.segment] === true) continue;
      lost.push(flight.segment);
      if (recovery === null) {
        const from = Math.max(1, alive + lost.length);
        recovery = { until: next, target: cubic.lost(), from, got: 0, out: 0 };
      }
    }
  }

  function arm(): void {
    if (cancelTimeout !== null || unacked >= next) return;
    const afterMs = smoothRttMs + Math.max(LEAST_VARIATION_MS, 4 * variationMs);
    cancelTimeout = world.at(world.nowMs + afterMs, () => {
      cancelTimeout = null;
      if (closed || unacked >= next) return;
      timedOut();
    });
  }

  function disarm(): void {
    cancelTimeout?.();
    cancelTimeout = null;
  }

  function timedOut(): void {
    for (; head < flights.length; head += 1) {
      const flight = flights[head];
      if (flight === undefined || flight.done) continue;
      flight.done = true;
      if (delivered[flight.segment] !== true) lost.push(flight.segment);
    }
    alive = 0;
    recovery = null;
    cubic.timedOut();
    smoothRttMs *= 2;
    sendSome(0);
  }

  return {
    write(bytes) {
      for (let left = bytes; left > 0; left -= SEGMENT_BYTES) sizes.push(Math.min(left, SEGMENT_BYTES));
      sendSome(0);
    },
    close() {
      closed = true;
      disarm();
      receiver.close();
    },
  };
}
