import { SIGNALS } from './limits.ts';

/** What Ctrl-C and its kin do to a run: the first one ends it in order, with what is known by then; the second at once. */
export interface StopSignal {
  /** Aborts with reason 'aborted'. */
  readonly signal: AbortSignal;
  /** 128 + the signal's number; null when there was none. */
  readonly exitCode: number | null;
  release(): void;
}

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** One press may come twice: from the terminal to the whole group, and from a parent (timeout, npx) that passes it on. */
export function stopOnSignals(onFirst: () => void): StopSignal {
  const controller = new AbortController();
  let exitCode: number | null = null;
  const stop = (name: NodeJS.Signals): void => {
    // In this order: at no moment does the system find nobody.
    passOver(name);
    release();
    exitCode = Object.entries(EXIT_CODES).find(([known]) => known === name)?.[1] ?? 1;
    onFirst();
    controller.abort('aborted');
  };
  const names = Object.keys(EXIT_CODES) as NodeJS.Signals[];
  const release = (): void => {
    for (const name of names) process.off(name, stop);
  };
  for (const name of names) process.on(name, stop);
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    release,
  };
}

/** After that the next one meets nobody and ends the process by itself: exit() would wait for every thread that hangs in a file or a name. */
function passOver(name: NodeJS.Signals): void {
  const ignore = (): void => {};
  process.on(name, ignore);
  setTimeout(() => process.off(name, ignore), SIGNALS.onePressMs).unref();
}
