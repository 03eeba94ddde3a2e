import type { Candidate } from '../catalog/index.ts';
import type { Verdict } from '../probe/codes.ts';
import type { Freshness } from '../probe/verdict.ts';
import type { ProxyTrouble } from '../registry/transport/types.ts';
import type { ImageReport, MirrorReport, ReferenceReport, ThroughputReport } from '../report/types.ts';
import type { Surveyed } from './conclusion.ts';
import type { Unknown } from './hub.ts';
import { latencyOf } from './prediction.ts';
import type { SurveyResult } from './survey.ts';

/**
 * What a survey found of one mirror, without any name: the place that it has among the candidates. Plain data, so that a process
 * that is not believed can hand it over.
 */
export interface MirrorFindings
  extends Omit<
    MirrorReport,
    'id' | 'url' | 'operator' | 'access' | 'message' | 'images' | 'carriedOver' | 'learned' | 'throughput'
  > {
  readonly place: number;
  /** Whom the code's sentence speaks of; '' where it has nothing to say of a host. */
  readonly host: string;
  /** With `proxy-failed`: what the proxy did, whose URL is the host then. */
  readonly proxyDid: ProxyTrouble['did'] | null;
  /** With `clock-wrong`: by how much other clocks are ahead, whole ms. */
  readonly clockAheadMs: number | null;
  /** In the order in which the images were asked for. */
  readonly images: readonly ImageFindings[];
  readonly fakeIp: boolean;
  /** `together`: null where it was not seen. */
  readonly throughput: (Omit<ThroughputReport, 'together'> & { readonly together: number | null }) | null;
  /** As in `Observation`. */
  readonly unthrottledBytes: number | null;
}

/** `platforms`: null where the one asked for is not known to be missing. */
export interface ImageFindings extends Omit<ImageReport, 'ref' | 'platforms'> {
  readonly platforms: readonly string[] | null;
}

export interface SurveyFindings {
  /** In rank order, those without a rank last. */
  readonly mirrors: readonly MirrorFindings[];
  readonly reference: Pick<ReferenceReport, 'digest' | 'source'> & {
    readonly votes: number | null;
    /** Why the upstream itself does not give the image; else null. */
    readonly unknown: Unknown | null;
  };
  /** The user's own line and the places of who fills it; null: it was not seen to hold mirrors back. */
  readonly line: { readonly bytesPerSecond: number; readonly places: readonly number[] } | null;
  readonly aborted: boolean;
  readonly noNetwork: boolean;
}

/** `images`: all that were asked for, familiar form, the first first. Pure. */
export function findingsOf(
  { mirrors, reference, unknown, line, aborted, noNetwork }: SurveyResult,
  candidates: readonly Candidate[],
  images: readonly string[],
): SurveyFindings {
  const places = new Map(candidates.map(({ id }, place) => [id, place]));
  const placeOf = (id: string): number => places.get(id) ?? -1;
  return {
    mirrors: mirrors.map((mirror) => mirrorFindings(mirror, placeOf, images)),
    reference: {
      digest: reference.digest,
      source: reference.source,
      votes: reference.source === 'consensus' ? reference.votes : null,
      unknown,
    },
    line: line === null ? null : { bytesPerSecond: line.bytesPerSecond, places: line.mirrors.map(placeOf) },
    aborted,
    noNetwork,
  };
}

function mirrorFindings(
  mirror: Surveyed,
  placeOf: (id: string) => number,
  images: readonly string[],
): MirrorFindings {
  const { observation, decision } = mirror;
  const { finding } = decision;
  return {
    place: placeOf(observation.candidate.id),
    host: finding?.host ?? '',
    proxyDid: finding?.proxyDid ?? null,
    clockAheadMs: finding?.clockAheadMs === undefined ? null : Math.round(finding.clockAheadMs),
    rank: mirror.rank,
    verdict: decision.verdict,
    code: finding?.code ?? null,
    detail: finding?.detail ?? null,
    phase: finding?.phase ?? null,
    httpStatus: finding?.httpStatus ?? null,
    images: images.map((ref, index) => imageFindings(ref, mirror, index === 0)),
    verified: observation.verified,
    worksWith: observation.worksWith,
    latency: latencyOf(observation),
    ...observation.timings,
    throughput: throughputOf(mirror),
    pullSeconds: PULLABLE.includes(decision.verdict) ? mirror.pullSeconds : null,
    blobHosts: observation.blobHosts,
    tokenHost: observation.tokenHost,
    rateLimit: observation.rateLimit,
    retryAt: observation.retryAtMs === null ? null : new Date(observation.retryAtMs).toISOString(),
    certificateDaysLeft: observation.certificateDaysLeft,
    requests: observation.requests,
    bytesReceived: observation.bytesReceived,
    fakeIp: observation.fakeIp,
    unthrottledBytes: observation.unthrottledBytes,
  };
}

/** Elsewhere a pull does not come to its end, and a prediction would be a lie. */
const PULLABLE: readonly Verdict[] = ['usable', 'degraded'];

/** What was not asked for is null. Only the first image is held against the reference. */
function imageFindings(
  ref: string,
  { observation, standing }: Surveyed,
  isFirst: boolean,
): MirrorFindings['images'][number] {
  const {
    present = null,
    digest = null,
    code = null,
    platforms = null,
  } = observation.images.find((seen) => seen.ref === ref) ?? {};
  return isFirst
    ? { present, digest: standing.digest ?? digest, fresh: FRESH[standing.freshness], code, platforms }
    : { present, digest, fresh: null, code, platforms };
}

const FRESH: Readonly<Record<Freshness, boolean | null>> = {
  fresh: true,
  stale: false,
  'unknown-to-reference': false,
  unconfirmed: null,
  unasked: null,
};

function throughputOf({ observation: { measurement } }: Surveyed): MirrorFindings['throughput'] {
  if (measurement === null) return null;
  const { bytesPerSecond, low, high, bytes, ms, steady, together = null } = measurement;
  return { bytesPerSecond, low, high, bytes, ms, steady, together: together && together * bytesPerSecond };
}
