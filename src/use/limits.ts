import { KiB } from '../limits.ts';

/** Telling somebody of what changed. */
export const NOTIFY: { readonly timeoutMs: number } = {
  /** A webhook answers within seconds; whoever does not is not waited for. */
  timeoutMs: 10_000,
};

export interface ComposeLimits {
  readonly lines: number;
  readonly chars: number;
  readonly depth: number;
  readonly indent: number;
  readonly envBytes: number;
  readonly steps: number;
}

export const COMPOSE: ComposeLimits = {
  /** One of a large company's has some thousand. */
  lines: 20_000,
  /** What so many lines have; in JSON it may be one line. */
  chars: 1_048_576,
  /** Of brackets in brackets, of what one line of a block opens, and of variables in the words of others: people write three or four. */
  depth: 64,
  /** Columns: a level takes one at least. */
  indent: 200,
  /** Entries that are looked at, each as often as an alias or a merge brings it up: fifty times what the lines have, and a second of work. */
  steps: 1_000_000,
  /** Of the file `.env` beside it. */
  envBytes: 1_048_576,
};

/** A parsed list on its way from the process that parsed it. */
export const LIST_MESSAGE: { readonly bytes: number } = {
  /** A message is full from here on: the last item, at most a remark and a reason in two languages (some 6 KiB), still fits into `CHILD.messageBytes`. */
  bytes: 32 * KiB,
};
