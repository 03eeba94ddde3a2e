/** An option that is given once: the last counts. */
export function last(texts: readonly string[]): string | undefined {
  return texts.at(-1);
}

/** An option that is on or off, as Go reads it (strconv.ParseBool). */
export function isOn(texts: readonly string[]): boolean {
  return /^(?:1|t|true)$/i.test(texts.at(-1) ?? '');
}

export function sameSet(one: readonly unknown[], other: readonly unknown[]): boolean {
  const known = new Set(other);
  return one.length === other.length && one.every((item) => known.has(item));
}

/** What is none has no fields. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
