/** A stream of numbers from 0 to 1 that is the same for the same seed on every machine (mulberry32). */
export type Random = () => number;

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Between `low` and `high`, each doubling as likely as any other. */
export function logUniform(random: Random, low: number, high: number): number {
  return low * (high / low) ** random();
}
