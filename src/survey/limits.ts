/** When the user's own line is said to be what holds mirrors back; docs/performance.md has how often that is right. */
export interface OwnLineLimits {
  readonly alike: number;
  readonly heldBack: number;
  readonly ownShare: number;
  readonly leastShare: number;
  readonly mostShare: number;
}

export const OWN_LINE: OwnLineLimits = {
  /** A mirror fills the line from this share of the fastest one's rate on: the meter is within 5 % of a settled download. */
  alike: 0.95,
  /** So many of them must have been held back. With one, two mirrors of the same speed that never met past slow start look like a full line. */
  heldBack: 2,
  /** Held back is who had at most this share of the line among others ... */
  ownShare: 0.75,
  /** ... while all together had at least this share of it: a queue that overflowed drains it for a moment ... */
  leastShare: 0.8,
  /** ... and at most this: bytes that waited for a lost one come all at once, for a moment faster than the line. */
  mostShare: 1.25,
};

export const REFERENCE: {
  readonly leastVotes: number;
  readonly majority: number;
  readonly crossCheckedDigests: number;
  readonly operatorsAsked: number;
  readonly digestsAskedOfHub: number;
} = {
  /** Two operators that agree may share one stale upstream cache; three rarely do. */
  leastVotes: 3,
  /** More than half of all who voted. */
  majority: 0.5,
  /** Further digests than these are left unconfirmed: each costs volunteers a request. */
  crossCheckedDigests: 2,
  /** Operators asked about one digest. */
  operatorsAsked: 2,
  /** Distinct digests that Docker Hub is asked about in a run. HEAD costs no pull, but hostile mirrors could invent any number. */
  digestsAskedOfHub: 8,
};

/** This machine's clock against others'. */
export const CLOCK: { readonly toleranceMs: number; readonly asked: number } = {
  /** Clocks that nobody sets differ by seconds a day; a certificate's dates are not cut that fine. */
  toleranceMs: 5 * 60_000,
  /** Mirrors asked for the time, where no answer told it. One may be wrong itself; of three, two are not. */
  asked: 3,
};

/** What of a run the next one may be told. */
export interface LearnedLimits {
  readonly maxAgeMs: number;
  readonly leaders: number;
}

export const LEARNED: LearnedLimits = {
  /** How an operator treats a connection is configured, and changes within months; mirror-watch measures once a week, and a machine may be off for one. */
  maxAgeMs: 15 * 86_400_000,
  /** The first places that are told. More than the three that are wanted, for they change places from day to day. */
  leaders: 8,
};
