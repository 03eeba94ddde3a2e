import { mirrorKey } from '../../engines/choose/index.ts';
import { WATCH } from './limits.ts';
import type { WatchedMirror } from './types.ts';

/** What is remembered of the mirrors themselves. Addresses as the engine's file spells them, personal ones too. */
export interface WatchMemory {
  /** Those that stand there when all work: the operator's, place for place. As many as these there shall be. */
  readonly wanted: readonly string[];
  /** The engine's, as the last run left them; null: a run was about to change them, so that what stands there is its doing. */
  readonly left: readonly string[] | null;
  /** Of the wanted: those that answered a look and failed when all were measured. Another look finds them well, so that only another measurement brings them back. */
  readonly unfit: readonly string[];
}

/** How a look found an address; `unknown`: it was not asked. */
export type StateOf = (url: string) => WatchedMirror['state'];

/**
 * What is remembered, held against what stands in the file. What somebody else has changed there since is the operator's word: what is added is wanted as well, and after any other change all
 * that stands there, and nothing else, is. Pure.
 */
export function recollect(memory: WatchMemory | null, configured: readonly string[]): WatchMemory {
  const anew = { wanted: configured, left: configured, unfit: [] };
  if (memory === null) return anew;
  const { wanted, left } = memory;
  // One that somebody put back is as good as any other.
  const unfit = memory.unfit.filter((url) => !has(configured, url));
  if (left === null || !wasEdited(memory, configured)) return { wanted, left: configured, unfit };
  if (!left.every((url) => has(configured, url))) return anew;
  const added = configured.filter((url) => !has(left, url) && !has(wanted, url));
  return { wanted: [...wanted, ...added].slice(0, WATCH.mirrors), left: configured, unfit };
}

/** Has somebody else changed the mirrors in the file since our last run? Pure. */
export function wasEdited(memory: WatchMemory | null, configured: readonly string[]): boolean {
  return memory !== null && memory.left !== null && !isSame(memory.left, configured);
}

/** Those that were taken out since they did not work, and that come back when they do. Pure. */
export function awaitedOf({ wanted }: WatchMemory, configured: readonly string[]): readonly string[] {
  return wanted.filter((url) => !has(configured, url));
}

/**
 * The mirrors to have now that one of the awaited works again: the wanted ones at their places, then those that stood in for them, as far as there is room. null: none of them works. Pure.
 */
export function comeBack(
  memory: WatchMemory,
  configured: readonly string[],
  stateOf: StateOf,
): readonly string[] | null {
  const { wanted } = memory;
  if (!awaitedOf(memory, configured).some((url) => stateOf(url) === 'works')) return null;
  const isWell = (url: string): boolean =>
    has(configured, url) ? stateOf(url) !== 'down' : stateOf(url) === 'works';
  const first = wanted.filter(isWell);
  const others = configured.filter((url) => !has(first, url));
  // One that is down has a place before none has.
  const rest = [
    ...others.filter((url) => stateOf(url) !== 'down'),
    ...others.filter((url) => stateOf(url) === 'down'),
  ];
  return [...first, ...rest].slice(0, wanted.length);
}

/** Those of the memory that are awaited, and that a look alone does not bring back. Pure. */
export function isUnfit({ unfit }: WatchMemory, url: string): boolean {
  return has(unfit, url);
}

/**
 * After a run that made `after` of `before`, by a measurement that found them as `measured` says. A wanted one that works by that and gave way did so for a better one, whose place it is from
 * now on; any other is awaited. Pure.
 */
export function afterChange(
  { wanted, unfit }: WatchMemory,
  before: readonly string[],
  looked: StateOf,
  measured: StateOf,
  after: readonly string[],
): WatchMemory {
  const better = after.filter((url) => !has(wanted, url));
  const places = wanted.map((url) => {
    const gaveWay = has(before, url) && !has(after, url) && measured(url) === 'works';
    return gaveWay ? (better.shift() ?? url) : url;
  });
  const out = places.filter((url) => !has(after, url));
  const isNowUnfit = (url: string): boolean =>
    has(before, url) ? looked(url) === 'works' && measured(url) === 'down' : has(unfit, url);
  return { wanted: places, left: after, unfit: out.filter(isNowUnfit) };
}

export function isSame(some: readonly string[], others: readonly string[]): boolean {
  return (
    some.length === others.length &&
    some.every((url, place) => mirrorKey(url) === mirrorKey(others[place] ?? ''))
  );
}

function has(urls: readonly string[], wanted: string): boolean {
  return urls.some((url) => mirrorKey(url) === mirrorKey(wanted));
}
