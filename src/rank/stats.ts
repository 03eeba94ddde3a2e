/** At least one number: what a median needs to exist. */
export type Sample = readonly [number, ...number[]];

export function isSample(values: readonly number[]): values is Sample {
  return values.length > 0;
}

/** The middle value; of an even count the mean of the two in the middle. Same unit as the values. */
export function median(values: Sample): number {
  return quantile(values, 0.5);
}

/**
 * The value below which the share `q` (0 to 1) of the sample lies, linear between neighbours: definition 7 of
 * Hyndman and Fan, "Sample Quantiles in Statistical Packages" (1996), which R and NumPy use too.
 * Throws RangeError for a `q` outside 0 to 1.
 */
export function quantile(values: Sample, q: number): number {
  if (!(q >= 0 && q <= 1)) throw new RangeError(`quantile ${q} is not between 0 and 1`);
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const below = sorted[Math.floor(at)] ?? values[0];
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
}

/** Arithmetic mean, same unit as the values. */
export function mean(values: Sample): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean distance between neighbours in time, ms for ms; 0 for a single sample, which shows no change. */
export function jitter(values: Sample): number {
  const steps = values.slice(1).map((value, index) => Math.abs(value - (values[index] ?? value)));
  return isSample(steps) ? mean(steps) : 0;
}

/** (highest - lowest) / median, without unit: 0 when all are equal, Infinity when the median is 0 and not all are. */
export function relativeSpread(values: Sample): number {
  const range = Math.max(...values) - Math.min(...values);
  return range === 0 ? 0 : range / Math.abs(median(values));
}
