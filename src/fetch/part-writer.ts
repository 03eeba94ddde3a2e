import type { FetchLimits } from './limits.ts';

/** The bytes of one part on their way to the disk: gathered into writes of some size, one at a time, in order. */
export class PartWriter {
  readonly #write: (at: number, chunks: readonly Uint8Array[]) => Promise<void>;
  readonly #limits: FetchLimits;
  #at: number;
  #gathered: Uint8Array[] = [];
  #gatheredBytes = 0;
  #writing: Promise<void> | null = null;

  constructor(
    at: number,
    write: (at: number, chunks: readonly Uint8Array[]) => Promise<void>,
    limits: FetchLimits,
  ) {
    this.#at = at;
    this.#write = write;
    this.#limits = limits;
  }

  /** A promise: the disk is behind, and more should not come before it is fulfilled. */
  push(chunk: Uint8Array): Promise<void> | null {
    this.#gathered.push(chunk);
    this.#gatheredBytes += chunk.length;
    if (this.#gatheredBytes >= this.#limits.writeBytes) this.#writing ??= this.#writeOn();
    return this.#gatheredBytes >= this.#limits.queuedBytes ? this.#writing : null;
  }

  get isBehind(): boolean {
    return this.#gatheredBytes >= this.#limits.queuedBytes;
  }

  /** Everything that was pushed is written. */
  async flush(): Promise<void> {
    while (this.#writing !== null || this.#gatheredBytes > 0) {
      this.#writing ??= this.#writeOn();
      await this.#writing;
    }
  }

  async #writeOn(): Promise<void> {
    const [chunks, at] = [this.#gathered, this.#at];
    this.#at += this.#gatheredBytes;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    await this.#write(at, chunks);
    this.#writing = null;
    if (this.#gatheredBytes >= this.#limits.writeBytes) this.#writing = this.#writeOn();
  }
}
