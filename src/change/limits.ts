/** The difference that is shown before a file is written. */
export const DIFF: { readonly lines: number; readonly columns: number } = {
  /** Lines that may differ in a diff: a person reads tens; beyond, the time to find the least diff grows with the square. */
  lines: 1_000,
  /** Of a line longer than this only the part around the difference is shown: a file may be one line of megabytes. */
  columns: 400,
};
