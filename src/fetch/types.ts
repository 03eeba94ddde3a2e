import type { Candidate } from '../catalog/types.ts';
import type { Digest } from '../registry/digest.ts';

/** A mirror that bytes may be fetched from. Its address, normalised, is its name for as long as it is remembered. */
export interface Source {
  readonly key: string;
  readonly candidate: Candidate;
  /** As it was measured alone; null: nobody did. */
  readonly bytesPerSecond: number | null;
}

/** What is to be had. Manifests and blobs are both bytes under a digest; they differ in where they are asked for. */
export interface Want {
  readonly kind: 'manifest' | 'blob';
  readonly repository: string;
  readonly digest: Digest;
  /** As its descriptor says; null: not known. */
  readonly size: number | null;
}

/**
 * Why a mirror did not give what it was asked for.
 *
 * - `unreachable`: no connection, or it broke before an answer. `silent`: no answer. `stalled`, `cut`: the body stopped coming, or ended early.
 * - `missing`: it says that it does not have it. `refused`: 401, 403 and other 4xx. `limited`: 429. `failed`: 5xx.
 * - `not-it`: an answer that cannot be it: a web page, another length, a content coding. `wrong-bytes`: another digest.
 */
export type Trouble =
  | 'unreachable'
  | 'silent'
  | 'stalled'
  | 'cut'
  | 'missing'
  | 'refused'
  | 'limited'
  | 'failed'
  | 'not-it'
  | 'wrong-bytes';

/** From `from` up to, not including, `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}
