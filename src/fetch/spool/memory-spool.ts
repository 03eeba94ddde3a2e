import { Readable } from 'node:stream';
import type { Digest } from '../../registry/digest.ts';
import { Incoming } from './incoming.ts';
import type { Lease, Reception } from './spool.ts';
import { MemoryStorage } from './storage.ts';

interface Held {
  readonly bytes: Uint8Array;
  leases: number;
}

/** Where bytes go while the disk is full: they are held for as long as somebody holds them, in all at most so many, and none stays. */
export class MemorySpool {
  readonly #held = new Map<Digest, Held>();
  readonly #bytes: number;
  #free: number;
  /** Who waits for room, first come first. */
  readonly #waiting: { readonly most: number; readonly go: () => void }[] = [];

  constructor(bytes: number) {
    this.#bytes = bytes;
    this.#free = bytes;
  }

  lease(digest: Digest): Lease | null {
    const held = this.#held.get(digest);
    return held === undefined ? null : this.#leaseOf(digest, held);
  }

  /** `most`: no more will come. null: there is no room for so much. */
  receive(digest: Digest, most: number): Reception | null {
    if (most > this.#free || this.#waiting.length > 0) return null;
    this.#free -= most;
    return this.#receptionOf(digest, most);
  }

  /** As `receive`, but for room that others hold it waits in turn. null: there never is so much, or `signal` aborted before. */
  async receiveInTurn(digest: Digest, most: number, signal: AbortSignal): Promise<Reception | null> {
    const reception = this.receive(digest, most);
    if (reception !== null || most > this.#bytes || signal.aborted) return reception;
    const isTurn = await new Promise<boolean>((end) => {
      const one = { most, go: () => end(true) };
      this.#waiting.push(one);
      const leave = (): void => {
        const at = this.#waiting.indexOf(one);
        if (at >= 0) this.#waiting.splice(at, 1);
        if (at >= 0) this.#give(0);
        end(false);
      };
      signal.addEventListener('abort', leave, { once: true });
    });
    return isTurn ? this.#receptionOf(digest, most) : null;
  }

  /** Its room is its own already. */
  #receptionOf(digest: Digest, most: number): Reception {
    const storage = new MemoryStorage(most);
    return {
      incoming: new Incoming(storage, digest),
      keep: async (size) => {
        const held = { bytes: storage.first(size), leases: 0 };
        this.#give(most - size);
        this.#held.set(digest, held);
        return this.#leaseOf(digest, held);
      },
      discard: async () => {
        this.#give(most);
      },
    };
  }

  #give(bytes: number): void {
    this.#free += bytes;
    for (
      let [first] = this.#waiting;
      first !== undefined && first.most <= this.#free;
      [first] = this.#waiting
    ) {
      this.#waiting.shift();
      this.#free -= first.most;
      first.go();
    }
  }

  #leaseOf(digest: Digest, held: Held): Lease {
    const { bytes } = held;
    held.leases += 1;
    let isReleased = false;
    return {
      size: bytes.length,
      read: (from, to) => Readable.from([bytes.subarray(from, to)]),
      readInto: async (buffer, at) => {
        const part = bytes.subarray(at, at + buffer.length);
        buffer.set(part);
        return part.length;
      },
      release: async () => {
        if (isReleased) return;
        isReleased = true;
        held.leases -= 1;
        if (held.leases > 0) return;
        this.#held.delete(digest);
        this.#give(bytes.length);
      },
    };
  }
}
