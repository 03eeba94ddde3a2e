/** Lists, references and reports that the user names by URL. */
export const SOURCE: { readonly fetchMs: number; readonly clockSkewMs: number; readonly maxAgeMs: number } = {
  /** A report that was made on another machine: clocks differ by seconds; more than this is a wrong date. */
  clockSkewMs: 5 * 60_000,
  /** `--max-age`: mirrors come and go within weeks, their loads within hours. */
  maxAgeMs: 3_600_000,
  /** 4 MiB at 70 KiB/s; a server that drips its answer must not keep the run from beginning. */
  fetchMs: 60_000,
};

/** Telling somebody of what changed. */
export const NOTIFY: { readonly timeoutMs: number } = {
  /** A webhook answers within seconds; whoever does not is not waited for. */
  timeoutMs: 10_000,
};

/** Of a compose file: one of a large company's has some thousand lines. */
export const COMPOSE: { readonly lines: number; readonly lineChars: number } = {
  lines: 20_000,
  /** An image's name has at most 1,024. */
  lineChars: 2_000,
};
