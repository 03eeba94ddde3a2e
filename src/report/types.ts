import type { Access, Operator } from '../catalog/types.ts';
import type { Code, Phase, Verdict } from '../probe/codes.ts';

/** `schemaVersion: 1` of the contract (docs/interface.md, schema/report.schema.json). Times ms, sizes bytes, instants ISO 8601 UTC. */
export interface Report {
  readonly schemaVersion: 1;
  readonly runId: string;
  readonly tool: { readonly name: string; readonly version: string };
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly durationMs: number;
  readonly aborted: boolean;
  readonly vantage: Vantage;
  readonly parameters: Parameters;
  readonly reference: ReferenceReport;
  readonly mirrors: readonly MirrorReport[];
  /** null: the user's own line was not seen to hold mirrors back; reports of earlier versions do not have it. */
  readonly line?: LineReport | null;
  readonly summary: Readonly<Record<Verdict, number>>;
}

export interface Vantage {
  readonly name: string;
  readonly ipFamilies: readonly (4 | 6)[];
  readonly proxied: boolean;
  /** null when direct. No credentials, no host: only what kind of proxy. */
  readonly proxyKind: 'http' | 'https' | 'socks5' | null;
  readonly fakeIp: boolean;
}

export interface Parameters {
  readonly registry: string;
  readonly images: readonly string[];
  readonly platform: string;
  readonly lists: readonly string[];
  /** Addresses named on the command line, which alone were asked; 0: those of the lists. Earlier versions do not say. */
  readonly named?: number;
  /** How many words `--only` and `--skip` had, which made the lists smaller; missing: none. */
  readonly only?: number;
  readonly skip?: number;
  /** `--all`, which made them larger. */
  readonly all?: true;
  readonly timeoutSeconds: number;
  readonly deadlineSeconds: number;
  readonly concurrency: number;
  readonly bytes: number;
  readonly finalists: number;
  readonly throughput: boolean;
  readonly ip: 4 | 6 | null;
  readonly demo: boolean;
  /** The engine that the verdicts are for; missing: both of Docker's stores. */
  readonly for?: string;
}

export interface ReferenceReport {
  readonly image: string;
  readonly digest: string | null;
  readonly source: 'hub' | 'consensus' | 'given' | 'none';
  readonly votes?: number;
  /** The upstream itself does not give the image: it has no such tag, or denies it (no such repository, or a private one). Missing in reports of earlier versions. */
  readonly code?: 'not-found' | 'denied' | null;
}

/** The user's own line, where these mirrors are as fast as it is. */
export interface LineReport {
  readonly bytesPerSecond: number;
  /** Ids, in rank order; with --top not all of them need be among the report's mirrors. */
  readonly mirrors: readonly string[];
}

export interface MirrorReport {
  readonly id: string;
  /** The address, or the template of a personal one in every output but JSON on this machine. */
  readonly url: string;
  readonly operator: Operator | null;
  readonly access: Access | null;
  readonly rank: number | null;
  readonly verdict: Verdict;
  readonly code: Code | null;
  readonly message: string | null;
  readonly detail: string | null;
  readonly phase: Phase | null;
  readonly httpStatus: number | null;
  readonly images: readonly ImageReport[];
  readonly verified: boolean;
  readonly worksWith: {
    readonly classic: boolean | null;
    readonly containerd: boolean | null;
    /** Missing in reports of versions before it. */
    readonly containersImage?: boolean | null;
  };
  readonly latency: { readonly medianMs: number; readonly jitterMs: number; readonly samples: number } | null;
  readonly dnsMs: number | null;
  readonly connectMs: number | null;
  readonly tlsMs: number | null;
  readonly tokenMs: number | null;
  readonly manifestMs: number | null;
  readonly ttfbMs: number | null;
  readonly throughput: ThroughputReport | null;
  /** What may help the next run, to which this report is given as `--previous`; missing: nothing. */
  readonly learned?: Learned;
  readonly pullSeconds: number | null;
  readonly blobHosts: readonly string[];
  readonly tokenHost: string | null;
  readonly rateLimit: {
    readonly limit: number;
    readonly remaining: number | null;
    readonly windowSeconds: number | null;
  } | null;
  readonly retryAt: string | null;
  /** This run did not ask it, for an earlier one was asked to leave it alone: all of it is that one's. */
  readonly carriedOver?: true;
  readonly certificateDaysLeft: number | null;
  readonly requests: number;
  readonly bytesReceived: number;
}

export interface ImageReport {
  readonly ref: string;
  readonly present: boolean | null;
  readonly digest: string | null;
  readonly fresh: boolean | null;
  readonly code: Code | null;
  /** Which it is there for, where the one asked for is missing. */
  readonly platforms?: readonly string[];
}

/** What of a mirror outlasts a run, with the time at which it was seen. Never a rate. */
export interface Learned {
  /** So many bytes came on one connection without a throttle setting in. */
  readonly unthrottled?: { readonly bytes: number; readonly at: string };
  /** When it was among the first in rank. */
  readonly leadingAt?: string;
}

export interface ThroughputReport {
  readonly bytesPerSecond: number;
  readonly low: number;
  readonly high: number;
  readonly bytes: number;
  readonly ms: number;
  readonly steady: boolean;
  /** Bytes a second of several connections, each of which is limited to `bytesPerSecond`; missing: that was not seen. */
  readonly together?: number;
}
