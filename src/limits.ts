/**
 * The budgets that several folders share. Every number that steers a decision stands in a table like these beside its owner (`limits.ts` of its
 * folder): unit in the name, reason beside it. Code takes them as arguments (a budget is a value), so a test or a user's option can replace any of them.
 */

export const KiB = 1024;
export const MiB: number = 1024 * KiB;

/** How long one step may take. The sum for one mirror's first round is bounded by `mirrorMs`. */
export interface Timeouts {
  readonly connectMs: number;
  readonly tlsMs: number;
  readonly headersMs: number;
  readonly blobHeadersMs: number;
  readonly bodyIdleMs: number;
  readonly mirrorMs: number;
}

export const TIMEOUTS: Timeouts = {
  /** A SYN lost once is sent again after 1 s, twice after 3 s: a host that needs longer makes every pull wait. */
  connectMs: 3_000,
  /** Two round trips and a signature; 5 s covers a satellite link under loss. */
  tlsMs: 5_000,
  /** A manifest is a cache look-up or one upstream request. */
  headersMs: 5_000,
  /** Some mirrors sleep one second for each MiB of a blob before its first byte. */
  blobHeadersMs: 15_000,
  /** No engine gives up on a silent body; 5 s without a byte is what `stalled` means. */
  bodyIdleMs: 5_000,
  /** `--timeout`: one mirror's whole first round. */
  mirrorMs: 15_000,
};

/** How many bytes of a stranger's answer are read at most. */
export interface BodyLimits {
  readonly errorBytes: number;
  readonly manifestBytes: number;
  readonly configBytes: number;
  readonly tokenBytes: number;
  readonly headerBytes: number;
  readonly listBytes: number;
}

export const BODY_LIMITS: BodyLimits = {
  /** Error bodies are shown in 200 characters; 64 KiB is room for any JSON envelope. */
  errorBytes: 64 * KiB,
  /** The limit that registries themselves put on a manifest. */
  manifestBytes: 4 * MiB,
  /** A config blob holds the history of a build; 4 MiB is ten times the largest seen. */
  configBytes: 4 * MiB,
  /** A token response; long JWTs reach some KiB. */
  tokenBytes: 256 * KiB,
  /** All headers of one response. Go takes 1 MiB; a registry sends 2 KiB, and headers of five bytes each cost forty times their size. */
  headerBytes: 32 * KiB,
  /** A list or reference fetched from a URL the user named. */
  listBytes: 4 * MiB,
};

/** What one mirror is asked for at the most in one run. */
export interface ProbeBudget {
  readonly requests: number;
  readonly layerBytes: number;
  readonly firstRoundShare: number;
  readonly warmPings: number;
  readonly redirects: number;
  readonly afterRefusal: number;
}

export const PROBE_BUDGET: ProbeBudget = {
  /** Some operators ban an address for a hundred 403/404/429 in two days; a run must stay far below that. */
  requests: 14,
  /** `--bytes`. */
  layerBytes: 8 * MiB,
  /** Share of `layerBytes` spent in the first round; the rest is for finalists, where a throttle behind the first megabytes shows. docs/performance.md. */
  firstRoundShare: 0.125,
  /** Together with the cold ping three samples: enough for a median and a jitter. */
  warmPings: 2,
  /** As many as engines follow: Go stops before the tenth. */
  redirects: 9,
  /** After a final 401, 403, 404, 429 or 5xx. */
  afterRefusal: 1,
};

export const SURVEY = {
  /** `--concurrency`: 16 handshakes at once do not fill a home router's table. */
  concurrency: 16,
  /** `--finalists`: at most. Five leave out one in ten populations' third best (docs/performance.md); most runs need fewer. */
  finalists: 10,
  /** Seconds granted to each finalist when the default deadline is computed. */
  secondsPerFinalist: 5,
  /** First-round downloads at once: they share the user's line, so few; what they get there bounds them, and the finalists are measured alone. */
  downloadsAtOnce: 4,
  /** `--top` of mirror-apply: each further mirror costs a broken pull its time-outs. */
  applyTop: 3,
} as const;

/** Where a survey spends its bytes. */
export interface ScheduleLimits {
  readonly places: number;
  readonly idleMs: number;
  readonly littleMs: number;
  readonly littleShare: number;
  readonly lookMs: number;
  readonly peakMs: number;
  readonly fullLine: number;
  readonly fairShare: number;
  readonly roomyShare: number;
  readonly restMs: number;
}

export const SCHEDULE: ScheduleLimits = {
  /** The places that are worth bytes: as many as mirror-apply configures. */
  places: SURVEY.applyTop,
  /** A download that has not begun by then uses nothing of the line; some mirrors sleep for seconds before a layer. */
  idleMs: 500,
  /** Nor does one hinder others that is slow after this time: slow start over 200 ms is past its fifth flight by then. After 500 ms more downloads share the line than it tells apart. */
  littleMs: 1_000,
  /** Slow: under this share of the line. One that is read to its end for its verdict alone held a place for four seconds. */
  littleShare: 0.05,
  /** How often a download is asked whether it may still win. */
  lookMs: 50,
  /** The line's own rate is seen over this time. */
  peakMs: 500,
  /** From this share of the most that was ever seen on it, the line counts as full. */
  fullLine: 0.7,
  /** A download that had less than this share of its fair part was held back by its own link. */
  fairShare: 0.5,
  /** Two downloads that take no more of the line than this together are as fast as each is alone: slow start and TCP's swings have room. */
  roomyShare: 0.7,
  /** How often it is asked whether another finalist may begin beside what still runs. */
  restMs: 100,
};

/** Lists, references and reports that the user names by URL. */
export const SOURCE: { readonly fetchMs: number; readonly clockSkewMs: number; readonly maxAgeMs: number } = {
  /** A report that was made on another machine: clocks differ by seconds; more than this is a wrong date. */
  clockSkewMs: 5 * 60_000,
  /** `--max-age`: mirrors come and go within weeks, their loads within hours. */
  maxAgeMs: 3_600_000,
  /** 4 MiB at 70 KiB/s; a server that drips its answer must not keep the run from beginning. */
  fetchMs: 60_000,
};
