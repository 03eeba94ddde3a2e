import { KiB, MiB } from '../limits.ts';

/** What is read of a text that somebody pasted. */
export const PASTED: Readonly<Record<'stdinBytes' | 'tailChars' | 'headChars' | 'excerptChars', number>> = {
  /** A build's whole log; what comes behind it is not waited for. */
  stdinBytes: 64 * MiB,
  /** Tools write their error last: so much of the end is searched, and is kept of a long text. */
  tailChars: 16 * KiB,
  /** And where nothing is found there, so much of the beginning. */
  headChars: 16 * KiB,
  /** Of a text that could not be read, shown so that the user sees what was taken for it. */
  excerptChars: 120,
};
