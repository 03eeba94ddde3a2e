import { type FetchLimits, REST, type RestLimits } from './limits.ts';
import type { Trouble } from './types.ts';

/** What is remembered of a mirror across downloads and restarts. Instants are epoch milliseconds. */
export interface Health {
  /** In a row. */
  readonly failures: number;
  readonly rest: Rest | null;
  readonly lastTrouble: { readonly trouble: Trouble; readonly atMs: number } | null;
  /** Of one connection, smoothed; null: nothing large enough came yet. */
  readonly bytesPerSecond: number | null;
}

/** `firm`: it is not asked before, whatever happens. Else it is asked when there is nobody else. */
export interface Rest {
  readonly untilMs: number;
  readonly firm: boolean;
}

export const HEALTHY: Health = { failures: 0, rest: null, lastTrouble: null, bytesPerSecond: null };

/** That it lacks something says nothing of its health. `retryAtMs`: what its Retry-After says; null: nothing. */
export function afterTrouble(
  health: Health,
  trouble: Trouble,
  nowMs: number,
  retryAtMs: number | null,
  limits: RestLimits,
): Health {
  if (trouble === 'missing') return health;
  const failures = health.failures + 1;
  const boundedMs = retryAtMs === null ? null : Math.min(retryAtMs, nowMs + limits.longestMs);
  const rest = later(health.rest, restAfter(trouble, failures, nowMs, boundedMs, limits));
  return { ...health, failures, rest, lastTrouble: { trouble, atMs: nowMs } };
}

/** Bytes came, though whether they are right is not known yet. `bytes` in `ms` over one connection. */
export function afterBytes(
  health: Health,
  bytes: number,
  ms: number,
  limits: Pick<FetchLimits, 'rateSampleBytes' | 'rateWeight'>,
): Health {
  if (bytes < limits.rateSampleBytes) return health;
  const sample = (bytes * 1000) / Math.max(ms, 1);
  const before = health.bytesPerSecond ?? sample;
  return { ...health, bytesPerSecond: before + limits.rateWeight * (sample - before) };
}

/** What came of it was right: whatever was the matter is over. */
export function afterProof(health: Health): Health {
  return { ...health, failures: 0, rest: null };
}

/** Every mirror of a run starts over when the user's own line was gone. */
export function standingOf(
  { rest }: Health,
  nowMs: number,
  { longestMs }: Pick<RestLimits, 'longestMs'> = REST,
): 'fit' | 'resting' | 'barred' {
  // No rest is longer: the clock was set back since.
  if (rest === null || rest.untilMs <= nowMs || rest.untilMs > nowMs + longestMs) return 'fit';
  return rest.firm ? 'barred' : 'resting';
}

function restAfter(
  trouble: Exclude<Trouble, 'missing'>,
  failures: number,
  nowMs: number,
  retryAtMs: number | null,
  limits: RestLimits,
): Rest {
  const growing = Math.min(limits.firstMs * limits.factor ** (failures - 1), limits.mostMs);
  switch (trouble) {
    case 'wrong-bytes':
      return { untilMs: nowMs + limits.wrongBytesMs, firm: true };
    case 'limited':
      return { untilMs: retryAtMs ?? nowMs + Math.max(growing, limits.limitedMs), firm: true };
    case 'failed':
      return retryAtMs === null
        ? { untilMs: nowMs + growing, firm: false }
        : { untilMs: retryAtMs, firm: true };
    case 'unreachable':
    case 'silent':
    case 'stalled':
    case 'cut':
    case 'refused':
    case 'not-it':
      return { untilMs: nowMs + growing, firm: false };
    default:
      return trouble satisfies never;
  }
}

/** A firm rest is not cut short by what comes after it. */
function later(one: Rest | null, other: Rest): Rest {
  if (one === null || !one.firm || one.untilMs <= other.untilMs) return other;
  return one;
}
