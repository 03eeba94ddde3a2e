/**
 * Every number that steers a decision, in one place: unit in the name, reason beside it.
 * Code takes these as arguments (a budget is a value), so a test or a user's option can replace any of them.
 */

const KiB = 1024;
const MiB = 1024 * KiB;

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
  /** All headers of one response. */
  headerBytes: 16 * KiB,
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
  /** Share of `layerBytes` spent in the first round; the rest is for finalists. */
  firstRoundShare: 0.25,
  /** Together with the cold ping three samples: enough for a median and a jitter. */
  warmPings: 2,
  /** Registries redirect to storage once, storage to a CDN once; browsers stop at 20, we are not a browser. */
  redirects: 5,
  /** After a final 401, 403, 404, 429 or 5xx. */
  afterRefusal: 1,
};

export const SURVEY = {
  /** `--concurrency`: 16 handshakes at once do not fill a home router's table. */
  concurrency: 16,
  /** `--finalists`. */
  finalists: 5,
  /** Seconds granted to each finalist when the default deadline is computed. */
  secondsPerFinalist: 5,
  /** First-round downloads at once: they share the user's line, so few; the finalists are measured alone. */
  downloadsAtOnce: 2,
  /** `--top` of mirror-apply: each further mirror costs a broken pull its time-outs. */
  applyTop: 3,
} as const;

export const LAYER: { readonly preferredBytes: number; readonly tooSlowBytesPerSecond: number } = {
  /** The smallest layer of at least this size is measured: past slow start, and not a gigabyte cached for nobody. */
  preferredBytes: 8 * MiB,
  /** Under this rate at the time limit a mirror is `too-slow`. */
  tooSlowBytesPerSecond: 32 * KiB,
};

export const TEXT = {
  /** `detail` carries at most this many characters of a mirror's own words. */
  detailChars: 200,
  /** A DNS name has 253 characters, a port six with its colon. */
  hostChars: 259,
} as const;
