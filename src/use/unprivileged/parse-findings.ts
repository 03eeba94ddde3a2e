import { isRecord } from '../../host/parse-json.ts';
import { CODES, type Code, type Phase, VERDICTS, type Verdict } from '../../probe/codes.ts';
import { parseDigest } from '../../registry/digest.ts';
import { MANIFEST } from '../../registry/limits.ts';
import { formatPlatform, parsePlatform } from '../../registry/platform.ts';
import type { ProxyTrouble } from '../../registry/transport/types.ts';
import { cleanHost, cleanText } from '../../registry/untrusted-text.ts';
import type { MirrorFindings, SurveyFindings } from '../../survey/findings.ts';
import { flag, listOf, measure, nullable, oneOf, type Parse, shape, text, whole } from './shape.ts';

/** What was found of one mirror, as a process says it that is not believed: form, bounds, and words that can be shown. Pure. */
export function findingsParser(candidates: number, images: number): Parse<MirrorFindings> {
  const parse = shape<MirrorFindings>({
    place: whole(0, candidates - 1),
    host: text(cleanOrigin),
    proxyDid: nullable(oneOf(PROXY_DEEDS)),
    clockAheadMs: nullable(whole(-MOST_DAYS * DAY_MS, MOST_DAYS * DAY_MS)),
    rank: nullable(whole(1, candidates)),
    verdict: oneOf(VERDICTS),
    code: nullable(oneOf(ALL_CODES)),
    detail: nullable(text(cleanText)),
    phase: nullable(oneOf(PHASES)),
    httpStatus: nullable(whole(100, 999)),
    images: listOf(
      shape<MirrorFindings['images'][number]>({
        present: nullable(flag),
        digest: nullable(digest),
        fresh: nullable(flag),
        code: nullable(oneOf(ALL_CODES)),
        platforms: nullable(listOf(platform, MANIFEST.indexEntries)),
      }),
      images,
    ),
    verified: flag,
    worksWith: shape<MirrorFindings['worksWith']>({
      classic: nullable(flag),
      containerd: nullable(flag),
      containersImage: nullable(flag),
    }),
    latency: nullable(
      shape<NonNullable<MirrorFindings['latency']>>({
        medianMs: measure,
        jitterMs: measure,
        samples: whole(1),
      }),
    ),
    dnsMs: nullable(measure),
    connectMs: nullable(measure),
    tlsMs: nullable(measure),
    tokenMs: nullable(measure),
    manifestMs: nullable(measure),
    ttfbMs: nullable(measure),
    throughput: nullable(
      shape<NonNullable<MirrorFindings['throughput']>>({
        bytesPerSecond: measure,
        low: measure,
        high: measure,
        bytes: whole(0),
        ms: measure,
        steady: flag,
        together: nullable(measure),
      }),
    ),
    pullSeconds: nullable(measure),
    blobHosts: listOf(host, MOST_HOSTS),
    tokenHost: nullable(host),
    rateLimit: nullable(
      shape<NonNullable<MirrorFindings['rateLimit']>>({
        limit: whole(0),
        remaining: nullable(whole(0)),
        windowSeconds: nullable(measure),
      }),
    ),
    retryAt: nullable(instant),
    certificateDaysLeft: nullable(whole(-MOST_DAYS, MOST_DAYS)),
    requests: whole(0),
    bytesReceived: whole(0),
    fakeIp: flag,
    unthrottledBytes: nullable(whole(0)),
  });
  return (value) => {
    const found = parse(value);
    // A code of another verdict's would be judged by itself where mirrors are chosen.
    return found !== undefined &&
      codesOf(found.verdict).includes(found.code) &&
      found.images.length === images
      ? found
      : undefined;
  };
}

/** What was found of all together. */
export function endParser(candidates: number): Parse<Omit<SurveyFindings, 'mirrors'>> {
  return shape<Omit<SurveyFindings, 'mirrors'>>({
    reference: shape<SurveyFindings['reference']>({
      digest: nullable(digest),
      source: oneOf(['hub', 'consensus', 'given', 'none']),
      votes: nullable(whole(0, candidates)),
      unknown: nullable(oneOf(['not-found', 'denied'])),
    }),
    line: nullable(
      shape<NonNullable<SurveyFindings['line']>>({
        bytesPerSecond: measure,
        places: listOf(whole(0, candidates - 1), candidates),
      }),
    ),
    aborted: flag,
    noNetwork: flag,
  });
}

/** One verdict, and a code that belongs to it. */
export function parseJudgement(
  value: unknown,
): { readonly verdict: Verdict; readonly code: Code | null } | undefined {
  if (!isRecord(value)) return undefined;
  const verdict = oneOf(VERDICTS)(value['verdict']);
  const code = nullable(oneOf(ALL_CODES))(value['code']);
  if (verdict === undefined || code === undefined) return undefined;
  return codesOf(verdict).includes(code) ? { verdict, code } : undefined;
}

/** `linux/arm64/v8` */
const platform: Parse<string> = (value) => {
  const parsed = typeof value === 'string' ? parsePlatform(value) : null;
  return parsed === null ? undefined : formatPlatform(parsed);
};

const ALL_CODES: readonly Code[] = Object.values(CODES).flat();

/** A code of the dead row that is met after the mirror had answered makes it broken. */
function codesOf(verdict: Verdict): readonly (Code | null)[] {
  if (verdict === 'usable') return [null];
  return verdict === 'broken' ? [...CODES.broken, ...CODES.dead] : CODES[verdict];
}

const PHASES: readonly Phase[] = [
  'ping',
  'token',
  'manifest',
  'platform-manifest',
  'config',
  'layer',
  'cross-check',
  'finalist',
];

const PROXY_DEEDS: readonly ProxyTrouble['did'][] = [
  'unreachable',
  'silent',
  'foreign',
  'login',
  'refused',
  'failed',
];

/** A host; or of a proxy its URL, which has a scheme before it. */
function cleanOrigin(text: string): string {
  const [, scheme = '', rest = text] = /^([a-z][a-z0-9]{1,9}:\/\/)(.*?)\/?$/s.exec(text) ?? [];
  return scheme + cleanHost(rest);
}

/** Where blobs come from: an honest run is redirected to a handful. */
const MOST_HOSTS = 64;

/** A certificate of a hundred years, or one that ended so long ago. */
const MOST_DAYS = 36_525;
const DAY_MS = 86_400_000;

function host(value: unknown): string | undefined {
  return text(cleanHost)(value);
}

function digest(value: unknown): string | undefined {
  return typeof value === 'string' ? (parseDigest(value) ?? undefined) : undefined;
}

function instant(value: unknown): string | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}
