import type { Range } from '../types.ts';

/** Which bytes of a file have been written. Pure but for its own memory. */
export class Intervals {
  #ranges: Range[] = [];

  add(added: Range): void {
    let { from, to } = added;
    const apart = this.#ranges.filter((range) => {
      if (range.to < from || range.from > to) return true;
      from = Math.min(from, range.from);
      to = Math.max(to, range.to);
      return false;
    });
    this.#ranges = [...apart, { from, to }];
  }

  /** How far it goes on from here without a gap. */
  reachFrom(at: number): number {
    return this.#ranges.find(({ from, to }) => from <= at && at < to)?.to ?? at;
  }
}
