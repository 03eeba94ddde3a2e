import { type Due, pop, push } from './heap.ts';

/** Virtual time: events happen in the order of their time, those of one time in the order in which they were planned. */
export interface World {
  /** ms since the world began. */
  readonly nowMs: number;
  /** Plans an event; returns how to cancel it. */
  at(timeMs: number, run: () => void): () => void;
  /** Plans events of which none is earlier than the one planned before it, as packets on a way that keeps their order: far cheaper, for only the first is looked at. */
  lane(): (timeMs: number, run: () => void) => void;
  /** An event that is put off again and again, as a time-out is by whatever comes in time. */
  timer(run: () => void): Timer;
  /** Lets time pass until nothing is planned or `done` holds. */
  run(done?: () => boolean): void;
}

export interface Timer {
  readonly isSet: boolean;
  /** Instead of when it was set for before. */
  set(timeMs: number): void;
  clear(): void;
}

/** So many events of a lane that are over are forgotten at once. */
const FORGET = 1_024;

export function createWorld(): World {
  const heap: Due[] = [];
  let order = 0;
  let nowMs = 0;
  const planned = (): number => {
    order += 1;
    return order;
  };

  return {
    get nowMs() {
      return nowMs;
    },
    at(timeMs, run) {
      let cancelled = false;
      const due: Due = {
        timeMs: Math.max(timeMs, nowMs),
        order: planned(),
        happen() {
          if (cancelled) return;
          nowMs = due.timeMs;
          run();
        },
      };
      push(heap, due);
      return () => {
        cancelled = true;
      };
    },
    lane() {
      const times: number[] = [];
      const orders: number[] = [];
      const runs: (() => void)[] = [];
      let head = 0;
      const first: Due = {
        timeMs: 0,
        order: 0,
        happen() {
          nowMs = first.timeMs;
          const run = runs[head];
          head += 1;
          if (head === FORGET) {
            for (const list of [times, orders, runs]) list.splice(0, head);
            head = 0;
          }
          if (head < times.length) wait();
          run?.();
        },
      };
      const wait = (): void => {
        first.timeMs = times[head] ?? nowMs;
        first.order = orders[head] ?? 0;
        push(heap, first);
      };
      return (timeMs, run) => {
        times.push(Math.max(timeMs, nowMs));
        orders.push(planned());
        runs.push(run);
        if (times.length === head + 1) wait();
      };
    },
    timer(run) {
      /** When it is due; null: it is not set. */
      let at: { readonly timeMs: number; readonly order: number } | null = null;
      /** Where it lies in the heap, which may be sooner: it is looked at then, and planned anew. */
      let waiting: Due | null = null;
      const wait = (timeMs: number, planOrder: number): void => {
        const due: Due = {
          timeMs,
          order: planOrder,
          happen() {
            if (waiting !== due) return;
            waiting = null;
            if (at === null) return;
            if (at.order !== due.order) {
              wait(at.timeMs, at.order);
              return;
            }
            at = null;
            nowMs = due.timeMs;
            run();
          },
        };
        waiting = due;
        push(heap, due);
      };
      return {
        get isSet() {
          return at !== null;
        },
        set(timeMs) {
          at = { timeMs: Math.max(timeMs, nowMs), order: planned() };
          if (waiting === null || at.timeMs < waiting.timeMs) wait(at.timeMs, at.order);
        },
        clear() {
          at = null;
        },
      };
    },
    run(done = () => false) {
      while (!done()) {
        const due = pop(heap);
        if (due === undefined) return;
        due.happen();
      }
    },
  };
}
