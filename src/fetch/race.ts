import { Attempt } from './attempt.ts';
import type { AttemptEnd } from './attempt-host.ts';
import { culpritOf } from './blame.ts';
import { couldBeginAnew, isOf, mayStillHave } from './chances.ts';
import { Contest, type Ended } from './contest.ts';
import type { DownloadContext } from './download-context.ts';
import type { Ledger } from './ledger.ts';
import { isNoRoom } from './no-room.ts';
import { SharedLine } from './shared-line.ts';
import type { Lease, Reception } from './spool/spool.ts';
import type { Want } from './types.ts';

export interface RaceHost {
  readonly context: DownloadContext;
  readonly ledger: Ledger;
  /** Nobody waits for it yet. */
  readonly isAhead: () => boolean;
  readonly abandoned: AbortSignal;
  /** Somewhere for an attempt's bytes. `size`: of the whole; null: not known. Rejects where there is no room. */
  readonly receive: (size: number | null) => Promise<Reception>;
}

/**
 * Attempts at one digest, until one of them is proven or nobody is left. A blob is asked of its mirrors together first, best first, in parts; a
 * manifest, of which few give parts, never. Then one after the other is asked alone and from the beginning: when what runs is over, or slow; and where the
 * size is not certain, from `aloneMs` on, one each `besideMs`. What runs goes on beside, and the first that is proven is taken; who only takes the line from the
 * first is let go of, and asked again much later. So nobody depends on what another one
 * says of the size, gives, or holds back.
 */
export class Race {
  readonly #want: Want;
  readonly #host: RaceHost;
  readonly #contest = new Contest();
  /** Several gave wrong bytes, or went by a wrong size: who it was shows when others are proven. */
  readonly #wrong: Attempt[] = [];
  #together: Attempt | null = null;
  /** How often each was asked alone. */
  readonly #turns = new Map<string, number>();
  /** Whose last turn ended for want of room, of a range, or of a line of its own. */
  readonly #again = new Set<string>();
  /** When the first mirror was asked for it. */
  #askedMs: number | null = null;
  /** From when on one more may be asked beside what comes; null: none was asked yet. */
  #besideMs: number | null = null;
  readonly #line: SharedLine<Attempt>;
  #isStopped = false;
  /** What ended is being hashed: nobody else is asked before it is known to be wrong. */
  #isJudging = false;
  #winner: Attempt | null = null;

  constructor(want: Want, host: RaceHost) {
    this.#want = want;
    this.#host = host;
    this.#line = new SharedLine(host.context.limits);
  }

  /** null: nobody gave it. Rejects with the system's error of the disk. */
  async run(): Promise<Lease | null> {
    let proven: Lease | null = null;
    if (this.#want.kind === 'blob') this.#enter(null);
    const looking = setInterval(() => this.#tick(), this.#host.context.limits.tickMs);
    try {
      this.#look();
      for (let ended = await this.#contest.next(); ended !== null; ended = await this.#contest.next()) {
        this.#isJudging = true;
        proven = await this.#take(ended);
        this.#isJudging = false;
        if (proven !== null) break;
        // Who has no room beside what runs is tried again with the next tick.
        if (ended.kind === 'ended' || !this.#contest.isOn) this.#look();
      }
      return proven;
    } finally {
      clearInterval(looking);
      await this.#close(proven);
    }
  }

  #tick(): void {
    const { running } = this.#contest;
    const nowMs = this.#host.context.now();
    this.#line.look(running, nowMs);
    for (const taker of this.#line.takers(running, nowMs)) this.#letGoOf(taker, nowMs);
    this.#look();
  }

  /** It is asked again when twice as long has passed again, but for the last time that it may be. */
  #letGoOf(taker: Attempt, nowMs: number): void {
    const { limits } = this.#host.context;
    if (taker.only === null || this.#turnsOf(taker.only) >= limits.triesPerMirror) return;
    const { askedMs } = taker;
    if (askedMs === null || this.#askedMs === null) return;
    const nextMs = this.#askedMs + (askedMs - this.#askedMs) * limits.yieldFactor;
    this.#besideMs = Math.max(this.#besideMs ?? nowMs, nextMs);
    taker.yield();
  }

  /** Asks one more alone where it is due. */
  #look(): void {
    const { running, isOpening } = this.#contest;
    if (this.#isStopped || this.#isJudging || isOpening || !this.#isNextDue(running)) return;
    const { context } = this.#host;
    const [next] = context.dispatcher.able
      .filter((source) => this.#isWaiting(source, running))
      .toSorted((one, other) => this.#turnsOf(one) - this.#turnsOf(other));
    if (next === undefined) return;
    for (const attempt of running) attempt.passOver();
    this.#besideMs = Math.max(this.#besideMs ?? 0, context.now() + context.limits.besideMs);
    this.#enter(next);
  }

  /** Nothing runs, or nothing of it comes and nobody can go on; or it takes long, and its size is so uncertain that it may have no end. */
  #isNextDue(running: readonly Attempt[]): boolean {
    const { context, isAhead } = this.#host;
    // On its way to the disk, and judged next.
    if (running.some(({ pieces }) => pieces.isWhole)) return false;
    this.#askedMs ??= running.find(({ askedMs }) => askedMs !== null)?.askedMs ?? null;
    const { aloneMs } = context.limits;
    const fromMs = this.#askedMs === null ? null : Math.max(this.#askedMs + aloneMs, this.#besideMs ?? 0);
    const isLong = fromMs !== null && !isAhead() && context.now() >= fromMs;
    return (isLong && this.#together?.isSizeCertain !== true) || running.every(({ isSlow }) => isSlow);
  }

  #isWaiting(source: string, running: readonly Attempt[]): boolean {
    const [together, turns] = [this.#together, this.#turnsOf(source)];
    if (turns >= this.#host.context.limits.triesPerMirror) return false;
    const own = running.filter(({ only }) => only === source);
    // It stopped in the middle: it may do better when it is asked anew, and what began may still come.
    if (turns > 0) return this.#again.has(source) || (own.length > 0 && own.every(({ isHeld }) => isHeld));
    if (together === null) return true;
    return mayStillHave(together, source) && (together.isOver || !isOf(together, source));
  }

  #turnsOf(source: string): number {
    return this.#turns.get(source) ?? 0;
  }

  /** `only`: who is asked alone; null: all together. */
  #enter(only: string | null): void {
    if (only !== null) this.#turns.set(only, this.#turnsOf(only) + 1);
    if (only !== null) this.#again.delete(only);
    this.#contest.enter(only, this.#begin(only));
  }

  /** What others said of the size counts for nobody who is asked alone, unless it is beyond doubt. */
  async #begin(only: string | null): Promise<Attempt> {
    const { context, ledger, isAhead, abandoned, receive } = this.#host;
    const { dispatcher, now, limits, clientOf } = context;
    const size = only === null || this.#together?.isSizeCertain === true ? this.#want.size : null;
    const attempt = new Attempt({ ...this.#want, size }, await receive(size), only, {
      limits,
      rangeless: dispatcher.rangeless,
      now,
      isAhead,
      clientOf,
      onPart: (report) => ledger.learn(report),
      onChange: () => dispatcher.giveOut(),
      write: (into, at, chunks) => this.#write(into, at, chunks),
    });
    if (only === null) this.#together = attempt;
    const stop = (): void => attempt.stop();
    abandoned.addEventListener('abort', stop, { once: true });
    void attempt.end.then(() => abandoned.removeEventListener('abort', stop));
    if (abandoned.aborted) stop();
    else dispatcher.take(attempt);
    return attempt;
  }

  async #take(ended: Ended): Promise<Lease | null> {
    if (ended.kind === 'ended') return this.#conclude(ended.attempt, ended.end);
    const { only, error } = ended;
    if (!isNoRoom(error)) throw error;
    await this.#makeDo(error);
    // It was not asked.
    if (only !== null) this.#turns.set(only, this.#turnsOf(only) - 1);
    if (only !== null) this.#again.add(only);
    return null;
  }

  async #conclude(attempt: Attempt, end: AttemptEnd): Promise<Lease | null> {
    const { ledger } = this.#host;
    const { reception, only } = attempt;
    ledger.close(attempt);
    if (end.kind === 'whole') {
      if (await reception.incoming.isProven(end.size)) {
        const lease = await reception.keep(end.size);
        ledger.clear(attempt);
        this.#winner = attempt;
        return lease;
      }
      const culprit = culpritOf(attempt);
      if (culprit === null) this.#wrong.push(attempt);
      else ledger.condemn(culprit);
      if (culprit !== null) await reception.discard();
      return null;
    }
    await reception.discard();
    if (end.kind === 'stopped') this.#isStopped = true;
    if (end.kind === 'disk') await this.#makeDo(end.error);
    // Who was cut off in the middle, and sends the whole and nothing else, has to begin anew.
    if (only !== null && (end.kind === 'disk' || end.kind === 'yielded' || couldBeginAnew(attempt)))
      this.#again.add(only);
    return null;
  }

  /** There was no room for one: others have it, or what was kept to tell who is to blame goes. Throws where neither is so. */
  async #makeDo(error: unknown): Promise<void> {
    if (this.#contest.isOn) return;
    const kept = this.#wrong.splice(0);
    if (kept.length === 0) throw error;
    await Promise.all(kept.map(({ reception }) => reception.discard()));
  }

  async #close(proven: Lease | null): Promise<void> {
    const { ledger } = this.#host;
    const wonMs = this.#winner?.askedMs ?? null;
    const end = (late: Attempt): void => (wonMs === null ? late.stop() : late.pass(wonMs));
    for (const late of await this.#contest.close(end)) {
      ledger.close(late);
      await late.reception.discard();
    }
    if (proven !== null) await ledger.blame(this.#wrong, proven);
    await Promise.all(this.#wrong.map(({ reception }) => reception.discard()));
  }

  async #write(reception: Reception, at: number, chunks: readonly Uint8Array[]): Promise<void> {
    try {
      await reception.incoming.write(at, chunks);
    } catch (error) {
      const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
      if (!isNoRoom(error) || !(await this.#host.context.spool.makeRoom(bytes))) throw error;
      await reception.incoming.write(at, chunks);
    }
  }
}
