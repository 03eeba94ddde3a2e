import type { Exchange, ResponseHead } from '../registry/transport/types.ts';
import { askPart } from './ask-part.ts';
import { askSize } from './ask-size.ts';
import type { AttemptEnd, AttemptHost } from './attempt-host.ts';
import { type Judged, judgeHead } from './judge-answer.ts';
import { plain, verdictOn } from './part-verdict.ts';
import { PartWriter } from './part-writer.ts';
import { type Part, Pieces } from './pieces.ts';
import { RunningPart } from './running-part.ts';
import type { Ongoing } from './schedule.ts';
import { SizeClaims } from './size-claims.ts';
import type { Reception } from './spool/spool.ts';
import { Tries } from './tries.ts';
import type { Want } from './types.ts';

/** One try at one blob, of several mirrors together or of one alone: its parts on the wire, its bytes into a reception. */
export class Attempt implements Ongoing {
  readonly pieces: Pieces;
  /** Who alone is asked; null: everybody who is fit. */
  readonly only: string | null;
  readonly tries: Tries;
  readonly rangeless: Set<string>;
  /** Who gave bytes, but so few that others went on in its place. */
  readonly laggards: Set<string> = new Set();
  readonly claims: SizeClaims;
  readonly end: Promise<AttemptEnd>;
  readonly reception: Reception;

  readonly #want: Want;
  readonly #host: AttemptHost;
  readonly #running = new Map<Part, RunningPart>();
  readonly #givenUp: Promise<void>[] = [];
  #finish: (end: AttemptEnd) => void = () => {};
  #isOver = false;
  readonly #sinceMs: number;
  #askedMs: number | null = null;

  constructor(want: Want, reception: Reception, only: string | null, host: AttemptHost) {
    this.#want = want;
    this.only = only;
    this.tries = new Tries(want.kind, host.limits);
    this.#host = host;
    this.#sinceMs = host.now();
    this.rangeless = host.rangeless;
    this.reception = reception;
    this.pieces = new Pieces(want.size);
    this.claims = new SizeClaims(want, this.pieces, host.limits);
    this.end = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  /** Several mirrors may give parts of it. */
  get inParts(): boolean {
    return this.only === null;
  }

  /** When a mirror was asked for the first of it; null: none was yet. */
  get askedMs(): number | null {
    return this.#askedMs;
  }

  /** The size that it goes by is certain enough to wait for its end. */
  get isSizeCertain(): boolean {
    return this.claims.isCertain(this.#isOver);
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

  /** Nothing comes, and nobody can go on with it; of one mirror alone, also where it is far slower than a mirror that nobody has measured. */
  get isSlow(): boolean {
    const { patienceMs, farQuicker, assumedBytesPerSecond } = this.#host.limits;
    const { parts } = this.pieces;
    const mayCrawl = this.inParts || this.#want.kind === 'manifest';
    const isBehind = ({ doubted, rate }: Part): boolean =>
      doubted || (!mayCrawl && rate !== null && rate * farQuicker < assumedBytesPerSecond);
    if (parts.length > 0) return parts.every(isBehind);
    // No connection is free: of several mirrors the first that has one gives it.
    return !this.inParts && this.#host.now() - this.#sinceMs >= patienceMs;
  }

  /** Some of it came, and no more does. */
  get isHeld(): boolean {
    const { parts, receivedBytes } = this.pieces;
    return receivedBytes > 0 && parts.every(({ doubted }) => doubted);
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

  /** Looks for silent and slow parts. */
  tick(): void {
    const now = this.#host.now();
    for (const running of this.#running.values())
      if (running.look(now, this.#host.limits)) this.pieces.doubt(running.part);
  }

  /** Nobody can be asked: is there still somebody to wait for? */
  giveUpIfAlone(): void {
    if (this.#running.size === 0) this.#over({ kind: 'nobody' });
  }

  /** Others are asked beside it: who let it wait is remembered as slow, and may still come to an end. */
  passOver(): void {
    for (const running of this.#running.values()) {
      const { source, doubted } = running.part;
      const trouble = doubted || this.isSlow ? running.lateness : null;
      this.#host.onPart({ source, trouble, retryAtMs: null, bytes: 0, ms: 0 });
    }
  }

  stop(): void {
    this.#over({ kind: 'stopped' });
  }

  yield(): void {
    this.#over({ kind: 'yielded' });
  }

  /** Another one has proven it, that was asked at that instant. */
  pass(wonMs: number): void {
    this.#over({ kind: 'passed', wonMs });
  }

  async #send(part: Part): Promise<void> {
    const { now, limits, clientOf } = this.#host;
    part.sent = true;
    this.#askedMs ??= now();
    const writer = new PartWriter(part.from, (at, chunks) => this.#write(at, chunks), limits);
    const running = new RunningPart(part, writer, now());
    this.#running.set(part, running);
    const client = clientOf(part.source);
    const seen: { judged: Judged | null } = { judged: null };
    const body = (head: ResponseHead) => {
      const judged = this.#judge(part, head);
      seen.judged = judged;
      const total = 'total' in judged ? judged.total : null;
      if (!this.claims.take(part.source, total) || judged.kind !== 'body')
        return { kind: 'discard' } as const;
      const { endsAt } = judged;
      const onChunk = (chunk: Uint8Array) => this.#take(running, chunk, endsAt);
      return { kind: 'stream', onChunk } as const;
    };
    if (client === null) return;
    const exchange = await askPart(client, this.#want, part, this.pieces.size, body, running.stop.signal);
    if (this.#running.get(part) !== running) return;
    await running.writer.flush().catch(() => undefined);
    // Who is looked at from here on sees a part that ended.
    if (this.#running.delete(part)) this.#settle(running, exchange, seen.judged);
  }

  #judge({ from }: Part, head: ResponseHead): Judged {
    return judgeHead(head, from, this.pieces.size, this.#host.now());
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

  /** `begun`: what was made of its head when its body began; null: no body was read. */
  #settle(running: RunningPart, exchange: Exchange, begun: Judged | null): void {
    const { part } = running;
    const { source } = part;
    // A token was refused, or what came is none of what was asked for.
    const answer = exchange.kind === 'response' ? (begun ?? this.#judge(part, exchange.head)) : null;
    if (begun === null && answer !== null && 'total' in answer) this.claims.take(source, answer.total);
    if (begun?.kind === 'whole-instead') this.rangeless.add(source);
    // Somebody else went on in its place.
    const isPassed = part.crawls && part.doubted;
    const { trouble, retryAtMs, shownSize } = isPassed
      ? plain('stalled')
      : verdictOn(part, exchange, answer, this.pieces.size);
    if (shownSize !== null) this.claims.note(source, shownSize);
    if (isPassed) this.laggards.add(source);
    if (trouble === null && begun?.kind === 'body' && exchange.kind === 'response') this.pieces.endAt(part);
    this.pieces.end(part);
    if (trouble !== null) this.tries.count(part, trouble);
    // Another size than was told before may be the right one, and so may nothing behind what others gave.
    const isOtherSize =
      trouble === 'not-it' && (answer?.kind === 'past-end' || this.claims.isOtherFrom(source));
    this.#host.onPart(running.report(isOtherSize ? null : trouble, retryAtMs, this.#host.now()));
    if (this.pieces.isWhole) void this.#whole();
    this.#host.onChange();
  }

  #over(end: AttemptEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const isSettled = end.kind === 'whole' || end.kind === 'nobody';
    for (const running of this.#running.values()) {
      const { part, stop } = running;
      // A mirror that was waited for, and did not come to an end before one that was asked later, is remembered as such.
      const isPassed = end.kind === 'passed' && running.sentMs < end.wonMs;
      const isLate = isPassed || (isSettled && part.doubted);
      if (part.doubted) this.laggards.add(part.source);
      this.#host.onPart(running.report(isLate ? running.lateness : null, null, this.#host.now()));
      stop.abort();
    }
    this.#running.clear();
    this.#finish(end);
    this.#host.onChange();
  }
}
