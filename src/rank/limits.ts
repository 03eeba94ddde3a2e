/** How an engine pulls, as far as its time depends on it. */
export interface PullModel {
  readonly segmentBytes: number;
  readonly initialWindowBytes: number;
  readonly togetherParts: readonly number[];
  readonly joinedPart: number;
  readonly joinedWindowBytes: number;
  readonly cubicScale: number;
  readonly renoPerRound: number;
  readonly layersAtOnce: number;
  readonly manifestRequests: number;
}

export const PULL_MODEL: PullModel = {
  /** 1,500 less IP, TCP and the timestamps option. */
  segmentBytes: 1_448,
  /** RFC 6928: ten segments. */
  initialWindowBytes: 10 * 1_448,
  /** Where slow start ends for connections that begin together, as parts of the window that fills the line: one wins it, the others leave early. These three and the next two are fitted to simulated pulls. */
  togetherParts: [1, 1 / 2, 1 / 5],
  /** And for one that joins others that fill the line: at this part, */
  joinedPart: 1 / 7,
  /** but no earlier than at this window: on short lines. */
  joinedWindowBytes: 64 * 1_448,
  /** RFC 9438: C, segments a cubic second. */
  cubicScale: 0.4,
  /** RFC 9438: 3 (1 - 0.7) / (1 + 0.7) segments a round trip. */
  renoPerRound: 0.53,
  /** dockerd's `max-concurrent-downloads` and containerd's, as shipped. */
  layersAtOnce: 3,
  /** HEAD by tag, GET by digest; an index adds the platform's. */
  manifestRequests: 2,
};
