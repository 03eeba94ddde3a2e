import type { Access } from '../../catalog/types.ts';
import type { Verdict } from '../../probe/codes.ts';

/** How the probes went out. */
export interface ProbePath {
  readonly proxied: boolean;
  readonly proxyKind: 'http' | 'https' | 'socks5' | null;
  readonly ipFamilies: readonly (4 | 6)[];
}

/** The parts of one mirror's details; numbers come formatted, a part that is unknown does not come. */
export interface DetailLabels {
  readonly operator: string;
  readonly latency: (median: string, jitter: string, samples: number) => string;
  readonly setUp: (parts: string) => string;
  readonly dns: string;
  readonly connect: string;
  readonly tls: string;
  readonly token: string;
  readonly manifest: string;
  readonly firstByte: string;
  readonly spread: (low: string, high: string, bytes: string) => string;
  readonly blobHosts: (hosts: string) => string;
  readonly tokenHost: (host: string) => string;
  readonly rateLimit: (limit: number, remaining: number | null, window: string | null) => string;
  readonly certificate: (days: number) => string;
  readonly traffic: (requests: number, bytes: string) => string;
  readonly failedAt: (phase: string, httpStatus: number | null) => string;
  readonly itsWords: (text: string) => string;
}

/** Every word of a report that is not a verdict's sentence. Numbers and instants come formatted. */
export interface ReportMessages {
  readonly column: {
    readonly rank: string;
    readonly mirror: string;
    readonly pull: string;
    readonly speed: string;
    /** Time to a layer's first byte: narrow, as its column is. */
    readonly firstByte: string;
    readonly latency: string;
    readonly image: string;
    readonly verdict: string;
    readonly reason: string;
  };
  /** What was found out about the image: same as the reference; bytes right but nothing to compare with; neither. */
  readonly image: { readonly current: string; readonly intact: string; readonly unchecked: string };
  /** Joins a number to what it counts in plain text, where no column head stands over it. */
  readonly plain: Readonly<
    Record<'pull' | 'firstByte' | 'latency' | 'notMeasured', (value: string) => string>
  >;
  readonly title: (image: string, platform: string, registry: string, mirrors: number) => string;
  readonly measured: (at: string, took: string, vantage: string, path: ProbePath) => string;
  readonly demo: string;
  readonly proxied: string;
  readonly fakeIp: string;
  readonly reference: {
    readonly hub: (image: string, digest: string) => string;
    readonly given: (image: string, digest: string) => string;
    readonly consensus: (image: string, digest: string, votes: number | null) => string;
    readonly none: (image: string) => string;
    /** The registry itself does not give it. */
    readonly unknown: (image: string, code: 'not-found' | 'denied') => string;
  };
  readonly legend: {
    readonly pull: (image: string) => string;
    readonly firstByte: string;
    readonly unsteady: string;
    readonly image: Readonly<Record<'current' | 'intact' | 'unchecked', string>>;
  };
  readonly noneUsable: string;
  readonly noNetwork: string;
  /** Follows the sentence that says why. */
  readonly nobodyAsked: string;
  readonly aborted: string;
  readonly deadline: (unfinished: number, seconds: number) => string;
  readonly shown: (shown: number, total: number) => string;
  /** What stands over the mirrors of one verdict. */
  readonly group: Readonly<Record<Exclude<Verdict, 'usable'>, string>>;
  readonly groupHead: (title: string, count: number) => string;
  readonly retryAfter: (instant: string) => string;
  readonly note: {
    readonly access: Readonly<Record<Exclude<Access, 'public'>, string>>;
    readonly retired: (on: string, reason: string) => string;
    readonly personalAddress: (variable: string | null) => string;
    readonly certificate: (days: number) => string;
    /** Of so many mirrors that are shown: the user's own line, of this rate, is what holds them back. */
    readonly fillsLine: (count: number, rate: string) => string;
    /** What the operator is known to allow. */
    readonly limits: {
      readonly requests: (perMinute: number) => string;
      readonly concurrency: (atOnce: number) => string;
      readonly rate: (rate: string) => string;
      readonly volume: (size: string, window: string) => string;
      readonly cache: (time: string) => string;
    };
  };
  readonly summary: (total: number, parts: readonly string[]) => string;
  readonly count: (count: number, verdict: string) => string;
  /** Stands before a shell command. */
  readonly next: string;
  readonly detail: DetailLabels;
  readonly listSeparator: string;
  /** Between two sentences of one paragraph. */
  readonly sentenceSeparator: string;
}

/** Names of protocols are the same in every language. */
export const PROXY_NAMES: Readonly<Record<'http' | 'https' | 'socks5', string>> = {
  http: 'HTTP',
  https: 'HTTPS',
  socks5: 'SOCKS5',
};
