import type { Digest } from '../registry/digest.ts';
import type { Platform } from '../registry/platform.ts';
import type { RateLimit } from '../registry/rate-limit.ts';
import type { SyncReason } from '../words/sync/messages.ts';

/** One image that is to be at the destination. Its tags share one manifest at the source. */
export interface WantedImage {
  /** At the source: `library/nginx`. */
  readonly repository: string;
  /** None: it is put under its digest alone. */
  readonly tags: readonly string[];
  /** That it has to be, whatever the tag says by now; null: as the source has it. */
  readonly digest: Digest | null;
}

/** Where images go: below `prefix` (may be '') of the registry at `base`. */
export interface Destination {
  readonly base: URL;
  readonly prefix: string;
  /** As it is told: without a login. */
  readonly shown: string;
}

/** None: all platforms of an image, and its index as it is. */
export type Platforms = readonly Platform[];

export interface SyncTrouble {
  readonly kind: 'trouble';
  readonly at: 'source' | 'destination' | 'here';
  readonly code: SyncReason;
  /** Cleaned; null: nothing more is known. */
  readonly detail: string | null;
}

/** The source's pull limit does not allow for more now. */
export interface QuotaStop {
  readonly kind: 'quota';
}

/** What became of one wanted image. `left`: the run ended before its turn. */
export interface ImageOutcome {
  readonly image: WantedImage;
  /** What the source has; null: not known. */
  readonly source: Digest | null;
  /** What its tags are at the destination now; null: not known. */
  readonly placed: Digest | null;
  readonly status: 'in-sync' | 'copied' | 'would-copy' | 'failed' | 'left';
  readonly trouble: SyncTrouble | null;
  /** What stood there under its tags that this state never put, by tag: it is written over. */
  readonly replaces: ReadonlyMap<string, Digest>;
  readonly traffic: Traffic;
}

/** Of one image, or of a run. Bytes of layers, configs and manifests. */
export interface Traffic {
  readonly sentBytes: number;
  readonly sentBlobs: number;
  readonly mountedBlobs: number;
}

export const NO_TRAFFIC: Traffic = { sentBytes: 0, sentBlobs: 0, mountedBlobs: 0 };

export interface QuotaFigures {
  readonly told: RateLimit | null;
  /** GETs of manifests at the source in this run. */
  readonly spent: number;
  /** How many there may be; null: no limit was told. */
  readonly budget: number | null;
}

export function addTraffic(one: Traffic, other: Traffic): Traffic {
  return {
    sentBytes: one.sentBytes + other.sentBytes,
    sentBlobs: one.sentBlobs + other.sentBlobs,
    mountedBlobs: one.mountedBlobs + other.mountedBlobs,
  };
}
