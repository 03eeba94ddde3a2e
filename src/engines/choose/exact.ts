import type { Verdict } from '../../probe/codes.ts';
import type { OfferedMirror } from './types.ts';

/** A mirror that is judged, and what it is known by. */
export interface Placed {
  readonly key: string;
  readonly candidate: OfferedMirror;
}

/** Those that nothing but their owner brings back, and that are not known to be at fault: none is taken out for a better one. Pure. */
export function pinnedOf<One extends Placed>(present: readonly One[], top: number): readonly One[] {
  const isPinned = ({ candidate: { unlisted, verdict } }: One): boolean =>
    unlisted === true && (verdict === null || !AT_FAULT.has(verdict));
  return present.filter(isPinned).slice(0, top);
}

const AT_FAULT: ReadonlySet<Verdict> = new Set(['dead', 'broken', 'unsafe', 'restricted']);

/** The pinned ones at the places that they have, the others around them in their order. `keys`: of the file. Pure. */
export function aroundPinned<One extends Placed>(
  pinned: readonly One[],
  others: readonly One[],
  keys: readonly string[],
): readonly One[] {
  const placeOf = ({ key }: One): number => keys.indexOf(key);
  return pinned
    .toSorted((one, other) => placeOf(one) - placeOf(other))
    .reduce<readonly One[]>((all, one) => all.toSpliced(placeOf(one), 0, one), others);
}
