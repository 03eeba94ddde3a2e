export const DAEMON_JSON: {
  readonly depth: number;
  readonly excerptBefore: number;
  readonly excerptAll: number;
  readonly oddEntries: number;
  readonly oddChars: number;
} = {
  /** Levels of nesting: a real daemon.json has five, dockerd's decoder stops at 10,000, our parser's stack before that. */
  depth: 1_000,
  /** Characters of a line that are shown before the place that is meant, and in all: with the indentation they fit into 80 columns. */
  excerptBefore: 44,
  excerptAll: 72,
  /** Entries of a list that are no text and are named in a sentence, and how much of each: enough to find them in the file. */
  oddEntries: 5,
  oddChars: 40,
};
