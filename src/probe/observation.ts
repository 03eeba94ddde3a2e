import type { Candidate } from '../catalog/types.ts';
import type { Client } from '../clients/index.ts';
import type { Digest } from '../registry/digest.ts';
import type { RateLimit } from '../registry/rate-limit.ts';
import type { ProxyTrouble } from '../registry/transport/types.ts';
import type { Code, FaultyVerdict, Phase } from './codes.ts';
import type { Measurement } from './meter.ts';

/** One thing that is wrong with a mirror. Several may hold; `decideVerdict` says which one counts. */
export interface Finding {
  /** Not derived from the code alone: a code of the dead row is `broken` once the mirror has answered. */
  readonly verdict: FaultyVerdict;
  readonly code: Code;
  readonly phase: Phase;
  readonly httpStatus: number | null;
  /** The mirror's own words, cleaned; or our note on them. */
  readonly detail: string | null;
  /** The host that failed: the mirror's, its token realm's or its blob store's. */
  readonly host: string;
  /** With `proxy-failed`: what the proxy did, whose URL is the `host` and whose answer the `httpStatus` then. */
  readonly proxyDid?: ProxyTrouble['did'];
  /** With `clock-wrong`: by how much the others' clocks are ahead of ours, ms. */
  readonly clockAheadMs?: number;
}

export interface ImageObservation {
  /** Familiar form, as the user would type it. */
  readonly ref: string;
  readonly present: boolean | null;
  /** What the tag (or digest) resolves to there. */
  readonly digest: Digest | null;
  readonly code: Code | null;
  /** Those that it is there for, where it is not for the one asked for: `linux/amd64`. */
  readonly platforms?: readonly string[];
}

/** Sizes in bytes of what an engine would download for the first image. */
export interface ImageLayout {
  /** The tag is an index: the platform's manifest is one request more. */
  readonly index: boolean;
  readonly configBytes: number;
  readonly layerBytes: readonly number[];
}

/** Milliseconds; null where it was not measured. */
export interface Timings {
  readonly dnsMs: number | null;
  readonly connectMs: number | null;
  readonly tlsMs: number | null;
  readonly tokenMs: number | null;
  readonly manifestMs: number | null;
  /** Layer request written to first body byte, redirects included. */
  readonly ttfbMs: number | null;
}

/** Everything that one mirror showed in one run. Plain data: the verdict, the rank and the report are computed from it. */
export interface Observation {
  readonly candidate: Candidate;
  /** It sent at least one HTTP answer. */
  readonly answered: boolean;
  readonly findings: readonly Finding[];
  readonly images: readonly ImageObservation[];
  /** Manifest chain and config blob were hashed and right. */
  readonly verified: boolean;
  /** Does a pull by this client come to its end? null: it was not found out. */
  readonly worksWith: Readonly<Record<Client, boolean | null>>;
  /** Whom the verdict is for. */
  readonly clients: readonly Client[];
  /** Milliseconds from request to headers of `/v2/`, connection set-up not included. */
  readonly pingsMs: readonly number[];
  readonly timings: Timings;
  readonly layout: ImageLayout | null;
  readonly measurement: Measurement | null;
  /** Bytes that one connection carried alone on the line with no throttle setting in; 0: one did set in; null: that was not seen. */
  readonly unthrottledBytes: number | null;
  readonly blobHosts: readonly string[];
  readonly tokenHost: string | null;
  readonly rateLimit: RateLimit | null;
  /** Epoch milliseconds before which it asked not to be asked again. */
  readonly retryAtMs: number | null;
  readonly certificateDaysLeft: number | null;
  readonly fakeIp: boolean;
  /** Requests to its own origin and to its token endpoint. */
  readonly requests: number;
  readonly bytesReceived: number;
}
