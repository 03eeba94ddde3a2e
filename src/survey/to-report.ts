import type { Verdict } from '../probe/codes.ts';
import type { Freshness } from '../probe/verdict.ts';
import type { ImageReference } from '../registry/reference.ts';
import { summarize } from '../report/summary.ts';
import type { ImageReport, MirrorReport, Parameters, Report, Vantage } from '../report/types.ts';
import type { VerdictMessages } from '../words/verdict/messages.ts';
import { latencyOf } from './prediction.ts';
import type { Surveyed, SurveyResult } from './survey.ts';

export interface RunFacts {
  readonly runId: string;
  readonly tool: Report['tool'];
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  readonly vantage: Omit<Vantage, 'fakeIp'>;
  readonly parameters: Parameters;
  readonly image: ImageReference;
  /** Mirrors that an earlier report says to leave alone for now. */
  readonly carriedOver: readonly MirrorReport[];
}

/** The report of one survey, as docs/interface.md has it. Pure. */
export function toReport(result: SurveyResult, run: RunFacts, messages: VerdictMessages): Report {
  const image = run.image.familiar;
  const mirrors = [
    ...result.mirrors.map((mirror) => mirrorReport(mirror, run.parameters.images, messages)),
    ...run.carriedOver.map((mirror) => ({ ...mirror, rank: null, requests: 0, bytesReceived: 0 })),
  ];
  return {
    schemaVersion: 1,
    runId: run.runId,
    tool: run.tool,
    startedAt: new Date(run.startedAtMs).toISOString(),
    finishedAt: new Date(run.finishedAtMs).toISOString(),
    durationMs: run.finishedAtMs - run.startedAtMs,
    aborted: result.aborted,
    vantage: { ...run.vantage, fakeIp: result.mirrors.some(({ observation }) => observation.fakeIp) },
    parameters: run.parameters,
    reference: {
      image,
      digest: result.reference.digest,
      source: result.reference.source,
      ...(result.reference.source === 'consensus' ? { votes: result.reference.votes } : {}),
    },
    mirrors,
    line: result.line,
    summary: summarize(mirrors),
  };
}

function mirrorReport(mirror: Surveyed, images: readonly string[], messages: VerdictMessages): MirrorReport {
  const { observation, decision } = mirror;
  const { candidate, measurement } = observation;
  const { finding } = decision;
  const [image = ''] = images;
  const facts = {
    host: finding?.host ?? '',
    httpStatus: finding?.httpStatus ?? null,
    image,
    mirrorHost: candidate.url.host,
    proxyDid: finding?.proxyDid ?? null,
  };
  return {
    id: candidate.id,
    url: candidate.displayUrl,
    operator: candidate.operator,
    access: candidate.access,
    rank: mirror.rank,
    verdict: decision.verdict,
    code: finding?.code ?? null,
    message: finding === null ? null : messages.code[finding.code](facts),
    detail: finding?.detail ?? null,
    phase: finding?.phase ?? null,
    httpStatus: finding?.httpStatus ?? null,
    images: images.map((ref) => imageReport(ref, mirror, ref === image)),
    verified: observation.verified,
    worksWith: observation.worksWith,
    latency: latencyOf(observation),
    ...observation.timings,
    throughput: measurement === null ? null : throughputReport(measurement),
    pullSeconds: PULLABLE.includes(decision.verdict) ? mirror.pullSeconds : null,
    blobHosts: observation.blobHosts,
    tokenHost: observation.tokenHost,
    rateLimit: observation.rateLimit,
    retryAt: observation.retryAtMs === null ? null : new Date(observation.retryAtMs).toISOString(),
    certificateDaysLeft: observation.certificateDaysLeft,
    requests: observation.requests,
    bytesReceived: observation.bytesReceived,
  };
}

/** Elsewhere a pull does not come to its end, and a prediction would be a lie. */
const PULLABLE: readonly Verdict[] = ['usable', 'degraded'];

/** What was not asked for is null. Only the first image is held against the reference. */
function imageReport(ref: string, { observation, standing }: Surveyed, isFirst: boolean): ImageReport {
  const {
    present = null,
    digest = null,
    code = null,
  } = observation.images.find((seen) => seen.ref === ref) ?? {};
  return isFirst
    ? { ref, present, digest: standing.digest ?? digest, fresh: FRESH[standing.freshness], code }
    : { ref, present, digest, fresh: null, code };
}

const FRESH: Readonly<Record<Freshness, boolean | null>> = {
  fresh: true,
  stale: false,
  'unknown-to-reference': false,
  unconfirmed: null,
  unasked: null,
};

function throughputReport(
  measurement: NonNullable<Surveyed['observation']['measurement']>,
): MirrorReport['throughput'] {
  const { bytesPerSecond, low, high, bytes, ms, steady } = measurement;
  return { bytesPerSecond, low, high, bytes, ms, steady };
}
