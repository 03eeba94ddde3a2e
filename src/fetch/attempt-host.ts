import type { FetchLimits } from './limits.ts';
import type { MirrorClient } from './mirror-client.ts';
import type { PartReport } from './running-part.ts';
import type { Reception } from './spool/spool.ts';

/** What an attempt has of those around it. */
export interface AttemptHost {
  readonly limits: FetchLimits;
  /** Learned for all downloads. */
  readonly rangeless: Set<string>;
  readonly now: () => number;
  /** Nobody waits for it yet. */
  readonly isAhead: () => boolean;
  readonly clientOf: (source: string) => MirrorClient | null;
  readonly onPart: (report: PartReport) => void;
  /** Something ended: connections may be given out anew. */
  readonly onChange: () => void;
  /** Writes to the spool; rejects when there is no room however much is let go of. */
  readonly write: (reception: Reception, at: number, chunks: readonly Uint8Array[]) => Promise<void>;
}

export type AttemptEnd =
  | { readonly kind: 'whole'; readonly size: number }
  /** Nobody is left to be asked. */
  | { readonly kind: 'nobody' }
  | { readonly kind: 'disk'; readonly error: unknown }
  | { readonly kind: 'stopped' }
  /** It took the line from one that was asked before it. */
  | { readonly kind: 'yielded' }
  /** It was proven by another one first, which was asked at this instant. */
  | { readonly kind: 'passed'; readonly wonMs: number };
