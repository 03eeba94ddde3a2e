/** How far things were when some bytes of a download came. */
export interface Arrival {
  readonly atMs: number;
  /** Bytes of this download by then, these among them. */
  readonly own: number;
  /** Bytes of all downloads by then. */
  readonly all: number;
}

/** Bytes a second at which a download came among others, and all of them together in the same time. */
export interface SharedRates {
  readonly own: number;
  readonly all: number;
}

/** What a download got in the later half of its bytes: slow start lies in the earlier one. null: it came all at once, or not at all. Pure. */
export function laterHalf(arrivals: readonly Arrival[]): SharedRates | null {
  const last = arrivals.at(-1);
  const middle = arrivals.find(({ own }) => own * 2 >= (last?.own ?? 0));
  if (last === undefined || middle === undefined || last.atMs <= middle.atMs) return null;
  const seconds = (last.atMs - middle.atMs) / 1000;
  return { own: (last.own - middle.own) / seconds, all: (last.all - middle.all) / seconds };
}
