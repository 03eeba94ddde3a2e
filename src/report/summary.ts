import type { Verdict } from '../probe/codes.ts';

/** How many mirrors have each verdict; every verdict is a key, best first. */
export function summarize(
  mirrors: readonly { readonly verdict: Verdict }[],
): Readonly<Record<Verdict, number>> {
  const counts: Record<Verdict, number> = {
    usable: 0,
    degraded: 0,
    restricted: 0,
    limited: 0,
    unsafe: 0,
    broken: 0,
    dead: 0,
    unknown: 0,
  };
  for (const { verdict } of mirrors) counts[verdict] += 1;
  return counts;
}
