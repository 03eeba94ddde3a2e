import type { Range } from './types.ts';

/** A range that one mirror was asked for. */
export interface Part {
  readonly id: number;
  readonly source: string;
  readonly from: number;
  /** Where it is to end; less than it was asked for once somebody else took its tail. Infinity: the size is not known. */
  to: number;
  /** Where the body ends that was asked for: behind `to` where others were asked for its tail since. Infinity: it does not say. */
  comesTo: number;
  /** Up to here its bytes came. */
  at: number;
  /** It was silent for so long that its range is anybody's. */
  doubted: boolean;
  /** It sends, but next to nothing: who is asked in its place does not give way to it. */
  crawls: boolean;
  /** Its request is on the wire, so its range can no longer be asked for otherwise. */
  sent: boolean;
  /** Who owed all of this, and is far slower: with the first byte he is passed. */
  passes: Part | null;
  /** Bytes a second so far; null: it has not run for long enough to tell. */
  rate: number | null;
}

/**
 * Which bytes of one blob came, are coming, and from whom; pure but for its own memory. Every byte below `size` is in exactly one of: received, the
 * rest of a part that is not doubted, free.
 */
export class Pieces {
  #size: number | null;
  #free: Range[];
  readonly #parts = new Map<number, Part>();
  readonly #ended: Part[] = [];
  #receivedBytes = 0;
  #nextId = 1;

  constructor(size: number | null) {
    this.#size = size;
    this.#free = [{ from: 0, to: size ?? Number.POSITIVE_INFINITY }];
  }

  /** null: not known yet. */
  get size(): number | null {
    return this.#size;
  }

  get parts(): readonly Part[] {
    return [...this.#parts.values()];
  }

  /** In order. */
  get free(): readonly Range[] {
    return this.#free.filter(({ from, to }) => from < to);
  }

  /** Who gave which bytes. */
  get received(): readonly (Range & { readonly source: string })[] {
    return [...this.#ended, ...this.#parts.values()]
      .filter(({ from, at }) => at > from)
      .map(({ from, at, source }) => ({ from, to: at, source }));
  }

  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  get isWhole(): boolean {
    return this.#size !== null && this.#receivedBytes === this.#size;
  }

  part(id: number): Part | null {
    return this.#parts.get(id) ?? null;
  }

  /** An answer told the size. false: another size is known, or more than that came already. */
  learnSize(size: number): boolean {
    if (this.#size !== null) return this.#size === size;
    if (this.received.some(({ to }) => to > size)) return false;
    this.#size = size;
    this.#free = this.#free.map(({ from, to }) => ({ from, to: Math.min(to, size) }));
    for (const part of this.#parts.values()) part.to = Math.min(part.to, size);
    return true;
  }

  /** A part over a free range; it is free no longer. */
  take(source: string, range: Range): Part {
    this.#free = this.#free.flatMap((free) => without(free, range));
    const part = {
      id: this.#nextId,
      source,
      ...range,
      comesTo: range.to,
      at: range.from,
      doubted: false,
      crawls: false,
      sent: false,
      passes: null,
      rate: null,
    };
    this.#nextId += 1;
    this.#parts.set(part.id, part);
    return part;
  }

  /** Another mirror is asked for the tail of a running part, which gets it back where nothing comes of that while it runs. */
  split(victim: Part, source: string, from: number): Part {
    const { to } = victim;
    victim.to = from;
    if (!victim.sent) victim.comesTo = from;
    this.#free.push({ from, to });
    return this.take(source, { from, to });
  }

  /** So many bytes of a part came. Returns how many of them count: what lies behind its end is somebody else's. */
  advance(part: Part, bytes: number): number {
    if (part.doubted && !this.#revive(part)) return 0;
    const counted = Math.min(bytes, part.to - part.at);
    if (part.at === part.from && counted > 0) pass(part);
    part.at += counted;
    this.#receivedBytes += counted;
    return counted;
  }

  /** It is silent: what it still owes may be had elsewhere, and it may go on if nobody else has begun by then. */
  doubt(part: Part): void {
    if (part.doubted) return;
    part.doubted = true;
    this.#letGo(part);
  }

  /** It ended; what it still owes is free. */
  end(part: Part): void {
    if (!this.#parts.delete(part.id)) return;
    this.#ended.push(part);
    if (!part.doubted) this.#letGo(part);
  }

  /** A body of unknown length came to its end. */
  endAt(part: Part): void {
    if (this.#size === null) this.learnSize(part.at);
  }

  /** Whose tail this is. */
  #before({ from }: Part): Part | undefined {
    return this.parts.find((one) => one.sent && !one.doubted && one.to === from);
  }

  /** Whether it has come to its end, and waits for who was asked for its tail to show that he gives it. */
  isWaiting({ at, to, doubted }: Part): boolean {
    const isUntried = (one: Part): boolean => one.from === to && one.at === to && !one.doubted;
    return !doubted && at === to && this.parts.some(isUntried);
  }

  /** What it still owes goes back to whom it was taken from, whose body brings it, or is free. */
  #letGo(part: Part): void {
    const before = part.at === part.from ? this.#before(part) : undefined;
    if (before === undefined || before.comesTo < part.to) this.#release({ from: part.at, to: part.to });
    else before.to = part.to;
  }

  /** It has bytes after all. Who was asked in its place and has none yet gives way, but not to one that crawls. */
  #revive(part: Part): boolean {
    const rest = { from: part.at, to: part.to };
    for (const other of part.crawls ? [] : this.#parts.values()) {
      if (other === part || other.doubted || other.at > other.from || !overlaps(other, rest)) continue;
      this.doubt(other);
    }
    const covering = this.#free.find(({ from, to }) => from <= rest.from && rest.from < to);
    if (covering === undefined) return false;
    part.to = Math.min(rest.to, covering.to);
    part.doubted = false;
    this.#free = this.#free.flatMap((free) => without(free, { from: part.at, to: part.to }));
    return true;
  }

  #release(range: Range): void {
    if (range.from >= range.to) return;
    const ranges = [...this.#free, range].toSorted((one, other) => one.from - other.from);
    const merged: { from: number; to: number }[] = [];
    for (const { from, to } of ranges) {
      const last = merged.at(-1);
      if (last !== undefined && last.to >= from) last.to = Math.max(last.to, to);
      else merged.push({ from, to });
    }
    this.#free = merged;
  }
}

/** As one that crawls is. */
function pass({ passes, from }: Part): void {
  if (passes !== null && passes.to === from) passes.doubted = passes.crawls = true;
}

function overlaps(one: Range, other: Range): boolean {
  return one.from < other.to && other.from < one.to;
}

function without(free: Range, taken: Range): Range[] {
  if (!overlaps(free, taken)) return [free];
  return [
    { from: free.from, to: taken.from },
    { from: taken.to, to: free.to },
  ].filter(({ from, to }) => from < to);
}
