import { type Fault, fault } from './fault.ts';

export interface PhaseLimits {
  readonly ms: number;
  readonly signal: AbortSignal;
}

/**
 * Runs one phase (a look-up, a connect, a handshake) under its time limit and the caller's signal. Whichever comes first
 * ends it, once; `start` returns what lets go of the phase's sockets when it is not the phase itself that ended.
 */
export function runPhase<T>(
  { ms, signal }: PhaseLimits,
  onTimeout: () => Fault,
  start: (settle: (outcome: T | Fault) => void, clock: PhaseClock) => () => void,
): Promise<T | Fault> {
  if (signal.aborted) return Promise.resolve(fault('aborted'));
  return new Promise((resolve) => {
    let release: (() => void) | null = null;
    let settled = false;
    let timer: NodeJS.Timeout | undefined;
    const settle = (outcome: T | Fault): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve(outcome);
    };
    const giveUp = (outcome: Fault): void => {
      settle(outcome);
      release?.();
    };
    const onAbort = (): void => giveUp(fault('aborted'));
    const clock: PhaseClock = {
      stop: () => clearTimeout(timer),
      restart: () => {
        clearTimeout(timer);
        if (!settled) timer = setTimeout(() => giveUp(onTimeout()), ms);
      },
    };
    clock.restart();
    signal.addEventListener('abort', onAbort);
    release = start(settle, clock);
  });
}

/** The time limit of a phase, for what has to wait for its turn before it is under way. */
export interface PhaseClock {
  readonly stop: () => void;
  /** The whole limit again. */
  readonly restart: () => void;
}
