import type { EngineName } from '../../engines/engine.ts';
import type { Code, Verdict } from '../../probe/codes.ts';

/** One of the engine's mirrors as a look found it. `url`: as it may be shown. */
export interface WatchedMirror {
  readonly url: string;
  readonly state: 'works' | 'down' | 'unknown';
  readonly verdict: Verdict;
  readonly code: Code | null;
}

/** What came of applying anew: `changed`, the engine has other mirrors now; `kept`, none stood that are better. */
export type Applied =
  | { readonly kind: 'changed'; readonly before: readonly string[]; readonly after: readonly string[] }
  | { readonly kind: 'kept' }
  /** As mirror-apply ended. */
  | { readonly kind: 'failed'; readonly exitCode: number };

/** `back`: one works again that was taken out when it was down. */
export type ApplyWhy = 'down' | 'weekly' | 'back';

/** Why a run did what it did. */
export type WatchDecision =
  /** All work, or those that do not are not known to be at fault. */
  | { readonly kind: 'rest'; readonly why: 'well' | 'not-known' | 'no-network' | 'failed-lately' }
  | { readonly kind: 'apply'; readonly why: ApplyWhy };

/** What is remembered from run to run, and what `mirror-watch status` tells. Instants: milliseconds of the epoch. */
export interface WatchState {
  readonly engine: EngineName;
  /** null: no run has come to a look yet. */
  readonly lookedAt: number | null;
  /** The last survey with throughput, of all mirrors; null: none yet. */
  readonly fullAt: number | null;
  readonly mirrors: readonly WatchedMirror[];
  /** Taken out since they did not work; asked at each look. */
  readonly awaited: readonly WatchedMirror[];
  /** The last time that it applied anew; null: never. */
  readonly last: { readonly at: number; readonly why: ApplyWhy; readonly applied: Applied } | null;
  /** Why the last run could not do what it is for; null: it could. */
  readonly failure: WatchFailure | null;
}

/** `why`: sentences, as they may be shown. */
export interface WatchFailure {
  readonly at: number;
  readonly exitCode: number;
  readonly why: string;
}
