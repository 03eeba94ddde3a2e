import type { Verdict } from '../../probe/codes.ts';
import { WATCH } from './limits.ts';
import type { Applied, WatchDecision, WatchedMirror, WatchFailure, WatchState } from './types.ts';

/** A verdict as a watcher takes it: of one that limits, or that was not to be judged, nothing is known. Pure. */
export function stateOf(verdict: Verdict): WatchedMirror['state'] {
  switch (verdict) {
    case 'usable':
    case 'degraded':
      return 'works';
    case 'restricted':
    case 'unsafe':
    case 'broken':
    case 'dead':
      return 'down';
    case 'limited':
    case 'unknown':
      return 'unknown';
    default:
      return verdict satisfies never;
  }
}

interface Found {
  readonly noNetwork: boolean;
  /** What two looks found down is. */
  readonly mirrors: readonly WatchedMirror[];
  /** One that was taken out works again. */
  readonly back?: boolean;
  /** The file names one that cannot be asked: a measurement, which knows nothing of it, would take its place away. */
  readonly unasked?: boolean;
}

/** What to do after a look. Pure. */
export function decide(
  look: Found,
  fullAt: number | null,
  nowMs: number,
  last: WatchState['last'] = null,
): WatchDecision {
  if (look.noNetwork) return { kind: 'rest', why: 'no-network' };
  if (look.back === true) return { kind: 'apply', why: 'back' };
  if (look.mirrors.some(({ state }) => state === 'down'))
    return failedLately(last, fullAt, nowMs)
      ? { kind: 'rest', why: 'failed-lately' }
      : { kind: 'apply', why: 'down' };
  if (isDue(fullAt, nowMs) && look.unasked !== true) return { kind: 'apply', why: 'weekly' };
  return { kind: 'rest', why: look.mirrors.every(({ state }) => state === 'works') ? 'well' : 'not-known' };
}

/** Are all to be measured, a week after `fullAt`? A clock that was put back has not looked yet. Pure. */
export function isDue(fullAt: number | null, nowMs: number): boolean {
  return fullAt === null || fullAt > nowMs || nowMs - fullAt >= WATCH.fullDays * 86_400_000;
}

/**
 * All were measured, and then the engine or its file would not have it: to measure again at each look would come to the same. That no mirror was fit (1) is soon otherwise, and what was not
 * measured costs nothing.
 */
function failedLately(last: WatchState['last'], fullAt: number | null, nowMs: number): boolean {
  if (last?.applied.kind !== 'failed' || last.applied.exitCode === 1 || last.at !== fullAt) return false;
  return last.at <= nowMs && nowMs - last.at < WATCH.retryHours * 3_600_000;
}

/** Is this worth telling somebody? Each change is; a failure once, until something else has come of it. Pure. */
export function isNews(before: WatchState['last'], applied: Applied): boolean {
  switch (applied.kind) {
    case 'changed':
      return true;
    case 'kept':
      return false;
    case 'failed':
      return before?.applied.kind !== 'failed' || before.applied.exitCode !== applied.exitCode;
    default:
      return applied satisfies never;
  }
}

/** The same of a run that came to nothing. Pure. */
export function isNewFailure(before: WatchFailure | null, { exitCode, why }: WatchFailure): boolean {
  return before === null || before.exitCode !== exitCode || before.why !== why;
}
