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

/** What `mirror-relay` does where its options say nothing. */
export const RELAY_DEFAULTS: {
  readonly port: number;
  readonly recheckHours: number;
  readonly maxBytes: number;
} = {
  /** Nobody's habit: 5000 is macOS's AirPlay, and what everybody gives a registry. */
  port: 5077,
  /** Mirrors come and go within weeks; how they do by the hour is seen in what is fetched. */
  recheckHours: 24,
  /** The images of a small office; a laptop's disk has it. */
  maxBytes: 10 * 1024 ** 3,
};

/** What `mirror-watch` does where its options say nothing. */
export const WATCH_DEFAULTS: {
  readonly everyHours: number;
  readonly mostHours: number;
  readonly againAfterSeconds: number;
} = {
  /** A dead mirror costs each pull seconds; a look costs each mirror a dozen requests. */
  everyHours: 3,
  /** Less than once a week is no watch. */
  mostHours: 168,
  /** A restart of a mirror, or of the way to it, is over by then: what is down at two looks so far apart is down. */
  againAfterSeconds: 60,
};

/** Ctrl-C and its kin. */
export const SIGNALS: { readonly onePressMs: number } = {
  /** The same signal within this time is the same press, passed on by a parent: those need milliseconds, on a busy machine some dozens. Who presses twice takes longer. */
  onePressMs: 250,
};
