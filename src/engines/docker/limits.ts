export const DAEMON_JSON: { readonly depth: number } = {
  /** Levels of nesting: a real daemon.json has five, dockerd's decoder stops at 10,000, our parser's stack before that. */
  depth: 1_000,
};
