import type { Verdict } from '../../probe/codes.ts';
import { WATCH } from './limits.ts';
import type { Applied, WatchDecision, WatchedMirror, WatchState } from './types.ts';

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

/** What to do after a look; `down` is what two looks found down. `back`: one that was taken out works again. Pure. */
export function decide(
  look: { readonly noNetwork: boolean; readonly mirrors: readonly WatchedMirror[]; readonly back?: boolean },
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
  // A clock that was put back has not looked yet.
  const isDue = fullAt === null || fullAt > nowMs || nowMs - fullAt >= WATCH.fullDays * 86_400_000;
  if (isDue) return { kind: 'apply', why: 'weekly' };
  return { kind: 'rest', why: look.mirrors.every(({ state }) => state === 'works') ? 'well' : 'not-known' };
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
