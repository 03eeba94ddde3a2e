export const DAEMON_JSON: {
  readonly depth: number;
  readonly excerptBefore: number;
  readonly excerptAfter: number;
} = {
  /** Levels of nesting: a real daemon.json has five, dockerd's decoder stops at 10,000, our parser's stack before that. */
  depth: 1_000,
  /** Characters of a line that are shown before and behind the place that is meant: with their indentation they fit into 80 columns. */
  excerptBefore: 44,
  excerptAfter: 28,
};
