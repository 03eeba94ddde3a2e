import type { Candidate } from '../catalog/index.ts';
import type { ImageReference } from '../registry/reference.ts';
import { summarize } from '../report/summary.ts';
import type { Learned, MirrorReport, Parameters, Report, Vantage } from '../report/types.ts';
import type { VerdictMessages } from '../words/verdict/messages.ts';
import type { MirrorFindings, SurveyFindings } from './findings.ts';
import { learnedOf } from './learned.ts';
import { LEARNED } from './limits.ts';

export interface RunFacts {
  readonly runId: string;
  readonly tool: Report['tool'];
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  readonly vantage: Omit<Vantage, 'fakeIp'>;
  readonly parameters: Parameters;
  readonly image: ImageReference;
  /** Those that were asked; what was found speaks of their places. */
  readonly candidates: readonly Candidate[];
  /** Mirrors that an earlier report says to leave alone for now. */
  readonly carriedOver: readonly MirrorReport[];
  /** What was known of them before, by id. */
  readonly recalled: ReadonlyMap<string, Learned>;
}

/** The report of one survey, as docs/interface.md has it. Every name in it is ours. Pure. */
export function toReport(found: SurveyFindings, run: RunFacts, messages: VerdictMessages): Report {
  const image = run.image.familiar;
  const candidateAt = (place: number): Candidate[] => run.candidates.slice(place, place + 1);
  const { reference, line } = found;
  const mirrors = [
    ...found.mirrors.flatMap((mirror) =>
      candidateAt(mirror.place).map((candidate) => mirrorReport(mirror, candidate, run, messages)),
    ),
    ...run.carriedOver.map((mirror) => ({ ...mirror, rank: null, requests: 0, bytesReceived: 0 })),
  ];
  return {
    schemaVersion: 1,
    runId: run.runId,
    tool: run.tool,
    startedAt: new Date(run.startedAtMs).toISOString(),
    finishedAt: new Date(run.finishedAtMs).toISOString(),
    durationMs: run.finishedAtMs - run.startedAtMs,
    aborted: found.aborted,
    vantage: { ...run.vantage, fakeIp: found.mirrors.some(({ fakeIp }) => fakeIp) },
    parameters: run.parameters,
    reference: {
      image,
      digest: reference.digest,
      source: reference.source,
      code: reference.unknown,
      ...(reference.votes === null ? {} : { votes: reference.votes }),
    },
    mirrors,
    line:
      line === null
        ? null
        : {
            bytesPerSecond: line.bytesPerSecond,
            mirrors: line.places.flatMap((place) => candidateAt(place).map(({ id }) => id)),
          },
    summary: summarize(mirrors),
  };
}

function mirrorReport(
  found: MirrorFindings,
  { id, url, displayUrl, operator, access }: Candidate,
  { parameters, recalled, finishedAtMs }: RunFacts,
  messages: VerdictMessages,
): MirrorReport {
  const { code, host, httpStatus, proxyDid, clockAheadMs } = found;
  const { images, platform, throughput } = parameters;
  const at = new Date(finishedAtMs).toISOString();
  const learned = learnedOf(found, recalled.get(id), { throughput, at }, LEARNED);
  const [image = ''] = images;
  const platforms = found.images[0]?.platforms ?? [];
  const facts = {
    host,
    httpStatus,
    proxyDid,
    clockAheadMs,
    image,
    mirrorHost: url.host,
    platform,
    platforms,
  };
  return {
    id,
    url: displayUrl,
    operator,
    access,
    rank: found.rank,
    verdict: found.verdict,
    code,
    message: code === null ? null : messages.code[code](facts),
    detail: found.detail,
    phase: found.phase,
    httpStatus,
    images: found.images.map(({ platforms: there, ...seen }, index) => ({
      ref: images[index] ?? '',
      ...seen,
      ...(there === null ? {} : { platforms: there }),
    })),
    verified: found.verified,
    worksWith: found.worksWith,
    latency: found.latency,
    dnsMs: found.dnsMs,
    connectMs: found.connectMs,
    tlsMs: found.tlsMs,
    tokenMs: found.tokenMs,
    manifestMs: found.manifestMs,
    ttfbMs: found.ttfbMs,
    throughput: throughputReport(found.throughput),
    ...(learned === undefined ? {} : { learned }),
    pullSeconds: found.pullSeconds,
    blobHosts: found.blobHosts,
    tokenHost: found.tokenHost,
    rateLimit: found.rateLimit,
    retryAt: found.retryAt,
    certificateDaysLeft: found.certificateDaysLeft,
    requests: found.requests,
    bytesReceived: found.bytesReceived,
  };
}

function throughputReport(found: MirrorFindings['throughput']): MirrorReport['throughput'] {
  if (found === null) return null;
  const { together, ...rest } = found;
  return together === null ? rest : { ...rest, together };
}
