import type { MirrorReport, Report } from '../report/types.ts';

/**
 * The mirrors of an earlier report that asked not to be asked again before a time that has not come yet, by id. One that worked all the same keeps no
 * place in the order by what it once was, so it is asked. Pure.
 */
export function stillLimited(previous: Report | null, nowMs: number): ReadonlyMap<string, MirrorReport> {
  const waiting = (previous?.mirrors ?? []).filter(
    ({ verdict, retryAt }) => verdict !== 'usable' && retryAt !== null && Date.parse(retryAt) > nowMs,
  );
  return new Map(waiting.map((mirror) => [mirror.id, mirror]));
}
