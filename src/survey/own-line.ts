import type { SharedRates } from './later-half.ts';
import type { OwnLineLimits } from './limits.ts';

/** The user's own line, where it and not the mirrors sets the pace of a pull: among these mirrors latency decides. */
export interface OwnLine {
  /** What it carries, bytes a second: none of them was faster. */
  readonly bytesPerSecond: number;
  /** Ids of the mirrors that fill it alone, in the order in which they came. */
  readonly mirrors: readonly string[];
}

/** A mirror that was measured alone on the line. */
export interface MeasuredAlone {
  readonly id: string;
  readonly bytesPerSecond: number;
  /** What it had got before, among others; null: not known. */
  readonly shared: SharedRates | null;
}

/**
 * Is the line what holds the fastest mirrors back? That they come to one rate, each alone, does not show it: many a mirror stands behind a port of 30 or 50 Mbit/s. What shows it is
 * that several of them were each much slower among others, past their slow start, while all together came to that same rate and no more. Pure.
 */
export function ownLine(alone: readonly MeasuredAlone[], limits: OwnLineLimits): OwnLine | null {
  const bytesPerSecond = alone.reduce((most, one) => Math.max(most, one.bytesPerSecond), 0);
  const filling = alone.filter((one) => one.bytesPerSecond >= limits.alike * bytesPerSecond);
  const heldBack = filling.filter(({ shared }) => isHeldBack(shared, bytesPerSecond, limits));
  if (heldBack.length < limits.heldBack) return null;
  return { bytesPerSecond, mirrors: filling.map(({ id }) => id) };
}

function isHeldBack(shared: SharedRates | null, line: number, limits: OwnLineLimits): boolean {
  return (
    shared !== null &&
    shared.own <= limits.ownShare * line &&
    shared.all >= limits.leastShare * line &&
    shared.all <= limits.mostShare * line
  );
}
