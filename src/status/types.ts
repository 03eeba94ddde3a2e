import type { Access } from '../catalog/types.ts';
import type { Code, Phase, Verdict } from '../probe/codes.ts';

/** One run at one vantage. Instants in ms since 1970. */
export interface Run {
  readonly id: string;
  readonly startedAt: number;
  readonly finishedAt: number;
  /** Of the tool that made it. */
  readonly version: string;
  /** Whether layers were downloaded. */
  readonly throughput: boolean;
  readonly aborted: boolean;
  /** Simulated mirrors. */
  readonly demo: boolean;
  /** The first image. */
  readonly image: string;
  readonly registry: string;
  /** What it was told to look at: its lists, or that addresses were named. '' where it is not known. */
  readonly scope: string;
  /** It tells of fewer mirrors than it asked (`--top`). */
  readonly cut: boolean;
}

/** What one run found out about one mirror. Times in ms; null: not measured. */
export interface RecordedResult {
  readonly run: Run;
  /** The mirror's address then. */
  readonly url: string;
  readonly verdict: Verdict;
  readonly code: Code | null;
  readonly phase: Phase | null;
  readonly httpStatus: number | null;
  readonly rank: number | null;
  readonly latencyMs: number | null;
  readonly ttfbMs: number | null;
  readonly bytesPerSecond: number | null;
  readonly pullSeconds: number | null;
  readonly fresh: boolean | null;
}

/** Who a mirror is, as the newest run that asked it has it. */
export interface MirrorIdentity {
  readonly id: string;
  /** The address, or the template of a personal one. */
  readonly url: string;
  readonly operator: string | null;
  readonly access: Access | null;
}

export interface MirrorHistory extends MirrorIdentity {
  /** Oldest first, within the last `STATUS.blockDays`, and of `STATUS.beforeDays` before them what still bears on these. */
  readonly observations: readonly RecordedResult[];
  /** `YYYY-MM` to that month's runs by verdict, all that is kept; oldest first. */
  readonly months: ReadonlyMap<string, Readonly<Partial<Record<Verdict, number>>>>;
}

/** All that is kept of one place. Places are shown side by side and never put together. */
export interface VantageHistory {
  readonly name: string;
  /** Oldest first, as far back as the observations. None has ended after now. */
  readonly runs: readonly Run[];
  /** By id. */
  readonly mirrors: ReadonlyMap<string, MirrorHistory>;
}
