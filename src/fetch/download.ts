import { BODY_LIMITS } from '../limits.ts';
import { Attempt, type AttemptEnd, type PartReport, type SizeClaim } from './attempt.ts';
import { guiltyOf } from './blame.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { FetchLimits } from './limits.ts';
import type { MirrorMemory } from './memory.ts';
import type { MirrorClient } from './mirror-client.ts';
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
    const most = this.#isAhead()
      ? null
      : (this.#size ?? (want.kind === 'manifest' ? BODY_LIMITS.manifestBytes : null));
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
    const wrong: Attempt[] = [];
    try {
      // Each attempt that ends with wrong bytes costs the mirror that gave them its place, or shows who of several it was; each that a wrong size ends, whoever told it.
      for (let tries = 0; tries <= 1 + 3 * this.#context.dispatcher.sources.length; tries += 1) {
        const attempt = this.#attempt(await receive(), wrong.length === 0);
        const fetched = await this.#conclude(attempt, await attempt.end, wrong);
        if (fetched !== null) return fetched;
      }
      return { kind: 'failed', troubles: this.#troubles };
    } finally {
      await Promise.all(wrong.map(({ reception }) => reception.discard()));
    }
  }

  #attempt(reception: Reception, inParts: boolean): Attempt {
    const { now, limits, dispatcher, clientOf } = this.#context;
    const abandoned = this.#abandoned;
    const want = { ...this.#want, size: this.#size };
    const attempt = new Attempt(want, reception, inParts, this.#discredited, {
      limits,
      rangeless: dispatcher.rangeless,
      now,
      isAhead: this.#isAhead,
      clientOf,
      onPart: (report) => this.#learn(report),
      hasOther: (of, source) => {
        const slow = new Set([...this.#slow, ...of.laggards]);
        return slow.size < limits.manifestPasses && dispatcher.hasOther(of, source, slow);
      },
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
  async #conclude(attempt: Attempt, end: AttemptEnd, wrong: Attempt[]): Promise<Fetched | null> {
    const { memory } = this.#context;
    const { reception } = attempt;
    const troubles = this.#troubles;
    for (const [source, trouble] of attempt.troubles) troubles.set(source, trouble);
    this.#claims.push(...attempt.claims);
    for (const source of attempt.laggards) this.#slow.add(source);
    const givers = new Set(attempt.pieces.received.map(({ source }) => source));
    switch (end.kind) {
      case 'whole': {
        if (await reception.incoming.isProven(end.size)) {
          const lease = await reception.keep(end.size);
          for (const giver of givers) if (!attempt.laggards.has(giver)) memory.clear(giver);
          for (const earlier of wrong)
            for (const guilty of await guiltyOf(earlier, lease)) memory.condemn(guilty);
          this.#blameFor(end.size);
          return { kind: 'proven', lease, from: 'mirrors' };
        }
        const [first, ...others] = givers;
        const isOnlyToldBeforehand = this.#size !== null && !attempt.isConfirmed;
        if (isOnlyToldBeforehand) this.#size = null;
        if (first !== undefined && others.length === 0 && !isOnlyToldBeforehand) {
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
  #hasSizeFallen({ claims, pieces, isDisputed, isConfirmed }: Attempt): boolean {
    const isOnlyToldBeforehand = this.#size !== null && !isConfirmed && pieces.receivedBytes > 0;
    if (!isDisputed && !isOnlyToldBeforehand) return false;
    const before = this.#discredited.size;
    for (const { source, size } of claims) if (size === pieces.size) this.#discredited.add(source);
    const hadSize = this.#size !== null;
    this.#size = null;
    return hadSize || this.#discredited.size > before;
  }

  /** Who told another size than the one that was proven. */
  #blameFor(proven: number): void {
    const wrong = new Set(this.#claims.filter(({ size }) => size !== proven).map(({ source }) => source));
    for (const source of wrong) this.#learn({ source, trouble: 'not-it', retryAtMs: null, bytes: 0, ms: 0 });
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

/** As the system says it of a disk. */
class NoRoom extends Error {
  readonly code = 'ENOSPC';
}

/** The disk is full, or there is none: its folder was taken away, it is broken, or it is not ours any more. */
const NO_PLACE: ReadonlySet<string> = new Set([
  'ENOSPC',
  'EDQUOT',
  'EROFS',
  'ENOENT',
  'ENOTDIR',
  'EIO',
  'EACCES',
  'EPERM',
  'EMFILE',
  'ENFILE',
]);

function isNoRoom(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' && NO_PLACE.has(code);
}
