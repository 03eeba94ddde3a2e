import { createCubic } from './cubic.ts';
import { type Path, SEGMENT_BYTES } from './path.ts';
import { createReceiveWindow } from './receive-window.ts';
import type { World } from './world.ts';

/** The mirror's side of one established connection, and the kernel on the user's side. */
export interface Connection {
  /** The mirror's program has more for the user; it arrives in order, as `onData` tells. */
  write(bytes: number): void;
  /** The user's program has left: nothing more is sent or told. */
  close(): void;
}

/** One segment on its way: which, when sent, and whether its arrival was told. */
interface Flight {
  readonly segment: number;
  readonly sentMs: number;
  readonly again: boolean;
  done: boolean;
}

/** How many later segments must have arrived before one is taken as lost (RFC 6675). */
const DUPLICATES = 3;
/** Linux's floor under four times the variation, the larger part of a time-out. */
const LEAST_VARIATION_MS = 200;
const DELAYED_ACK_MS = 40;
/** Linux acknowledges each of the first segments of a connection. */
const QUICK_SEGMENTS = 16;

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
  const receiver = createReceiveWindow(path.rttMs);
  const arrived = new Set<number>();
  const sizes: number[] = [];
  const delivered: boolean[] = [];
  const flights: Flight[] = [];
  const lost: number[] = [];
  let head = 0;
  let alive = 0;
  let next = 0;
  let unacked = 0;
  let expected = 0;
  let recovery: {
    readonly until: number;
    readonly target: number;
    readonly from: number;
    got: number;
    out: number;
  } | null = null;
  let smoothRttMs = path.rttMs;
  let variationMs = path.rttMs / 2;
  let cancelTimeout: (() => void) | null = null;
  let told: Flight[] = [];
  let lastTold = 0;
  let cancelDelay: (() => void) | null = null;
  let closed = false;

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

  const sentBefore: boolean[] = [];
  function transmit(segment: number): void {
    const flight: Flight = { segment, sentMs: world.nowMs, again: sentBefore[segment] === true, done: false };
    sentBefore[segment] = true;
    const order = flights.push(flight) - 1;
    alive += 1;
    if (recovery !== null) recovery.out += 1;
    path.down(flow, () => {
      if (!closed) receive(flight, order);
    });
  }

  function receive(flight: Flight, order: number): void {
    const { segment } = flight;
    const inOrder = segment === expected && arrived.size === 0;
    told.push(flight);
    lastTold = order;
    if (segment >= expected && !arrived.has(segment)) take(segment);
    // Every second segment is acknowledged, a lone one after a while; one out of order, and the first ones, at once.
    if (!inOrder || told.length >= 2 || expected <= QUICK_SEGMENTS) acknowledge();
    else cancelDelay ??= world.at(world.nowMs + DELAYED_ACK_MS, acknowledge);
  }

  function take(segment: number): void {
    arrived.add(segment);
    let bytes = 0;
    while (arrived.delete(expected)) {
      bytes += sizes[expected] ?? 0;
      expected += 1;
    }
    if (bytes === 0) return;
    receiver.read(bytes, expected, world.nowMs);
    onData(bytes);
  }

  function acknowledge(): void {
    cancelDelay?.();
    cancelDelay = null;
    const batch = told;
    const order = lastTold;
    const upTo = expected;
    told = [];
    if (batch.length > 0) path.up(() => acknowledged(batch, order, upTo));
  }

  function acknowledged(batch: readonly Flight[], order: number, upTo: number): void {
    if (closed) return;
    const before = unacked;
    let newly = 0;
    let rttMs: number | null = null;
    for (const flight of batch) {
      if (!flight.done) {
        flight.done = true;
        alive -= 1;
      }
      if (delivered[flight.segment] !== true) {
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
    detectLoss(order);
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

  /** The path keeps the order: what was sent well before something that arrived, and did not, is lost. */
  function detectLoss(order: number): void {
    while (head < flights.length) {
      const flight = flights[head];
      if (flight === undefined || (!flight.done && head + DUPLICATES > order)) break;
      head += 1;
      if (flight.done) continue;
      flight.done = true;
      alive -= 1;
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
      cancelDelay?.();
    },
  };
}
