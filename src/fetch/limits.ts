import { MiB } from '../limits.ts';

/** How bytes are fetched from several mirrors. */
export interface FetchLimits {
  readonly connectionsPerMirror: number;
  readonly keptFree: number;
  readonly keptFreeAhead: number;
  readonly cutAfterMs: number;
  readonly patienceMs: number;
  readonly crawlMs: number;
  readonly crawlBytes: number;
  readonly tickMs: number;
  readonly connectMs: number;
  readonly tlsMs: number;
  readonly silenceMs: number;
  readonly leastPartBytes: number;
  readonly leastPartMs: number;
  readonly leastStolenBytes: number;
  readonly worthStealingMs: number;
  readonly farQuicker: number;
  readonly assumedBytesPerSecond: number;
  readonly rateSampleBytes: number;
  readonly rateWeight: number;
  readonly triesPerMirror: number;
  readonly cutBytes: number;
  readonly aloneMs: number;
  readonly besideMs: number;
  readonly keptPace: number;
  readonly clearlyQuicker: number;
  readonly yieldFactor: number;
  readonly graceMs: number;
  readonly blobBytes: number;
  readonly unsizedBytes: number;
  readonly writeBytes: number;
  readonly queuedBytes: number;
  readonly tokens: number;
  readonly aheadShare: number;
  readonly unclaimed: number;
}

export const FETCH: FetchLimits = {
  /** As many as one dockerd opens: `max-concurrent-downloads`. */
  connectionsPerMirror: 3,
  /** Of all of them, so many are left for the downloads that an engine begins next: three at once are usual. */
  keptFree: 2,
  /** The same while the layers that come next are under way already: a config, a manifest. */
  keptFreeAhead: 1,
  /** Who has no connection for so long gets that of another: a cut costs a handshake and what was on its way, most are free again sooner. */
  cutAfterMs: 200,
  /** A mirror that sends nothing for so long is not waited for any more where another one is there: a cold TLS connection over 250 ms round trips takes 1.2 s. */
  patienceMs: 1_500,
  /** A part that brings fewer bytes than `crawlBytes` in so long has another mirror asked in its place: several lost packets in a row take less. */
  crawlMs: 4_000,
  /** 1 KiB/s: a dozen connections over a line of 128 kbit/s each bring more. */
  crawlBytes: 4 * 1024,
  /** How often silent and slow parts are looked at. */
  tickMs: 250,
  /** A lost SYN is sent again after 1 s. */
  connectMs: 3_000,
  tlsMs: 5_000,
  /** Some mirrors sleep one second for each MiB of a blob before its first byte; a mirror that is the only one gets this long. */
  silenceMs: 15_000,
  /** A part has at least this size, below which a request costs more than it brings ... */
  leastPartBytes: 1 * MiB,
  /** ... and takes at least so long: against it the round trips of a further connection are little. */
  leastPartMs: 500,
  /** And at least this much is taken from a part that runs already: below it the new request costs more than it brings. */
  leastStolenBytes: 128 * 1024,
  /** Only from a part that would take this much longer: the cut costs a new connection. */
  worthStealingMs: 2_000,
  /** What is too little to be shared goes whole to a mirror that is so many times as fast. */
  farQuicker: 4,
  /** Of a mirror that nobody has measured. */
  assumedBytesPerSecond: 1 * MiB,
  /** A body of fewer bytes tells round trips, not rates. */
  rateSampleBytes: 256 * 1024,
  /** Of the newest sample in a mirror's rate: ten old ones count for a tenth. */
  rateWeight: 0.2,
  /** How often one mirror is asked for one blob when all fail. */
  triesPerMirror: 3,
  /** A body that is cut after so much does not count among those: the next request goes on from there, and cost less than it brought. */
  cutBytes: 16 * 1024,
  /** What is not proven by then, and may be endless for all that is known of its size, is asked for elsewhere too: engines wait 30 s for a manifest, an image has three of them in a row with its config, and a cold connection over bad lines takes 2.7 s with its token. */
  aloneMs: 3_000,
  /** Between one that is asked beside others and the next, and for so long rates are compared: with five that are wrong before it, the sixth is asked after 7 s. */
  besideMs: 750,
  /** Who keeps less of its rate when another one comes shares its line with it: two that share evenly keep a half each. */
  keptPace: 0.75,
  /** Who takes from the first on that line, and is not so many times as fast, is let go of. */
  clearlyQuicker: 1.5,
  /** And nobody is asked beside it before so many times the time has passed: 3 s, 9 s, 27 s, so that all of it costs a tenth. */
  yieldFactor: 3,
  /** A download that nobody waits for any more goes on for so long: engines come back after a failure within 5 to 15 s. */
  graceMs: 20_000,
  /** No layer is larger where its size is not known beforehand; the largest images on the Hub have layers of some 10 GB. */
  blobBytes: 64 * 1024 * MiB,
  /** Of a body whose length neither a manifest nor its answer tells, nor HEAD; those who keep it to themselves stand in front of small images, and who has no end gets no further. */
  unsizedBytes: 64 * MiB,
  /** Bytes are written to the spool in pieces of about this size: a write costs 20 µs whatever its size. */
  writeBytes: 256 * 1024,
  /** A mirror that is faster than the disk is not read from while so much waits to be written. */
  queuedBytes: 1 * MiB,
  /** Kept for each mirror, one a repository; with more of them all are asked for anew. */
  tokens: 500,
  /** Of the spool's bound, and of what the disk has left, so much may be under way at a time before anybody asks for it. */
  aheadShare: 0.25,
  /** Blobs that were fetched ahead and not asked for: so many are remembered, for the figures. */
  unclaimed: 1_000,
};

/** How long a mirror is left alone. */
export interface RestLimits {
  readonly firstMs: number;
  readonly factor: number;
  readonly mostMs: number;
  readonly wrongBytesMs: number;
  readonly limitedMs: number;
  readonly longestMs: number;
}

export const REST: RestLimits = {
  /** After one failure, which may be anybody's. */
  firstMs: 5_000,
  /** Each further one in a row waits so many times longer. */
  factor: 2,
  /** Mirrors come back within minutes. */
  mostMs: 10 * 60_000,
  /** A mirror whose bytes were wrong serves a damaged cache, or worse; neither is mended in minutes. */
  wrongBytesMs: 3_600_000,
  /** 429 without a Retry-After. */
  limitedMs: 60_000,
  /** Whatever a Retry-After says, and however far the clock was set back: a quota of a day is the longest there is. */
  longestMs: 24 * 3_600_000,
};

export const SPOOL: { readonly readBytes: number; readonly memoryBytes: number; readonly markMs: number } = {
  /** A read costs 20 µs whatever its size; of several at once two each are held. */
  readBytes: 128 * 1024,
  /** While the disk is full, so much of what is on its way is held in memory: three usual layers. What is larger the engine has to get elsewhere. */
  memoryBytes: 64 * MiB,
  /** How often a file is told that it is used: what goes first after a restart is known to the minute. */
  markMs: 60_000,
};
