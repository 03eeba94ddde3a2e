import type { MirrorTrouble, PruneSkip, UnreadReason } from '../words/sync/messages.ts';
import type { Pruned, WouldPrune } from './prune.ts';
import {
  addTraffic,
  type ImageOutcome,
  NO_TRAFFIC,
  type QuotaFigures,
  type SyncTrouble,
  type Traffic,
} from './types.ts';

/** What one run came to: `schema/sync.schema.json`. */
export interface SyncReport {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: string; readonly version: string };
  readonly destination: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly dryRun: boolean;
  /** The user ended it. */
  readonly aborted: boolean;
  /** The source's pull limit ended it: the next run goes on. */
  readonly stoppedByQuota: boolean;
  readonly summary: Readonly<Record<ImageOutcome['status'] | 'pruned', number>>;
  readonly quota: {
    readonly limit: number | null;
    readonly remaining: number | null;
    readonly windowSeconds: number | null;
    readonly spent: number;
    readonly budget: number | null;
  };
  readonly traffic: Traffic & { readonly receivedBytes: number };
  /** Mirrors that did not give what they were asked for. What came so was not used. */
  readonly mirrors: readonly FaultyMirror[];
  readonly images: readonly SyncedImage[];
  readonly pruned: readonly PrunedTag[];
  /** Manifests that earlier runs put there and that no tag of theirs is any more: how many were known, how many --prune took away. */
  readonly untagged: { readonly known: number; readonly deleted: number };
  /** Why --prune took nothing away; null: it was not asked for, or did what there was to do. */
  readonly pruneSkipped: PruneSkip | null;
  /** What of the inputs was not read, so that images may be wanted that are not named here. */
  readonly unread: readonly UnreadItem[];
}

export interface UnreadItem {
  /** The compose file, or where the library lies. */
  readonly source: string;
  /** The variable; what was not read, as it stands there; the library's file. */
  readonly name: string;
  readonly reason: UnreadReason;
  /** Cleaned; null: nothing more is known. */
  readonly detail: string | null;
}

export interface FaultyMirror {
  readonly url: string;
  readonly troubles: readonly { readonly trouble: MirrorTrouble; readonly count: number }[];
}

export interface SyncedImage {
  readonly repository: string;
  readonly tags: readonly string[];
  readonly status: ImageOutcome['status'];
  readonly sourceDigest: string | null;
  readonly placedDigest: string | null;
  readonly at: SyncTrouble['at'] | null;
  readonly code: SyncTrouble['code'] | null;
  readonly detail: string | null;
  /** What others had put there under its tags; in a dry run what would be written over. */
  readonly replaces: readonly { readonly tag: string; readonly digest: string }[];
}

export interface PrunedTag {
  readonly name: string;
  readonly status: Exclude<(Pruned | WouldPrune)['kind'], 'trouble'> | 'failed';
  readonly code: SyncTrouble['code'] | null;
  readonly detail: string | null;
}

export type ReportFacts = Pick<
  SyncReport,
  | 'tool'
  | 'destination'
  | 'startedAt'
  | 'finishedAt'
  | 'dryRun'
  | 'aborted'
  | 'stoppedByQuota'
  | 'pruneSkipped'
  | 'untagged'
  | 'mirrors'
  | 'unread'
> & {
  readonly outcomes: readonly ImageOutcome[];
  readonly pruned: ReadonlyMap<string, Pruned | WouldPrune>;
  readonly quota: QuotaFigures;
  readonly receivedBytes: number;
};

/** Pure. */
export function syncReport({ outcomes, pruned, quota, receivedBytes, ...facts }: ReportFacts): SyncReport {
  const count = (status: ImageOutcome['status']): number =>
    outcomes.filter((outcome) => outcome.status === status).length;
  const { told, spent, budget } = quota;
  const gone = [...pruned].map(([name, end]) => prunedTag(name, end));
  return {
    schemaVersion: 1,
    ...facts,
    summary: {
      'in-sync': count('in-sync'),
      copied: count('copied'),
      'would-copy': count('would-copy'),
      failed: count('failed'),
      left: count('left'),
      pruned: gone.filter(({ status }) => status === 'deleted').length,
    },
    quota: {
      limit: told?.limit ?? null,
      remaining: told?.remaining ?? null,
      windowSeconds: told?.windowSeconds ?? null,
      spent,
      budget,
    },
    traffic: { ...outcomes.map(({ traffic }) => traffic).reduce(addTraffic, NO_TRAFFIC), receivedBytes },
    images: outcomes.map(syncedImage),
    pruned: gone,
  };
}

function syncedImage({ image, status, source, placed, trouble, replaces }: ImageOutcome): SyncedImage {
  return {
    repository: image.repository,
    tags: image.tags,
    status,
    sourceDigest: source,
    placedDigest: placed,
    at: trouble?.at ?? null,
    code: trouble?.code ?? null,
    detail: trouble?.detail ?? null,
    replaces: [...replaces].map(([tag, digest]) => ({ tag, digest })),
  };
}

function prunedTag(name: string, end: Pruned | WouldPrune): PrunedTag {
  return end.kind === 'trouble'
    ? { name, status: 'failed', code: end.code, detail: end.detail }
    : { name, status: end.kind, code: null, detail: null };
}
