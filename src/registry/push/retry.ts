import { setTimeout as sleep } from 'node:timers/promises';
import { parseRetryAfter } from '../rate-limit.ts';
import { isPassing, type RegistryFailure } from './failure.ts';
import type { PushLimits } from './limits.ts';

/** Does it again where what went wrong may pass, a bounded number of times, with growing waits between. */
export async function retried<Result extends { readonly kind: string }>(
  {
    limits,
    now,
    signal,
  }: { readonly limits: PushLimits; readonly now: () => number; readonly signal: AbortSignal },
  once: () => Promise<Result | RegistryFailure>,
): Promise<Result | RegistryFailure> {
  for (let tries = 1; ; tries += 1) {
    const result = await once();
    if (!isFailure(result) || !isPassing(result) || tries >= limits.tries || signal.aborted) return result;
    const askedMs = parseRetryAfter(result.retryAfter, now());
    const waitMs = askedMs === null ? limits.waitMs * 2 ** (tries - 1) : askedMs - now();
    if (waitMs > limits.mostWaitMs) return result;
    await sleep(waitMs, undefined, { signal }).catch(() => undefined);
  }
}

function isFailure(result: { readonly kind: string }): result is RegistryFailure {
  return result.kind === 'failed';
}
