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
