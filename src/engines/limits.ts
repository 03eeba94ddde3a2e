import { MiB } from '../limits.ts';

/** The container engine's own API, on this machine. */
export const ENGINE_API: Readonly<
  Record<
    | 'requestMs'
    | 'elsewhereMs'
    | 'pullMs'
    | 'bodyBytes'
    | 'lineBytes'
    | 'reloadMs'
    | 'restartMs'
    | 'settleMs'
    | 'pollMs'
    | 'slowPollMs',
    number
  >
> = {
  /** `GET /info` takes milliseconds; an engine that stops or starts containers may take seconds. */
  requestMs: 10_000,
  /** For an answer at the usual socket, where the engine is seen to listen elsewhere too: a hundred times what an idle one takes. */
  elsewhereMs: 2_000,
  /** `--verify-pull`: a large image through a slow mirror. */
  pullMs: 30 * 60_000,
  /** `GET /info` has some 10 KiB. It repeats what stands in daemon.json, and a file of labels may have 10 MB. Only an engine that was proven is asked. */
  bodyBytes: 64 * MiB,
  /** A line of a pull's progress is a few hundred bytes. */
  lineBytes: 1 * MiB,
  /** From SIGHUP to the new mirrors in the API: 2 to 30 ms where it was measured; a busy machine may swap. */
  reloadMs: 15_000,
  /** From the service manager's word to an API that answers: a start loads every container's state. */
  restartMs: 90_000,
  /** For what an engine was told just before Ctrl-C: a hundred times what its reload takes. */
  settleMs: 2_000,
  /** Between two looks, at first: what is waited for mostly happens at once. */
  pollMs: 15,
  /** And after a second. */
  slowPollMs: 250,
};
