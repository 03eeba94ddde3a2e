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
  #free: number;

  constructor(bytes: number) {
    this.#free = bytes;
  }

  lease(digest: Digest): Lease | null {
    const held = this.#held.get(digest);
    return held === undefined ? null : this.#leaseOf(digest, held);
  }

  /** `most`: no more will come. null: there is no room for so much. */
  receive(digest: Digest, most: number): Reception | null {
    if (most > this.#free) return null;
    this.#free -= most;
    const storage = new MemoryStorage(most);
    return {
      incoming: new Incoming(storage, digest),
      keep: async (size) => {
        const held = { bytes: storage.first(size), leases: 0 };
        this.#free += most - size;
        this.#held.set(digest, held);
        return this.#leaseOf(digest, held);
      },
      discard: async () => {
        this.#free += most;
      },
    };
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
        this.#free += bytes.length;
      },
    };
  }
}
