import { MiB } from '../../limits.ts';

/** How content is put into a registry. */
export interface PushLimits {
  readonly chunkBytes: number;
  readonly tries: number;
  readonly waitMs: number;
  readonly mostWaitMs: number;
  readonly connectMs: number;
  readonly tlsMs: number;
  readonly answerMs: number;
  readonly tokens: number;
  readonly tokenMarginMs: number;
}

export const PUSH: PushLimits = {
  /** What is lost when a connection breaks; storage in S3's ways takes parts of 5 MiB and more. */
  chunkBytes: 32 * MiB,
  /** Of one chunk, manifest or question: a registry that restarts is back within the waits between them. */
  tries: 4,
  /** Before the second try; each further one waits twice as long ... */
  waitMs: 1_000,
  /** ... a Retry-After included: what asks for more is told as a failure, and the next run comes. */
  mostWaitMs: 30_000,
  connectMs: 5_000,
  tlsMs: 5_000,
  /** From the last byte that was taken to the answer: registries hash a layer of some GB, or copy it within their storage, before they say that it is there. */
  answerMs: 120_000,
  /** One a repository; with more of them all are asked for anew. */
  tokens: 1_000,
  /** A token that ends within this time is not begun with. */
  tokenMarginMs: 10_000,
};
