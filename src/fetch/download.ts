import { Attempt } from './attempt.ts';
import { guiltyOf } from './blame.ts';
import { Contest, type Ended } from './contest.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { FetchLimits } from './limits.ts';
import type { MirrorMemory } from './memory.ts';
import type { MirrorClient } from './mirror-client.ts';
import { isNoRoom, NoRoom } from './no-room.ts';
import type { PartReport } from './running-part.ts';
import { mostUnsized, type SizeClaim } from './size-claims.ts';
import type { Lease, Reception, Spool } from './spool/spool.ts';
import type { Trouble, Want } from './types.ts';

/**
 * - `missing`: every mirror that could be asked says that it does not have it.
 * - `failed`: no mirror gave it; by mirror, what was the matter last.
 * - `no-room`: the disk is full, and nothing of the spool can go.
 */
export type Fetched =
  | {
      readonly kind: 'proven';
      readonly lease: Lease;
      /** `joined`: from mirrors, for somebody who had asked before. */
      readonly from: 'spool' | 'mirrors' | 'joined';
    }
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly troubles: ReadonlyMap<string, Trouble> }
  | { readonly kind: 'no-room' };

/** What the downloads of one registry share. */
export interface DownloadContext {
  readonly spool: Spool;
  readonly memory: MirrorMemory;
  readonly now: () => number;
  readonly limits: FetchLimits;
  readonly dispatcher: Dispatcher;
  readonly clientOf: (source: string) => MirrorClient | null;
}

/** How attempts begin: `unfit` is not asked. */
interface Begins {
  readonly begin: (unfit: ReadonlySet<string>) => Promise<Attempt>;
  /** There have not been too many. */
  readonly mayBegin: () => boolean;
}

/** One blob or manifest on its way into the spool: attempts, until one of them is proven or nobody is left. Ended by `abandoned`. */
export class Download {
  readonly #context: DownloadContext;
  readonly #want: Want;
  readonly #isAhead: () => boolean;
  readonly #abandoned: AbortSignal;
  /** As a manifest has it, until it shows that it may be wrong; null: it is not known. Nothing is empty but the digest of nothing. */
  #size: number | null;
  readonly #claims: SizeClaim[] = [];
  /** Whose word on the size led nowhere while others said otherwise. */
  readonly #discredited = new Set<string>();
  readonly #troubles = new Map<string, Trouble>();
  /** Others were asked in their place, in attempts of before. */
  readonly #slow = new Set<string>();
  readonly #failed = new Set<string>();

  /** `isAhead`: nobody waits for it yet. */
  constructor(context: DownloadContext, want: Want, isAhead: () => boolean, abandoned: AbortSignal) {
    this.#context = context;
    this.#want = want;
    this.#size = want.size === 0 ? null : want.size;
    this.#isAhead = isAhead;
    this.#abandoned = abandoned;
  }

  /** What is proven is held once. Rejects with the system's error where it is not one of room. */
  async run(): Promise<Fetched> {
    const { spool } = this.#context;
    const want = this.#want;
    try {
      return await this.#into(() => spool.receive(want.digest));
    } catch (error) {
      if (!isNoRoom(error)) throw error;
    }
    // Nobody waits for what would only be kept.
    const most = this.#isAhead() ? null : (this.#size ?? mostUnsized(want.kind, this.#context.limits));
    const inMemory = async (): Promise<Reception> => {
      const reception = most === null ? null : spool.receiveInMemory(want.digest, most);
      if (reception === null) throw new NoRoom();
      return reception;
    };
    try {
      return await this.#into(inMemory);
    } catch (error) {
      if (isNoRoom(error)) return { kind: 'no-room' };
      throw error;
    }
  }

  async #into(receive: () => Promise<Reception>): Promise<Fetched> {
    const contest = new Contest();
    const wrong: Attempt[] = [];
    let fetched: Fetched | null = null;
    try {
      fetched = await this.#settle(contest, wrong, receive);
      return fetched;
    } finally {
      const isProven = fetched?.kind === 'proven';
      for (const { attempt } of await contest.close((late) => (isProven ? late.pass() : late.stop()))) {
        this.#claims.push(...attempt.claims.all);
        await attempt.reception.discard();
      }
      if (fetched?.kind === 'proven') await this.#blame(wrong, fetched.lease);
      await Promise.all(wrong.map(({ reception }) => reception.discard()));
    }
  }

  /** One attempt after the other, and beside one that is in doubt another one, until one of them is proven or nobody is left. */
  async #settle(contest: Contest, wrong: Attempt[], receive: () => Promise<Reception>): Promise<Fetched> {
    const { dispatcher } = this.#context;
    // Each attempt that ends with wrong bytes costs the mirror that gave them its place, or shows who of several it was; each that a wrong size ends, whoever told it; and each may have one beside it; and once every mirror is asked alone.
    let left = 1 + 5 * dispatcher.sources.length;
    const begin = async (unfit: ReadonlySet<string>): Promise<Attempt> => {
      left -= 1;
      return this.#attempt(await receive(), wrong.length === 0, unfit, onDoubt);
    };
    // Who of them is right shows when one is proven. Where there is no room for a second one, the first is waited for.
    const onDoubt = (): boolean => {
      const unfit = new Set([...this.#discredited, ...contest.running.flatMap(({ askedOf }) => askedOf)]);
      if (left === 0 || !dispatcher.hasOther(unfit)) return false;
      contest.enterWhenOpen(begin(unfit).catch(() => null));
      return true;
    };
    // Each alone, and from the beginning: whatever others gave or told, what one of them has comes.
    const askAll = (): void => {
      const asked = new Set(
        contest.running.flatMap(({ askedOf, askedForAll }) => [...askedOf, ...askedForAll]),
      );
      for (const able of dispatcher.able.filter((key) => !asked.has(key))) {
        const others = dispatcher.sources.map(({ key }) => key).filter((key) => key !== able);
        if (left > 0) contest.enterWhenOpen(begin(new Set(others)).catch(() => null));
      }
    };
    const { limits } = this.#context;
    const late = this.#want.kind === 'manifest' ? setTimeout(askAll, limits.manifestMs) : undefined;
    try {
      return await this.#untilProven(contest, wrong, { begin, mayBegin: () => left > 0 });
    } finally {
      clearTimeout(late);
    }
  }

  async #untilProven(contest: Contest, wrong: Attempt[], { begin, mayBegin }: Begins): Promise<Fetched> {
    const failed = { kind: 'failed', troubles: this.#troubles } as const;
    let [isDue, last]: [boolean, Fetched] = [true, failed];
    while (last.kind !== 'proven') {
      const ended = await contest.next();
      // What was asked for beside it, or itself, has the room to itself.
      if (ended?.end.kind === 'disk' && contest.running.length > 0) await ended.attempt.reception.discard();
      else if (ended !== null) {
        const concluded = await this.#conclude(ended, wrong);
        isDue ||= concluded === null;
        last = concluded ?? failed;
      } else if (isDue && mayBegin()) {
        isDue = false;
        contest.enter(await begin(this.#discredited));
      } else return last;
    }
    return last;
  }

  #attempt(
    reception: Reception,
    inParts: boolean,
    unfit: ReadonlySet<string>,
    onDoubt: () => boolean,
  ): Attempt {
    const { now, limits, dispatcher, clientOf } = this.#context;
    const abandoned = this.#abandoned;
    const want = { ...this.#want, size: this.#size };
    const attempt = new Attempt(want, reception, inParts, unfit, {
      limits,
      rangeless: dispatcher.rangeless,
      now,
      isAhead: this.#isAhead,
      clientOf,
      onPart: (report) => this.#learn(report),
      hasOther: (of, source) => {
        const slow = new Set([...this.#slow, ...of.laggards]);
        return (
          slow.size < limits.manifestPasses && dispatcher.hasOther(new Set([...slow, ...of.unfit, source]))
        );
      },
      onDoubt,
      onChange: () => dispatcher.giveOut(),
      write: (into, at, chunks) => this.#write(into, at, chunks),
    });
    const stop = (): void => attempt.stop();
    abandoned.addEventListener('abort', stop, { once: true });
    void attempt.end.then(() => abandoned.removeEventListener('abort', stop));
    if (abandoned.aborted) stop();
    else dispatcher.take(attempt);
    return attempt;
  }

  /** null: its bytes or its size were wrong, and another attempt is due. */
  async #conclude({ attempt, end }: Ended, wrong: Attempt[]): Promise<Fetched | null> {
    const { memory } = this.#context;
    const { reception, laggards } = attempt;
    const troubles = this.#troubles;
    for (const [source, trouble] of attempt.tries.troubles) troubles.set(source, trouble);
    this.#claims.push(...attempt.claims.all);
    for (const source of laggards) this.#slow.add(source);
    const givers = new Set(attempt.pieces.received.map(({ source }) => source));
    switch (end.kind) {
      case 'whole': {
        if (await reception.incoming.isProven(end.size)) {
          const lease = await reception.keep(end.size);
          for (const giver of givers) if (!laggards.has(giver)) memory.clear(giver);
          return { kind: 'proven', lease, from: 'mirrors' };
        }
        const [first, ...others] = givers;
        const isOnlyToldBeforehand = this.#size !== null && !attempt.claims.areConfirmed;
        if (isOnlyToldBeforehand) this.#size = null;
        // Who gave all that came is not to blame where another one said that it was all.
        const { tellers } = attempt.claims;
        const isOwnSize = tellers.length === 0 || (first !== undefined && tellers.includes(first));
        if (first !== undefined && others.length === 0 && isOwnSize && !isOnlyToldBeforehand) {
          memory.condemn(first);
          troubles.set(first, 'wrong-bytes');
          await reception.discard();
        } else wrong.push(attempt);
        return null;
      }
      case 'nobody': {
        await reception.discard();
        // Who sends the whole and nothing else can still be asked from the beginning.
        if (this.#context.dispatcher.couldBeginAnew(attempt) || this.#hasSizeFallen(attempt)) return null;
        const all = [...troubles.values()];
        return all.length > 0 && all.every((trouble) => trouble === 'missing')
          ? { kind: 'missing' }
          : { kind: 'failed', troubles };
      }
      case 'disk':
        await reception.discard();
        throw end.error;
      case 'stopped':
      case 'passed':
        await reception.discard();
        return { kind: 'failed', troubles };
      default:
        return end satisfies never;
    }
  }

  /** However often a mirror is tried for one blob, it has failed once. */
  #learn(report: PartReport): void {
    const { source, trouble, retryAtMs } = report;
    const isKnown = this.#failed.has(source) && retryAtMs === null;
    if (trouble !== null && trouble !== 'missing') this.#failed.add(source);
    this.#context.memory.learn(isKnown ? { ...report, trouble: null } : report);
  }

  /** A size that nobody could fill holds no longer where it was only told beforehand, or others told another. */
  #hasSizeFallen({ claims, pieces }: Attempt): boolean {
    const isOnlyToldBeforehand = this.#size !== null && !claims.areConfirmed && pieces.receivedBytes > 0;
    if (!claims.areDisputed && !isOnlyToldBeforehand) return false;
    const before = this.#discredited.size;
    for (const teller of claims.tellers) this.#discredited.add(teller);
    const hadSize = this.#size !== null;
    this.#size = null;
    return hadSize || this.#discredited.size > before;
  }

  /** What was proven shows whose bytes were wrong, and who told another size. */
  async #blame(wrong: readonly Attempt[], right: Lease): Promise<void> {
    for (const attempt of wrong)
      for (const guilty of await guiltyOf(attempt, right)) this.#context.memory.condemn(guilty);
    const liars = new Set(this.#claims.filter(({ size }) => size !== right.size).map(({ source }) => source));
    for (const source of liars) this.#learn({ source, trouble: 'not-it', retryAtMs: null, bytes: 0, ms: 0 });
  }

  async #write(reception: Reception, at: number, chunks: readonly Uint8Array[]): Promise<void> {
    try {
      await reception.incoming.write(at, chunks);
    } catch (error) {
      const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
      if (!isNoRoom(error) || !(await this.#context.spool.makeRoom(bytes))) throw error;
      await reception.incoming.write(at, chunks);
    }
  }
}
