import { MiB } from '../limits.ts';

/** How the relay answers engines. */
export const RELAY: {
  readonly headersAfterMs: number;
  readonly connections: number;
  readonly strangers: number;
  readonly strangerMs: number;
  readonly pourBytes: number;
  readonly requestMs: number;
  readonly idleLookMs: number;
  readonly sizesKnown: number;
  readonly layersAhead: number;
  readonly saveMs: number;
  readonly stateBytes: number;
} = {
  /**
   * A blob's headers go out when it is proven, and after so long anyway: till then a 404 still sends the engine to its next mirror at once, and
   * containerd 2.3 gives up on headers after 30 s.
   */
  headersAfterMs: 10_000,
  /** Ten engines with ten connections each, twice. */
  connections: 200,
  /** Beside those: of all who may not ask, so many at a time ... */
  strangers: 20,
  /** ... and for so long: a request from the other end of the world and its answer take less. */
  strangerMs: 2_000,
  /** A read costs 20 µs whatever its size; fifty engines at once hold two of them each. */
  pourBytes: 128 * 1024,
  /** A request's head; engines send it at once. */
  requestMs: 10_000,
  /** How often those that are late with it are looked for; a look costs microseconds. */
  idleLookMs: 1_000,
  /** Blobs whose size a manifest told: some hundreds of images. */
  sizesKnown: 20_000,
  /**
   * Layers that are fetched before the engine asks for them, from the one that it asks for on: as many as it takes at once. So the line does not rest while
   * a proven layer is handed over.
   */
  layersAhead: 3,
  /** How often what is remembered is written down. */
  saveMs: 30_000,
  /** Of what is read back: some thousand tags. */
  stateBytes: 4 * MiB,
};

/** How a tag's digest is found and kept. */
export interface ResolveLimits {
  readonly freshMs: number;
  readonly retryMs: number;
  readonly patienceMs: number;
  readonly upstreamMs: number;
  readonly votesMs: number;
  readonly operators: number;
  readonly tagsKept: number;
}

export const RESOLVE: ResolveLimits = {
  /** A build that uses one base image ten times asks for it once; a tag that moved is seen within this. */
  freshMs: 5 * 60_000,
  /** Nobody could tell: so long what it was is handed out without asking again. */
  retryMs: 60_000,
  /** So long the one who is asked first is waited for alone. */
  patienceMs: 1_500,
  /** The registry itself: a token and a HEAD, two round trips each with their handshakes. */
  upstreamMs: 6_000,
  /** Then those who have answered decide. */
  votesMs: 3_000,
  /** Asked at the most: three have to agree, and some will not answer. */
  operators: 6,
  /** A thousand tags are more than anybody pulls. */
  tagsKept: 1_000,
};
