/** Bounds a mirror's first round. Waiting for the shared line is not the mirror's fault: the clock stands still meanwhile. */
export interface RoundClock {
  /** Aborts when the round is over or the run ends. */
  readonly signal: AbortSignal;
  readonly expired: boolean;
  pause(): void;
  resume(): void;
  /** Must be called at the end: a running timer keeps the process alive. */
  stop(): void;
}

/** Starts at once. `limitMs` counts only while the clock is not paused. */
export function startRoundClock(limitMs: number, run: AbortSignal): RoundClock {
  const controller = new AbortController();
  const endWithRun = (): void => controller.abort(run.reason);
  let leftMs = limitMs;
  let startedAt = 0;
  let timer: NodeJS.Timeout | undefined;
  let expired = false;

  const resume = (): void => {
    if (timer !== undefined || controller.signal.aborted) return;
    startedAt = performance.now();
    timer = setTimeout(() => {
      expired = true;
      controller.abort(new Error('the round is over'));
    }, leftMs);
  };
  const pause = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    leftMs = Math.max(0, leftMs - (performance.now() - startedAt));
  };

  if (run.aborted) endWithRun();
  else run.addEventListener('abort', endWithRun, { once: true });
  resume();
  return {
    signal: controller.signal,
    get expired() {
      return expired;
    },
    pause,
    resume,
    stop() {
      pause();
      run.removeEventListener('abort', endWithRun);
    },
  };
}
