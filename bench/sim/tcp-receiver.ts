import { createReceiveWindow } from './receive-window.ts';
import type { World } from './world.ts';

/** What has come since the last one. A sending is counted over everything that the connection sent; a segment may be sent more than once. */
export interface Acknowledgement {
  readonly sendings: readonly number[];
  /** Everything before this segment has come. */
  readonly upTo: number;
}

/** The kernel on the user's side: puts segments in order, hands them on, and acknowledges them. */
export interface Receiver {
  /** First segment that may not be sent yet. */
  readonly limit: number;
  receive(segment: number, sending: number): void;
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
  let untold: number[] = [];
  const delay = world.timer(acknowledge);

  function take(segment: number): void {
    if (segment !== expected) {
      early.add(segment);
      return;
    }
    let bytes = 0;
    do {
      bytes += sizeOf(expected);
      expected += 1;
    } while (early.size > 0 && early.delete(expected));
    window.read(bytes, expected, world.nowMs);
    onData(bytes);
  }

  function acknowledge(): void {
    delay.clear();
    const sendings = untold;
    untold = [];
    if (sendings.length > 0) onAcknowledge({ sendings, upTo: expected });
  }

  return {
    get limit() {
      return window.limit;
    },
    receive(segment, sending) {
      const inOrder = segment === expected && early.size === 0;
      untold.push(sending);
      if (segment >= expected && !early.has(segment)) take(segment);
      // Every second segment is acknowledged, a lone one after a while; one out of order, and the first ones, at once.
      if (!inOrder || untold.length >= 2 || expected <= QUICK_SEGMENTS) acknowledge();
      else if (!delay.isSet) delay.set(world.nowMs + DELAYED_ACK_MS);
    },
    close() {
      delay.clear();
    },
  };
}
