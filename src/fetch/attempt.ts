import { ACCEPT_MANIFEST } from '../registry/media-types.ts';
import type { Exchange } from '../registry/transport/types.ts';
import { askSize } from './ask-size.ts';
import { type Judged, judgeHead, troubleOf } from './judge-answer.ts';
import type { FetchLimits } from './limits.ts';
import type { MirrorClient } from './mirror-client.ts';
import { type PartVerdict, plain, verdictOn } from './part-verdict.ts';
import { PartWriter } from './part-writer.ts';
import { type Part, Pieces } from './pieces.ts';
import { type PartReport, RunningPart } from './running-part.ts';
import type { Ongoing } from './schedule.ts';
import { SizeClaims } from './size-claims.ts';
import type { Reception } from './spool/spool.ts';
import { Tries } from './tries.ts';
import type { Want } from './types.ts';

export interface AttemptHost {
  readonly limits: FetchLimits;
  /** Learned for all downloads. */
  readonly rangeless: Set<string>;
  readonly now: () => number;
  /** Nobody waits for it yet. */
  readonly isAhead: () => boolean;
  readonly clientOf: (source: string) => MirrorClient | null;
  readonly onPart: (report: PartReport) => void;
  /** Is there another one in good standing that has not been tried for it? */
  readonly hasOther: (attempt: Attempt, source: string) => boolean;
  /** It goes on, but is not trusted to end well: may others be asked beside it? true: they are. */
  readonly onDoubt: () => boolean;
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
  /** It was proven by others first. */
  | { readonly kind: 'passed' };

/** One try at one blob: its parts on the wire, its bytes into a reception. */
export class Attempt implements Ongoing {
  readonly pieces: Pieces;
  readonly inParts: boolean;
  readonly tries: Tries;
  readonly rangeless: Set<string>;
  /** Who gave bytes, but so few that others went on in its place. */
  readonly laggards: Set<string> = new Set();
  /** Who has nothing behind what came, and so may have all of it. */
  readonly pastEnd: Set<string> = new Set();
  readonly claims: SizeClaims;
  readonly end: Promise<AttemptEnd>;
  readonly reception: Reception;

  readonly #want: Want;
  readonly #host: AttemptHost;
  readonly #running = new Map<Part, RunningPart>();
  readonly #givenUp: Promise<void>[] = [];
  #finish: (end: AttemptEnd) => void = () => {};
  #isOver = false;
  #hasRival = false;
  readonly #sinceMs: number;
  /** Since when, and from how many bytes on, it is looked at whether it comes at all. */
  #paced: { readonly ms: number; readonly bytes: number };
  #hasStalled = false;

  /** `unfit`: who is not asked. Bytes of nothing are nobody's to give: an empty answer is wrong. */
  constructor(
    want: Want,
    reception: Reception,
    inParts: boolean,
    unfit: ReadonlySet<string>,
    host: AttemptHost,
  ) {
    this.#want = want;
    this.tries = new Tries(want.kind, unfit, host.limits);
    this.#host = host;
    this.#sinceMs = host.now();
    this.#paced = { ms: this.#sinceMs, bytes: 0 };
    this.rangeless = host.rangeless;
    this.reception = reception;
    this.inParts = inParts && want.kind === 'blob';
    this.pieces = new Pieces(want.size);
    this.claims = new SizeClaims(want.kind, this.pieces, host.limits);
    this.end = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  /** Who gave bytes of it, or told the size that it goes by. */
  get askedOf(): readonly string[] {
    return [...this.pieces.received.map(({ source }) => source), ...this.claims.tellers];
  }

  /** Who is still waited for with all of it. */
  get askedForAll(): readonly string[] {
    return this.pieces.parts
      .filter(({ from, doubted }) => from === 0 && !doubted)
      .map(({ source }) => source);
  }

  get isAhead(): boolean {
    return this.#host.isAhead();
  }

  get hasWaited(): boolean {
    return this.#host.now() - this.#sinceMs >= this.#host.limits.cutAfterMs;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get unfit(): ReadonlySet<string> {
    return this.tries.unfit;
  }

  /** Sends the parts that were begun in `pieces` and are not on the wire yet. */
  sendBegun(): void {
    for (const part of this.pieces.parts) if (!part.sent && !this.#isOver) void this.#send(part);
  }

  /** Gives a part up; its connection is free at once. What came of it counts, and is still to be written. */
  preempt(part: Part): void {
    const running = this.#running.get(part);
    running?.stop.abort();
    this.#running.delete(part);
    if (running !== undefined) this.#givenUp.push(running.writer.flush().catch(() => undefined));
    this.pieces.end(part);
  }

  /** Those that are about to be opened among them. */
  connectionsTo(source: string): number {
    const begun = this.pieces.parts.filter(({ sent }) => !sent);
    return [...this.#running.keys(), ...begun].filter((part) => part.source === source).length;
  }

  isSilentAt(source: string): boolean {
    return this.pieces.parts.some((part) => part.doubted && part.source === source);
  }

  /** Looks for silent and slow parts. true: something changed. */
  tick(): boolean {
    const now = this.#host.now();
    let changed = false;
    this.#lookAtPace(now);
    if (!this.#hasRival && !this.#isOver && this.#isDoubtful(now)) this.#hasRival = this.#host.onDoubt();
    for (const running of this.#running.values()) {
      const { part, stop } = running;
      if (!running.look(now, this.#leastBytes(part.source), this.#host.limits)) continue;
      this.pieces.doubt(part);
      // Few registries give parts of a manifest: the next one has to begin anew, and this one is done.
      if (part.crawls && this.#want.kind === 'manifest') stop.abort();
      changed = true;
    }
    return changed;
  }

  /** Nobody told its size beforehand, and so a mirror could have it read for ever. */
  #isDoubtful(now: number): boolean {
    const { patienceMs, rivalMs, manifestCrawlBytes } = this.#host.limits;
    const age = now - this.#sinceMs;
    if (this.#hasStalled) return true;
    if (this.#want.size !== null || this.askedOf.length === 0) return false;
    if (this.claims.areDisputed || this.pastEnd.size > 0) return age >= patienceMs;
    // Of who sends a manifest more slowly another one is asked anyway.
    const isLong =
      this.#want.kind === 'manifest' ? this.pieces.receivedBytes >= manifestCrawlBytes : this.claims.areOfOne;
    return isLong && age >= rivalMs;
  }

  /** What began to come, and comes no more: who holds it may have sent all of it, and then nobody can go on. */
  #lookAtPace(now: number): void {
    const { stallMs, crawlBytes, crawlMs } = this.#host.limits;
    const bytes = this.pieces.receivedBytes;
    const isLooked = this.#want.size === null || this.#want.kind === 'manifest';
    const isBehind = [...this.#running.values()].some(({ writer }) => writer.isBehind);
    const isQuick = (bytes - this.#paced.bytes) * crawlMs >= crawlBytes * stallMs;
    if (!isLooked || bytes === 0 || isBehind || isQuick) this.#paced = { ms: now, bytes };
    else if (now - this.#paced.ms >= stallMs) this.#hasStalled = true;
  }

  #leastBytes(source: string): number {
    const { crawlBytes, manifestCrawlBytes } = this.#host.limits;
    const mayPass = this.#want.kind === 'manifest' && this.#host.hasOther(this, source);
    return mayPass ? manifestCrawlBytes : crawlBytes;
  }

  /** Nobody can be asked: is there still somebody to wait for? */
  giveUpIfAlone(): void {
    const isWaiting = [...this.#running.keys()].some(({ doubted }) => !doubted || !this.claims.areDisputed);
    if (!isWaiting) this.#over({ kind: 'nobody' });
  }

  stop(): void {
    this.#over({ kind: 'stopped' });
  }

  /** Others have proven it. */
  pass(): void {
    this.#over({ kind: 'passed' });
  }

  async #send(part: Part): Promise<void> {
    const { now, limits, clientOf } = this.#host;
    part.sent = true;
    const writer = new PartWriter(part.from, (at, chunks) => this.#write(at, chunks), limits);
    const running = new RunningPart(part, writer, now());
    this.#running.set(part, running);
    const client = clientOf(part.source);
    const seen: { judged: Judged | null } = { judged: null };
    const exchange = await client?.ask({
      method: 'GET',
      repository: this.#want.repository,
      path: `${this.#want.kind}s/${this.#want.digest}`,
      headers: this.#headers(part),
      body: (head) => {
        const judged = judgeHead(head, part.from, this.pieces.size, now());
        seen.judged = judged;
        const total = 'total' in judged ? judged.total : null;
        if (!this.claims.take(part.source, total) || judged.kind !== 'body') return { kind: 'discard' };
        const { endsAt } = judged;
        return { kind: 'stream', onChunk: (chunk) => this.#take(running, chunk, endsAt) };
      },
      signal: running.stop.signal,
    });
    if (exchange === undefined || this.#running.get(part) !== running) return;
    await running.writer.flush().catch(() => undefined);
    // Who is looked at from here on sees a part that ended.
    if (!this.#running.delete(part)) return;
    this.#settle(running, exchange, seen.judged);
  }

  #headers({ from, to }: Part): Readonly<Record<string, string>> {
    const accept: Record<string, string> = this.#want.kind === 'manifest' ? { accept: ACCEPT_MANIFEST } : {};
    const isWhole = from === 0 && (to === this.pieces.size || to === Number.POSITIVE_INFINITY);
    if (isWhole) return accept;
    return { ...accept, range: `bytes=${from}-${to === Number.POSITIVE_INFINITY ? '' : to - 1}` };
  }

  /** Nothing more is read meanwhile. false: it may well be without end. */
  #learnSize(running: RunningPart): false | Promise<void> {
    const client = this.#host.clientOf(running.part.source);
    if (client === null || running.isSizeAsked || this.#want.kind === 'manifest') return false;
    running.isSizeAsked = true;
    return askSize(client, this.#want, running.stop.signal).then((size) => {
      if (size !== null && this.claims.take(running.part.source, size) && this.pieces.isWhole)
        void this.#whole();
    });
  }

  #take(running: RunningPart, chunk: Uint8Array, endsAt: number | null): boolean | Promise<void> {
    const { part, writer } = running;
    running.hear(this.#host.now());
    const wasDoubted = part.doubted;
    const counted = this.pieces.advance(part, chunk.length);
    const behind = counted > 0 ? writer.push(chunk.subarray(0, counted)) : null;
    if (this.pieces.isWhole) void this.#whole();
    if (wasDoubted) this.#host.onChange();
    if (counted < chunk.length) return false;
    if (this.pieces.size === null && part.at > this.claims.mostUnsized) return this.#learnSize(running);
    // It ends by itself: the connection is good for another.
    if (part.at >= part.to && endsAt !== part.at) return false;
    return behind ?? true;
  }

  async #write(at: number, chunks: readonly Uint8Array[]): Promise<void> {
    try {
      await this.#host.write(this.reception, at, chunks);
    } catch (error) {
      this.#over({ kind: 'disk', error });
    }
  }

  /** Every byte is on its way to the disk. */
  async #whole(): Promise<void> {
    const { size } = this.pieces;
    if (size === null || this.#isOver) return;
    await Promise.all([...this.#givenUp, ...[...this.#running.values()].map(({ writer }) => writer.flush())]);
    this.#over({ kind: 'whole', size });
  }

  #settle(running: RunningPart, exchange: Exchange, judged: Judged | null): void {
    const { part } = running;
    if (judged?.kind === 'whole-instead') this.rangeless.add(part.source);
    // Somebody else went on in its place.
    const isPassed = part.crawls && part.doubted;
    const { trouble, retryAtMs, shownSize } = isPassed
      ? plain('stalled')
      : this.#verdictOn(part, exchange, judged);
    if (shownSize !== null) this.claims.note(part.source, shownSize);
    if (isPassed) this.laggards.add(part.source);
    if (trouble === null && exchange.kind === 'response') this.pieces.endAt(part);
    this.pieces.end(part);
    if (trouble !== null) this.tries.count(part, trouble);
    // Another size than was told before may be the right one.
    const isOtherSize =
      trouble === 'not-it' && (this.claims.isOtherFrom(part.source) || this.pastEnd.has(part.source));
    this.#host.onPart(running.report(isOtherSize ? null : trouble, retryAtMs, this.#host.now()));
    if (this.pieces.isWhole) void this.#whole();
    this.#host.onChange();
  }

  #verdictOn(part: Part, exchange: Exchange, judged: Judged | null): PartVerdict {
    if (exchange.kind === 'failure') return plain(part.at >= part.to ? null : troubleOf(exchange));
    if (judged !== null) return verdictOn(part, judged, this.pieces.size);
    // An answer of which no body was read: a token was refused, or what came is none of what was asked for.
    const late = judgeHead(exchange.head, part.from, this.pieces.size, this.#host.now());
    if ('total' in late) this.claims.take(part.source, late.total);
    if (late.kind === 'past-end') this.pastEnd.add(part.source);
    return verdictOn(part, late, this.pieces.size);
  }

  #over(end: AttemptEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const now = this.#host.now();
    for (const running of this.#running.values()) {
      const { part, stop } = running;
      // A mirror that was waited for and did not answer, or did not come to an end, is remembered as such.
      const { rivalMs, stallMs } = this.#host.limits;
      const isEndless = now - running.sentMs >= (this.#hasStalled ? stallMs : rivalMs);
      const isSettled = end.kind === 'whole' || end.kind === 'nobody';
      const isLate = (end.kind === 'passed' && isEndless) || (isSettled && part.doubted);
      const late = part.at === part.from ? 'silent' : 'stalled';
      if (part.doubted) this.laggards.add(part.source);
      this.#host.onPart(running.report(isLate ? late : null, null, now));
      stop.abort();
    }
    this.#running.clear();
    this.#finish(end);
    this.#host.onChange();
  }
}
