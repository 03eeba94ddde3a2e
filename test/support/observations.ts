import { type MirrorUrl, parseMirrorUrl } from '../../src/catalog/mirror-url.ts';
import type { Candidate } from '../../src/catalog/types.ts';
import type { Finding, Observation } from '../../src/probe/observation.ts';

export function mirrorUrl(text: string): MirrorUrl {
  const parsed = parseMirrorUrl(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.problem.kind}`);
  return parsed.value;
}

export function candidate(host: string, more: Partial<Candidate> = {}): Candidate {
  const url = mirrorUrl(`https://${host}`);
  return {
    id: host,
    url,
    displayUrl: url.href,
    operator: null,
    access: null,
    retired: null,
    origin: 'argument',
    ...more,
  };
}

export function finding(more: Pick<Finding, 'verdict' | 'code'> & Partial<Finding>): Finding {
  return { phase: 'manifest', httpStatus: null, detail: null, host: 'mirror.example', ...more };
}

/** A mirror that showed nothing wrong. */
export function observation(more: Partial<Observation> = {}): Observation {
  return {
    candidate: candidate('mirror.example'),
    answered: true,
    findings: [],
    images: [],
    verified: true,
    worksWith: { classic: true, containerd: true, containersImage: true },
    clients: ['classic', 'containerd'],
    pingsMs: [20, 22, 21],
    timings: { dnsMs: 1, connectMs: 20, tlsMs: 40, tokenMs: null, manifestMs: 25, ttfbMs: 30 },
    layout: null,
    measurement: null,
    unthrottledBytes: null,
    blobHosts: [],
    tokenHost: null,
    rateLimit: null,
    retryAtMs: null,
    certificateDaysLeft: 60,
    fakeIp: false,
    requests: 7,
    bytesReceived: 0,
    ...more,
  };
}
