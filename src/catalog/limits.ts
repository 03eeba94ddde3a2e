import { KiB } from '../limits.ts';

/** What a catalogue or list may hold. Lists come from URLs at times; each bound is far above any real one. */
export const LIST: {
  readonly entries: number;
  readonly problems: number;
  readonly urlChars: number;
  readonly nameChars: number;
  readonly remarkChars: number;
  readonly lineChars: number;
  readonly jsonDepth: number;
  readonly jsonValues: number;
  readonly ageDays: number;
} = {
  /** The longest public list has under 200; each entry costs its operator up to 14 requests. */
  entries: 1_000,
  /** More are counted, not listed: who passes the wrong file need not read 4 MiB of complaints. */
  problems: 50,
  /** A base address is a host (253) and at most a short path. */
  urlChars: 2_000,
  /** An operator's name stands in one table cell. */
  nameChars: 80,
  /** A reason or remark is a sentence or two. */
  remarkChars: 400,
  /** A thousand addresses on one line have half as many. */
  lineChars: 64 * KiB,
  /** A report nests five levels, a catalogue six. */
  jsonDepth: 32,
  /** A report has 60 of a mirror. */
  jsonValues: 200_000,
  /** Of ten community mirrors one or two are gone after that time. */
  ageDays: 60,
};
