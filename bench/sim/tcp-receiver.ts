import { createReceiveWindow } from './receive-window.ts';
import type { World } from './world.ts';

/** One segment on its way: which, when sent, and whether its sender is done with it. */
export interface Flight {
  readonly segment: number;
  /** Counted over everything that the connection sent. */
  readonly order: number;
  readonly sentMs: number;
  readonly again: boolean;
  done: boolean;
}

export interface Acknowledgement {
  readonly flights: readonly Flight[];
  /** Everything before this segment has come. */
  readonly upTo: number;
}

/** The kernel on the user's side: puts segments in order, hands them on, and acknowledges them. */
export interface Receiver {
  /** First segment that may not be sent yet. */
  readonly limit: number;
  receive(flight: Flight): void;
  close(): void;
}

const DELAYED_ACK_MS = 40;
/** Linux acknowledges each of the first segments of a connection. */
const QUICK_SEGMENTS = 16;

export function createReceiver(
  world: World,
  rttMs: number,
  sizeOf: (segment: number) => number,
  onData: (bytes: number) => void,
  onAcknowledge: (acknowledgement: Acknowledgement) => void,
): Receiver {
  const window = createReceiveWindow(rttMs);
  const early = new Set<number>();
  let expected = 0;
  let untold: Flight[] = [];
  let cancelDelay: (() => void) | null = null;

  function take(segment: number): void {
    early.add(segment);
    let bytes = 0;
    while (early.delete(expected)) {
      bytes += sizeOf(expected);
      expected += 1;
    }
    if (bytes === 0) return;
    window.read(bytes, expected, world.nowMs);
    onData(bytes);
  }

  function acknowledge(): void {
    cancelDelay?.();
    cancelDelay = null;
    const flights = untold;
    untold = [];
    if (flights.length > 0) onAcknowledge({ flights, upTo: expected });
  }

  return {
    get limit() {
      return window.limit;
    },
    receive(flight) {
      const inOrder = flight.segment === expected && early.size === 0;
      untold.push(flight);
      if (flight.segment >= expected && !early.has(flight.segment)) take(flight.segment);
      // Every second segment is acknowledged, a lone one after a while; one out of order, and the first ones, at once.
      if (!inOrder || untold.length >= 2 || expected <= QUICK_SEGMENTS) acknowledge();
      else cancelDelay ??= world.at(world.nowMs + DELAYED_ACK_MS, acknowledge);
    },
    close() {
      cancelDelay?.();
    },
  };
}
