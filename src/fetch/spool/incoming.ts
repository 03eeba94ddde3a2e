import { createDigestCheck, type Digest, type DigestCheck } from '../../registry/digest.ts';
import { SPOOL } from '../limits.ts';
import { Intervals } from './intervals.ts';
import type { Storage } from './storage.ts';

/**
 * A file that is being filled, in whatever order its bytes come, and hashed as far as they reach without a gap. Nothing of it is for anybody to
 * read before `isProven` said so. Rejects with the system's error (ENOSPC …).
 */
export class Incoming {
  readonly #handle: Storage;
  readonly #check: DigestCheck;
  readonly #written = new Intervals();
  #hashed = 0;
  #hashing: Promise<void> | null = null;

  constructor(handle: Storage, digest: Digest) {
    this.#handle = handle;
    this.#check = createDigestCheck(digest);
  }

  async write(at: number, chunks: readonly Uint8Array[]): Promise<void> {
    const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
    // Bytes that come in order are hashed while they are at hand.
    if (at === this.#hashed && this.#hashing === null) {
      for (const chunk of chunks) this.#check.update(chunk);
      this.#hashed += bytes;
    }
    await writeAll(this.#handle, at, chunks);
    this.#written.add({ from: at, to: at + bytes });
    // What cannot be read back now is told when it counts.
    if (this.#written.reachFrom(this.#hashed) > this.#hashed) this.#catchUp().catch(() => undefined);
  }

  /** Everything was written: is it what its name says? */
  async isProven(size: number): Promise<boolean> {
    await this.#catchUp();
    return this.#hashed === size && this.#check.matches();
  }

  /** A range as it stands in the file. */
  async *read(from: number, to: number): AsyncGenerator<Uint8Array> {
    for (let at = from; at < to; ) {
      const buffer = Buffer.allocUnsafe(Math.min(SPOOL.readBytes, to - at));
      const { bytesRead } = await this.#handle.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
      at += bytesRead;
    }
  }

  #catchUp(): Promise<void> {
    this.#hashing ??= this.#hashOn().finally(() => {
      this.#hashing = null;
    });
    return this.#hashing;
  }

  async #hashOn(): Promise<void> {
    for (
      let to = this.#written.reachFrom(this.#hashed);
      to > this.#hashed;
      to = this.#written.reachFrom(to)
    ) {
      for await (const chunk of this.read(this.#hashed, to)) {
        this.#check.update(chunk);
        this.#hashed += chunk.length;
      }
      if (this.#hashed < to) return;
    }
  }
}

async function writeAll(handle: Storage, at: number, chunks: readonly Uint8Array[]): Promise<void> {
  let [position, left] = [at, chunks.filter(({ length }) => length > 0)];
  while (left.length > 0) {
    let { bytesWritten } = await handle.writev(left, position);
    position += bytesWritten;
    left = left.flatMap((chunk) => {
      const done = Math.min(bytesWritten, chunk.length);
      bytesWritten -= done;
      return done === chunk.length ? [] : [chunk.subarray(done)];
    });
  }
}
