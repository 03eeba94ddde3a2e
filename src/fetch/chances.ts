import type { Attempt } from './attempt.ts';

/** Whether nobody else gave bytes of it, was asked for any, or told a size, so that to ask this mirror alone would be the same. */
export function isOf({ pieces, claims }: Attempt, source: string): boolean {
  const all = [...pieces.received, ...pieces.parts, ...claims.all];
  return all.length > 0 && all.every((one) => one.source === source);
}

/** Whether a mirror may have it, though it could not give it there: after others, by a size that they told. */
export function mayStillHave({ tries, claims }: Attempt, source: string): boolean {
  return !tries.isSettled(source) || claims.isOtherFrom(source);
}

/** It was cut off, and its mirror sends the whole and nothing else. */
export function couldBeginAnew({ only, rangeless, unfit }: Attempt): boolean {
  return only !== null && rangeless.has(only) && !unfit.has(only);
}
