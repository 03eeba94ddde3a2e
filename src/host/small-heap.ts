import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8 from trading memory for fewer collections. A survey makes short-lived objects by the megabyte; left to itself the young generation grows to meet
 * them and keeps what it has, and the old one is let grow to a multiple of what is alive: together over a third of the peak with a thousand mirrors
 * (`node bench/run.js cli/healthy 1000`), for a few milliseconds of collecting. Must be called before the survey.
 */
export function keepHeapSmall(): void {
  // Less memory for the code of what runs seldom, and smaller steps of the heap: a tenth of a run's peak, for some of its CPU (docs/performance.md).
  setFlagsFromString('--optimize-for-size');
  setFlagsFromString('--semi-space-growth-factor=1');
  // undici parses HTTP in WebAssembly: V8's optimising compiler, at work on that, takes memory and time of its own, and the baseline code is as fast for headers of a few hundred bytes.
  setFlagsFromString('--liftoff-only');
  // The old generation is collected when it has grown by this share of what was alive: with 20 a tenth more of the time went into collecting, with 100 a thousand mirrors come near 150 MiB.
  setFlagsFromString('--heap-growing-percent=60');
}
