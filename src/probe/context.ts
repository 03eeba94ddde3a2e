import type { Candidate } from '../catalog/types.ts';
import type { Client } from '../clients/index.ts';
import type { ProbeBudget, Timeouts } from '../limits.ts';
import type { Platform } from '../registry/platform.ts';
import type { ImageReference } from '../registry/reference.ts';
import type { Transport } from '../registry/transport/types.ts';
import type { Measurement } from './meter.ts';
import type { Observation } from './observation.ts';

/** The line that all downloads share. A task waits until it may have it. */
export interface DownloadLine {
  run<T>(task: (turn: DownloadTurn) => Promise<T>): Promise<T>;
}

/** One download's time on the line. */
export interface DownloadTurn {
  /** `atMs` by performance.now(). */
  received(bytes: number, atMs: number): void;
  /** Is more of this mirror worth its bytes? `measurement` is what is known of its download by now. */
  mayWin(observation: Observation): boolean;
  /** What was measured, with the rate that it may have with the line to itself. */
  unshared(measurement: Measurement): Measurement;
}

/** What every probe of one run has in common. */
export interface ProbeContext {
  /** The registry that the mirrors stand in for: the value of `?ns=`. */
  readonly registry: string;
  /** `host[:port]` of the registry itself, as far as it is known. */
  readonly upstreamHost: string | null;
  /** Its pull time is predicted. */
  readonly image: ImageReference;
  /** They must be there as well. */
  readonly furtherImages: readonly ImageReference[];
  readonly platform: Platform;
  /** Whom the verdict is for: usable is what all of them can pull through. */
  readonly clients: readonly Client[];
  /** The best are measured once more after the first round. */
  readonly finalists: boolean;
  /** false: nothing of a layer is downloaded. */
  readonly throughput: boolean;
  readonly timeouts: Timeouts;
  readonly budget: ProbeBudget;
  /** A transport for one mirror; `admit` is asked before each request on the wire. */
  readonly openTransport: (candidate: Candidate, admit: (url: URL) => boolean) => Transport;
  /** Ends the run. Its reason is the string 'aborted' or 'deadline'. */
  readonly signal: AbortSignal;
  readonly line: DownloadLine;
  /** Epoch milliseconds: Retry-After dates and token lifetimes. */
  readonly now: () => number;
}
