/** Bytes at positions: a file (node:fs FileHandle), or memory where the disk has no room. Rejects with the system's error. */
export interface Storage {
  writev(chunks: readonly Uint8Array[], position: number): Promise<{ readonly bytesWritten: number }>;
  read(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>;
}

/** `most` bytes; what is written behind them is refused as by a disk that is full. */
export class MemoryStorage implements Storage {
  readonly #bytes: Buffer;

  constructor(most: number) {
    this.#bytes = Buffer.allocUnsafeSlow(most);
  }

  writev(chunks: readonly Uint8Array[], position: number): Promise<{ readonly bytesWritten: number }> {
    let at = position;
    for (const chunk of chunks) {
      if (at + chunk.length > this.#bytes.length)
        return Promise.reject(Object.assign(new Error('no room'), { code: 'ENOSPC' }));
      this.#bytes.set(chunk, at);
      at += chunk.length;
    }
    return Promise.resolve({ bytesWritten: at - position });
  }

  read(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }> {
    const part = this.#bytes.subarray(position, position + length);
    buffer.set(part, offset);
    return Promise.resolve({ bytesRead: part.length });
  }

  /** Its first bytes, which nobody writes any more. */
  first(bytes: number): Uint8Array {
    return this.#bytes.subarray(0, bytes);
  }
}
