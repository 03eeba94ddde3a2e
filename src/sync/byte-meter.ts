/** Bytes of one image on their way. */
export interface ByteFigures {
  /** What the destination does not have of it, as far as its manifests were read. */
  readonly total: number;
  readonly received: number;
  readonly sent: number;
  readonly seconds: number;
}

/** How far the image whose turn it is has come. */
export class ByteMeter {
  readonly #now: () => number;
  #receivedInAll: () => number = () => 0;
  #start = { ms: 0, received: 0 };
  #total = 0;
  #proven = 0;
  #sent = 0;

  /** `now`: milliseconds of a clock that only goes forward. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** `count`: bytes that were received in this run so far. */
  receives(count: () => number): void {
    this.#receivedInAll = count;
  }

  /** The next image's turn. */
  begin(): void {
    this.#start = { ms: this.#now(), received: this.#receivedInAll() };
    this.#total = 0;
    this.#proven = 0;
    this.#sent = 0;
  }

  /** So many bytes are to be sent; below zero: are not, after all. */
  expect(bytes: number): void {
    this.#total += bytes;
  }

  /** So many are on this disk, whether they were there before or came now. */
  holds(bytes: number): void {
    this.#proven += bytes;
  }

  sends(bytes: number): void {
    this.#sent += bytes;
  }

  /** What had to be fetched or sent twice counts once. */
  get figures(): ByteFigures {
    const total = this.#total;
    const arriving = this.#receivedInAll() - this.#start.received;
    return {
      total,
      received: Math.min(total, Math.max(this.#proven, arriving)),
      sent: Math.min(total, this.#sent),
      seconds: (this.#now() - this.#start.ms) / 1000,
    };
  }
}
