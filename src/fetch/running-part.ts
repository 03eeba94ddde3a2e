import type { FetchLimits } from './limits.ts';
import type { PartWriter } from './part-writer.ts';
import type { Part } from './pieces.ts';
import type { Trouble } from './types.ts';

/** What became of a part, for the memory of its mirror. */
export interface PartReport {
  readonly source: string;
  readonly trouble: Trouble | null;
  readonly retryAtMs: number | null;
  readonly bytes: number;
  /** From the first byte to the last. */
  readonly ms: number;
}

/** A part on the wire, and how it comes. Instants are the host's, in milliseconds. */
export class RunningPart {
  readonly part: Part;
  readonly writer: PartWriter;
  readonly stop: AbortController = new AbortController();
  readonly sentMs: number;
  /** It grew beyond what is read of a body of unknown length, and its mirror was asked how long it will be. */
  isSizeAsked = false;
  /** Reads on: it has come to its end, and waits for who was asked for its tail. null: it does not wait. */
  resume: (() => void) | null = null;
  #lastByteMs: number;
  #firstByteMs: number | null = null;
  /** Since when, and from which byte on, its pace is looked at; null: nothing came yet. */
  #paced: { readonly ms: number; readonly at: number } | null = null;

  constructor(part: Part, writer: PartWriter, nowMs: number) {
    this.part = part;
    this.writer = writer;
    this.sentMs = nowMs;
    this.#lastByteMs = nowMs;
  }

  /** Bytes are there, and not counted yet. */
  hear(nowMs: number): void {
    this.#lastByteMs = nowMs;
    this.#firstByteMs ??= nowMs;
    this.#paced ??= { ms: nowMs, at: this.part.from };
  }

  /** Its rate and its pace, in `part`. true: it is not to be waited for. */
  look(nowMs: number, limits: FetchLimits): boolean {
    const { part, writer } = this;
    if (this.#firstByteMs !== null && nowMs - this.#firstByteMs >= 4 * limits.tickMs)
      part.rate = ((part.at - part.from) * 1000) / (nowMs - this.#firstByteMs);
    if (writer.isBehind) this.#paced = { ms: nowMs, at: part.at };
    else this.#lookAtPace(nowMs, limits);
    const isSilent = nowMs - this.#lastByteMs >= limits.patienceMs;
    return !part.doubted && !writer.isBehind && (isSilent || part.crawls);
  }

  /** What is to be said of it where it is not waited for any more. */
  get lateness(): Trouble {
    return this.part.at === this.part.from ? 'silent' : 'stalled';
  }

  report(trouble: Trouble | null, retryAtMs: number | null, nowMs: number): PartReport {
    const { source, at, from } = this.part;
    const ms = this.#firstByteMs === null ? 0 : nowMs - this.#firstByteMs;
    return { source, trouble, retryAtMs, bytes: at - from, ms };
  }

  /** A byte now and then is no silence, and brings nothing. */
  #lookAtPace(nowMs: number, { crawlBytes, crawlMs }: FetchLimits): void {
    const { part } = this;
    if (this.#paced === null || part.at >= part.to) return;
    const isQuick = part.at - this.#paced.at >= crawlBytes;
    if (!isQuick && nowMs - this.#paced.ms < crawlMs) return;
    part.crawls = !isQuick;
    if (isQuick) this.#paced = { ms: nowMs, at: part.at };
  }
}
