import { Chalk } from 'chalk';
import type { Access } from '../../src/catalog/types.ts';
import { CODES, type Code, type Verdict } from '../../src/probe/codes.ts';
import type { RenderContext } from '../../src/report/context.ts';
import { summarize } from '../../src/report/summary.ts';
import type { MirrorReport, Report } from '../../src/report/types.ts';
import type { Lang } from '../../src/words/lang.ts';
import { messagesFor } from './words.ts';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

/** A usable mirror, rank 1, everything measured. */
export function sampleMirror(overrides: Partial<MirrorReport> = {}): MirrorReport {
  return {
    id: 'docker.1ms.run',
    url: 'https://docker.1ms.run',
    operator: { name: '毫秒镜像', kind: 'company' },
    access: 'public',
    rank: 1,
    verdict: 'usable',
    code: null,
    message: null,
    detail: null,
    phase: null,
    httpStatus: null,
    images: [{ ref: 'nginx:latest', present: true, digest: DIGEST, fresh: true, code: null }],
    verified: true,
    worksWith: { classic: true, containerd: true },
    latency: { medianMs: 38.2, jitterMs: 2.1, samples: 3 },
    dnsMs: 12,
    connectMs: 36,
    tlsMs: 41.5,
    tokenMs: 80,
    manifestMs: 55,
    ttfbMs: 120,
    throughput: {
      bytesPerSecond: 8_312_000,
      low: 8_010_000,
      high: 8_600_000,
      bytes: 8_388_608,
      ms: 1010,
      steady: true,
    },
    pullSeconds: 9.23,
    blobHosts: ['cdn.1ms.run'],
    tokenHost: 'auth.1ms.run',
    rateLimit: { limit: 100, remaining: 76, windowSeconds: 21_600 },
    retryAt: null,
    certificateDaysLeft: 61,
    requests: 11,
    bytesReceived: 8_450_000,
    ...overrides,
  };
}

/** A mirror that is not usable, nothing measured, with our own sentence for its code. */
export function failedMirror(
  verdict: Exclude<Verdict, 'usable'>,
  code: Code,
  overrides: Partial<MirrorReport> = {},
  lang: Lang = 'en',
): MirrorReport {
  const host = overrides.url?.replace(/^https?:\/\//, '') ?? `${code}.example.com`;
  const httpStatus = overrides.httpStatus ?? null;
  return sampleMirror({
    id: host.replace(/:.*$/, ''),
    url: `https://${host}`,
    operator: null,
    access: null,
    rank: null,
    verdict,
    code,
    message: messagesFor(lang).verdict.code[code]({
      host,
      mirrorHost: host,
      httpStatus,
      image: 'nginx:latest',
    }),
    images: [],
    verified: false,
    worksWith: { classic: null, containerd: null },
    latency: null,
    dnsMs: null,
    connectMs: null,
    tlsMs: null,
    tokenMs: null,
    manifestMs: null,
    ttfbMs: null,
    throughput: null,
    pullSeconds: null,
    blobHosts: [],
    tokenHost: null,
    rateLimit: null,
    certificateDaysLeft: null,
    requests: 1,
    bytesReceived: 0,
    ...overrides,
  });
}

export function sampleReport(
  mirrors: readonly MirrorReport[] = [sampleMirror()],
  overrides: Partial<Report> = {},
): Report {
  return {
    schemaVersion: 1,
    runId: '0198f2a4-7c1e-7bd0-8a52-6a1f0c9f3d11',
    tool: { name: 'mirror-check', version: '0.1.0' },
    startedAt: '2026-08-30T10:20:05.120Z',
    finishedAt: '2026-08-30T10:20:48.020Z',
    durationMs: 42_900,
    aborted: false,
    vantage: { name: 'local', ipFamilies: [4, 6], proxied: false, proxyKind: null, fakeIp: false },
    parameters: {
      registry: 'docker.io',
      images: ['nginx:latest'],
      platform: 'linux/amd64',
      lists: ['builtin'],
      timeoutSeconds: 15,
      deadlineSeconds: 70,
      concurrency: 16,
      bytes: 8_388_608,
      finalists: 5,
      throughput: true,
      ip: null,
      demo: false,
    },
    reference: { image: 'nginx:latest', digest: DIGEST, source: 'hub' },
    mirrors,
    summary: summarize(mirrors),
    ...overrides,
  };
}

export function sampleContext(overrides: Partial<RenderContext> = {}, lang: Lang = 'en'): RenderContext {
  return {
    messages: messagesFor(lang),
    chalk: new Chalk({ level: 0 }),
    columns: 80,
    top: null,
    verbose: false,
    mirrorNotes: new Map(),
    privateUrls: new Map(),
    nextCommand: null,
    ...overrides,
  };
}

/** Forty mirrors: nine usable ones, and one for every code there is. */
export function fortyMirrors(lang: Lang = 'en'): readonly MirrorReport[] {
  const usable = USABLE.map(([host, access], index) =>
    sampleMirror({
      id: host,
      url: `https://${host}`,
      access,
      rank: index + 1,
      pullSeconds: 4.2 * 1.7 ** index,
      ttfbMs: 95 * 1.4 ** index,
      latency: { medianMs: 12.5 * 1.5 ** index, jitterMs: 1.2, samples: 3 },
      throughput: {
        bytesPerSecond: 12_300_000 / 1.8 ** index,
        low: 12_000_000 / 1.8 ** index,
        high: 12_900_000 / 1.8 ** index,
        bytes: 8_388_608,
        ms: 700,
        steady: index % 4 !== 3,
      },
      certificateDaysLeft: index === 4 ? 3 : 61,
    }),
  );
  const faulty = Object.entries(CODES).flatMap(([verdict, codes]) =>
    codes.map((code) => failedMirror(verdictOf(verdict), code, OTHERS[code] ?? {}, lang)),
  );
  return [...usable, ...faulty];
}

const USABLE: readonly (readonly [string, Access])[] = [
  ['docker.1ms.run', 'public'],
  ['docker.m.daocloud.io', 'allow-list'],
  ['dockerproxy.net', 'public'],
  ['docker.1panel.live', 'mainland-only'],
  ['docker.xuanyuan.me', 'public'],
  ['hub.rat.dev', 'public'],
  ['docker-registry.nmqu.com', 'public'],
  ['hub4.nat.tf', 'public'],
  ['run-docker.cn', 'public'],
];

const OTHERS: Partial<Record<Code, Partial<MirrorReport>>> = {
  'rate-limited': { httpStatus: 429, retryAt: '2026-08-30T10:35:00.000Z', phase: 'manifest' },
  denied: {
    httpStatus: 403,
    phase: 'manifest',
    url: 'https://docker.mirrors.sjtug.sjtu.edu.cn',
    detail: 'DENIED: This image is not in our whitelist',
  },
  'server-error': { httpStatus: 502, phase: 'layer' },
  'auth-required': { access: 'login', httpStatus: 401 },
  'connection-refused': { url: 'http://192.0.2.10:5000' },
  'dns-failure': { url: 'https://docker.nju.edu.cn' },
  'not-found': { id: 'aliyun', url: 'https://{id}.mirror.aliyuncs.com', access: 'personal-address' },
  aborted: { requests: 0 },
  deadline: { requests: 0 },
  'no-network': { requests: 0 },
};

function verdictOf(word: string): Exclude<Verdict, 'usable'> {
  if (Object.hasOwn(CODES, word)) return word as Exclude<Verdict, 'usable'>;
  throw new TypeError(`No such verdict: ${word}`);
}
