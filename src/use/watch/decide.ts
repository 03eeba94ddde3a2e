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

/** What to do after a look; `down` is what two looks found down. Pure. */
export function decide(
  look: { readonly noNetwork: boolean; readonly mirrors: readonly WatchedMirror[] },
  fullAt: number | null,
  nowMs: number,
): WatchDecision {
  if (look.noNetwork) return { kind: 'rest', why: 'no-network' };
  if (look.mirrors.some(({ state }) => state === 'down')) return { kind: 'apply', why: 'down' };
  // A clock that was put back has not looked yet.
  const isDue = fullAt === null || fullAt > nowMs || nowMs - fullAt >= WATCH.fullDays * 86_400_000;
  if (isDue) return { kind: 'apply', why: 'weekly' };
  return { kind: 'rest', why: look.mirrors.every(({ state }) => state === 'works') ? 'well' : 'not-known' };
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
