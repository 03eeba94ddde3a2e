/** Virtual time: events happen in the order of their time, those of one time in the order in which they were planned. */
export interface World {
  /** ms since the world began. */
  readonly nowMs: number;
  /** Plans an event; returns how to cancel it. */
  at(timeMs: number, run: () => void): () => void;
  /** Lets time pass until nothing is planned or `done` holds. */
  run(done?: () => boolean): void;
}

interface Event {
  readonly timeMs: number;
  readonly order: number;
  run: (() => void) | null;
}

export function createWorld(): World {
  const heap: Event[] = [];
  let order = 0;
  let nowMs = 0;

  function step(): boolean {
    const event = pop(heap);
    if (event === undefined) return false;
    if (event.run !== null) {
      nowMs = event.timeMs;
      event.run();
    }
    return true;
  }

  return {
    get nowMs() {
      return nowMs;
    },
    at(timeMs, run) {
      const event: Event = { timeMs: Math.max(timeMs, nowMs), order, run };
      order += 1;
      push(heap, event);
      return () => {
        event.run = null;
      };
    },
    run(done = () => false) {
      while (!done() && step());
    },
  };
}

function before(a: Event, b: Event): boolean {
  return a.timeMs < b.timeMs || (a.timeMs === b.timeMs && a.order < b.order);
}

function push(heap: Event[], event: Event): void {
  let index = heap.length;
  heap.push(event);
  while (index > 0) {
    const above = (index - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || !before(event, parent)) break;
    heap[index] = parent;
    index = above;
  }
  heap[index] = event;
}

function pop(heap: Event[]): Event | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (top === undefined || last === undefined || heap.length === 0) return top;
  let index = 0;
  for (;;) {
    let child = 2 * index + 1;
    let least = heap[child];
    if (least === undefined) break;
    const right = heap[child + 1];
    if (right !== undefined && before(right, least)) {
      child += 1;
      least = right;
    }
    if (!before(least, last)) break;
    heap[index] = least;
    index = child;
  }
  heap[index] = last;
  return top;
}
