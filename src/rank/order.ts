/** What places a mirror among the others. Everything that has no rank is placed by `id` alone, after the ranked. */
export interface RankKey {
  /** Only usable mirrors compete; the others keep their place behind them. */
  readonly usable: boolean;
  /** Predicted seconds of the pull; null where no rate was measured. */
  readonly pullSeconds: number | null;
  /** Median latency; null where none was measured. */
  readonly latencyMs: number | null;
  /** Unique, so that equal figures give the same order on every run. */
  readonly id: string;
}

/**
 * The items, best first: usable ones before the others; among them the shorter pull; where pulls are equal or
 * unknown the lower latency; then the id. What was not measured stands behind what was. A permutation of `items`,
 * which stay as they are. The key of each item is asked for once.
 */
export function rankOrder<T>(items: readonly T[], key: (item: T) => RankKey): T[] {
  return items
    .map((item) => ({ item, key: key(item) }))
    .sort((a, b) => compareKeys(a.key, b.key))
    .map(({ item }) => item);
}

function compareKeys(a: RankKey, b: RankKey): number {
  return (
    Number(b.usable) - Number(a.usable) ||
    compareKnown(a.pullSeconds, b.pullSeconds) ||
    compareKnown(a.latencyMs, b.latencyMs) ||
    compareIds(a.id, b.id)
  );
}

/** By value, null last. */
function compareKnown(a: number | null, b: number | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a < b ? -1 : Number(a > b);
}

/** By code unit, not by the machine's language: the order is the same everywhere. */
function compareIds(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
