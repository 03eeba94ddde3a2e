/** What was read from the log so far, so that a journal that is rotated away is not forgotten. */
export interface PullMemory {
  /** Epoch milliseconds up to which the log was read; null: never. */
  readonly readUntilMs: number | null;
  readonly lastPulled: ReadonlyMap<string, number>;
}

/** The later of two. Pure. */
export function mergePulls(
  known: ReadonlyMap<string, number>,
  seen: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const merged = new Map(known);
  for (const [name, ms] of seen) merged.set(name, Math.max(merged.get(name) ?? 0, ms));
  return merged;
}

/** Pure. */
export function renderMemory({ readUntilMs, lastPulled }: PullMemory): string {
  return `${JSON.stringify({ readUntilMs, lastPulled: [...lastPulled] })}\n`;
}

/** What is not of the agreed form is nothing. Pure. */
export function parseMemory(text: string): PullMemory {
  const nothing: PullMemory = { readUntilMs: null, lastPulled: new Map() };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return nothing;
  }
  if (typeof value !== 'object' || value === null || !('lastPulled' in value) || !('readUntilMs' in value))
    return nothing;
  const { readUntilMs, lastPulled } = value;
  if (!Array.isArray(lastPulled)) return nothing;
  const pairs = lastPulled.flatMap((pair: unknown) => {
    const [name, ms]: readonly unknown[] = Array.isArray(pair) ? pair : [];
    return typeof name === 'string' && typeof ms === 'number' ? [[name, ms] as const] : [];
  });
  return { readUntilMs: typeof readUntilMs === 'number' ? readUntilMs : null, lastPulled: new Map(pairs) };
}
