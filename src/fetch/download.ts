import type { DownloadContext } from './download-context.ts';
import { Ledger } from './ledger.ts';
import { isNoRoom, NoRoom } from './no-room.ts';
import { Race } from './race.ts';
import { mostUnsized } from './size-claims.ts';
import type { Lease, Reception } from './spool/spool.ts';
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

/** One blob or manifest on its way into the spool, or, where the disk is full, into memory. Ended by `abandoned`. */
export class Download {
  readonly #context: DownloadContext;
  readonly #want: Want;
  readonly #isAhead: () => boolean;
  readonly #abandoned: AbortSignal;
  readonly #ledger: Ledger;
  /** Receptions in memory: who has one does not wait for more, since others may wait for that one. */
  #held = 0;

  /** `want.size`: as a manifest has it. `isAhead`: nobody waits for it yet. */
  constructor(context: DownloadContext, want: Want, isAhead: () => boolean, abandoned: AbortSignal) {
    this.#context = context;
    // Nothing is empty but the digest of nothing.
    this.#want = want.size === 0 ? { ...want, size: null } : want;
    this.#isAhead = isAhead;
    this.#abandoned = abandoned;
    this.#ledger = new Ledger(context.memory);
  }

  /** What is proven is held once. Rejects with the system's error where it is not one of room. */
  async run(): Promise<Fetched> {
    const { spool } = this.#context;
    try {
      const fetched = await this.#into(() => spool.receive(this.#want.digest));
      if (fetched.kind === 'proven') spool.noteDisk(false);
      return fetched;
    } catch (error) {
      if (!isNoRoom(error)) throw error;
      spool.noteDisk(true);
    }
    try {
      return await this.#into((size) => this.#receiveInMemory(size));
    } catch (error) {
      if (isNoRoom(error)) return { kind: 'no-room' };
      throw error;
    }
  }

  /** Nobody waits for what would only be kept. */
  async #receiveInMemory(size: number | null): Promise<Reception> {
    const { spool, limits } = this.#context;
    const { kind, digest } = this.#want;
    const most = size ?? mostUnsized(kind, limits);
    if (this.#isAhead()) throw new NoRoom();
    const reception =
      this.#held > 0
        ? spool.receiveInMemory(digest, most)
        : await spool.receiveInMemoryInTurn(digest, most, this.#abandoned);
    if (reception === null) throw new NoRoom();
    this.#held += 1;
    const discard = async (): Promise<void> => {
      this.#held -= 1;
      await reception.discard();
    };
    return { ...reception, discard };
  }

  async #into(receive: (size: number | null) => Promise<Reception>): Promise<Fetched> {
    const [context, ledger, isAhead, abandoned] = [
      this.#context,
      this.#ledger,
      this.#isAhead,
      this.#abandoned,
    ];
    const lease = await new Race(this.#want, { context, ledger, isAhead, abandoned, receive }).run();
    if (lease !== null) return { kind: 'proven', lease, from: 'mirrors' };
    return ledger.isMissing ? { kind: 'missing' } : { kind: 'failed', troubles: ledger.troubles };
  }
}
