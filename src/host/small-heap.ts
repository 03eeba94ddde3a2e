import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8 from trading memory for fewer collections. A survey makes short-lived objects by the megabyte; left to itself the young generation grows to meet
 * them and keeps what it has, and the old one is let grow to a multiple of what is alive: together over a third of the peak with a thousand mirrors
 * (`node bench/run.js cli/healthy 1000`), for a few milliseconds of collecting. Must be called before the survey.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  // The old generation is collected when it has grown by this share of what was alive: with 20 a tenth more of the time went into collecting, with 100 a thousand mirrors come near 150 MiB.
  setFlagsFromString('--heap-growing-percent=60');
}
