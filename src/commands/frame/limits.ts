/** The most that options take. */
export const OPTION_BOUNDS: {
  readonly concurrency: number;
  readonly finalists: number;
  readonly top: number;
} = {
  /** A process may have 1,024 files open on many systems. */
  concurrency: 1_000,
  /** Each is measured alone, for seconds. */
  finalists: 100,
  /** More lines than any list has mirrors. */
  top: 100_000,
};
