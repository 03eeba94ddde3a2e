import type { World } from './world.ts';

/**
 * Runs code that awaits, under virtual time: whenever an event wakes it, everything that follows from that by promises is done before the next event. While `run`
 * lasts, performance.now and the timers are the world's; nothing else may run in this process then.
 */
export async function inVirtualTime<T>(world: World, run: (wake: () => void) => Promise<T>): Promise<T> {
  const real = {
    now: performance.now,
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
  };
  let awake = true;
  const wake = (): void => {
    awake = true;
  };
  performance.now = () => world.nowMs;
  const timers = {
    setTimeout: (task: () => void, ms: number) =>
      world.at(world.nowMs + ms, () => {
        wake();
        task();
      }),
    clearTimeout: (cancel: unknown) => {
      if (typeof cancel === 'function') cancel();
    },
  };
  Object.assign(globalThis, timers);
  try {
    let over = false;
    const result = run(wake).finally(() => {
      over = true;
    });
    while (!over) {
      // Promises first: all of them, however long their chain.
      await new Promise<void>((resolve) => setImmediate(resolve));
      awake = false;
      world.run(() => awake || over);
      if (!awake && !over) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        if (!awake && !over) throw new Error('nothing is planned, and the run has not ended');
      }
    }
    return await result;
  } finally {
    performance.now = real.now;
    Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout });
  }
}
