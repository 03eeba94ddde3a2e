import type { ScheduleLimits } from '../limits.ts';

/** What is known of a mirror's pull: seconds as predicted, and the two between which they lie. */
export interface Forecast {
  readonly id: string;
  readonly seconds: number;
  /** With the highest rate that it may still turn out to have. */
  readonly best: number;
  /** With the lowest. */
  readonly worst: number;
}

/** Can this mirror still come to stand among the first `places`? Not where so many are faster at their worst than it is at its best. Pure. */
export function mayWin(best: number, others: readonly Forecast[], places: number): boolean {
  return others.filter(({ worst }) => worst < best).length < places;
}

/** A mirror of the second round: not measured in it yet, being measured, or measured. */
export interface Contender extends Forecast {
  readonly again: 'open' | 'running' | 'done';
}

/**
 * Whom a finalist must beat. One that was measured again keeps its figure, so that it is that which counts; of the others, those that still run among them, it is the worst that they may turn out to be. Pure.
 */
export function rivalsOf(id: string, contenders: readonly Contender[]): Forecast[] {
  return contenders
    .filter((one) => one.id !== id)
    .map((one) => (one.again === 'done' ? { ...one, worst: one.seconds } : one));
}

/**
 * Who is measured next: the leaders first, for one that was seen for a moment only may throttle later; then whoever may still turn out faster than the last of the leaders, most promising first. null: no mirror can change the first places any more, or `left` is 0. Pure.
 */
export function nextFinalist(
  contenders: readonly Contender[],
  left: number,
  limits: ScheduleLimits,
): string | null {
  if (left <= 0) return null;
  const leaders = leadersOf(contenders, limits);
  const leader = leaders.find(({ again }) => again === 'open');
  if (leader !== undefined) return leader.id;
  const bar = leaders.at(-1)?.seconds ?? 0;
  const open = contenders.filter(({ again, best }) => again === 'open' && best < bar);
  return open.toSorted((a, b) => a.best - b.best)[0]?.id ?? null;
}

/** Who would have the first places now, best first. Pure. */
export function leadersOf<One extends Forecast>(
  contenders: readonly One[],
  { places }: Pick<ScheduleLimits, 'places'>,
): One[] {
  return contenders.toSorted((a, b) => a.seconds - b.seconds).slice(0, places);
}

/** Whom a second round would measure if it found what is forecast: for those who follow its progress. Pure. */
export function likelyFinalists(
  contenders: readonly Contender[],
  left: number,
  limits: ScheduleLimits,
): string[] {
  const ids: string[] = [];
  let now: readonly Contender[] = contenders;
  for (;;) {
    const next = nextFinalist(now, left - ids.length, limits);
    if (next === null) return ids;
    ids.push(next);
    now = now.map((one) => (one.id === next ? { ...one, again: 'done' } : one));
  }
}

/** Bytes a second on the line while one download ran. */
export interface LineShare {
  /** This download's. */
  readonly own: number;
  /** All downloads', this one's among them. */
  readonly total: number;
  /** The most that all together ever reached. */
  readonly peak: number;
  /** Downloads at once. */
  readonly downloads: number;
}

/**
 * How many times faster a download may be alone on the line. 1 where the line was not full, or where it did not even take the part of it that it was free to take:
 * then it was not the line that held it back. Pure.
 */
export function possibleGain({ own, total, peak, downloads }: LineShare, limits: ScheduleLimits): number {
  if (downloads < 2 || own <= 0 || total < peak * limits.fullLine) return 1;
  return own < (total / downloads) * limits.fairShare ? 1 : Math.max(1, total / own);
}

/** Does a download use so little of the line that another may run beside it? `bytes` and `ms`: since its first byte; `peak`: bytes a ms, the most that the line was seen to carry. Pure. */
export function usesLittle(bytes: number, ms: number, peak: number, limits: ScheduleLimits): boolean {
  return ms >= limits.littleMs && bytes < peak * limits.littleShare * ms;
}

/** May a download begin beside those that have the line? Where it fits with them into the part of the line that leaves all of them unhindered, or where they take next to nothing. Rates at their highest, bytes a second, as `peak`: the most that the line was seen to carry. Pure. */
export function fitsBeside(
  high: number,
  others: number,
  peak: number,
  { roomyShare, littleShare }: ScheduleLimits,
): boolean {
  return others <= peak * littleShare || others + high <= peak * roomyShare;
}
