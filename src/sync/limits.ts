import { MiB } from '../limits.ts';

export interface SyncLimits {
  readonly checksAtOnce: number;
  readonly blobsAtOnce: number;
  readonly failuresInARow: number;
  readonly quotaShare: number;
  readonly nesting: number;
  readonly spoolBytes: number;
  readonly stateBytes: number;
  readonly blobsKept: number;
  readonly libraryBytes: number;
  readonly libraryFileBytes: number;
  readonly listLines: number;
  readonly mirrorsFreshMs: number;
  readonly tagPages: number;
  readonly leftKept: number;
}

export const SYNC: SyncLimits = {
  /** HEADs at once, at the source and at the destination: two thousand of them take minutes, and some thousand a minute are an abuse to the Hub. */
  checksAtOnce: 4,
  /** Of one image, as engines do it: `max-concurrent-downloads`. */
  blobsAtOnce: 3,
  /** So many images that failed alike, one after the other: the next thousand would as well, each after its own waits. */
  failuresInARow: 5,
  /** Of the pulls that the Hub said are left when the run began: the other half is for those who share the address. */
  quotaShare: 0.5,
  /** An index in an index is allowed, and nobody builds deeper. */
  nesting: 3,
  /** What was fetched and waits to be sent, or may be wanted for the next image: the layers of a few large ones. */
  spoolBytes: 4 * 1024 * MiB,
  /** The whole library has 13,000 tags and some 50,000 blobs, each a line of 200 bytes. */
  stateBytes: 64 * MiB,
  /** Of those that are known to be there, the newest. */
  blobsKept: 100_000,
  /** The library's archive, unpacked: it has about 3 MiB, and grows slowly. */
  libraryBytes: 64 * MiB,
  /** The largest of its files has 100 KiB. */
  libraryFileBytes: 2 * MiB,
  /** Ten times the library's tags: a longer list was not meant as one. */
  listLines: 100_000,
  /** Mirrors come and go within weeks: those that were measured within a day are asked again without a survey. */
  mirrorsFreshMs: 86_400_000,
  /** Of the list of tags of a repository, of which some registries give 50 at a time: the largest of the library has some thousands. */
  tagPages: 200,
  /** Manifests that nothing of ours names any more, the newest: the whole library has some two thousand new images a month. */
  leftKept: 50_000,
};
