import type { Parameters } from '../../report/types.ts';

/**
 * What a run was told to look at, in words: two runs that were told the same have the same. A choice that somebody made for
 * one run (addresses that were named, `--only`) is told apart, for it is not a list of the vantage's. Pure.
 */
export function scopeOf({ lists, named = 0, only = 0, skip = 0, all }: Parameters): string {
  if (named > 0) return NAMED;
  const words = [
    ...(only > 0 ? [`${ONLY} ${only}`] : []),
    ...lists.toSorted(),
    ...(skip > 0 ? [`--skip ${skip}`] : []),
    ...(all === true ? ['--all'] : []),
  ];
  return words.join(' ').slice(0, SCOPE_CHARS);
}

/** Whether such a run was restricted to mirrors that were chosen for it: it tells of these, and never what the list is. */
export function isChosen(scope: string): boolean {
  return scope === NAMED || scope.startsWith(`${ONLY} `);
}

const NAMED = 'named on the command line';
const ONLY = '--only';

/** Lists have names of a few dozen characters. */
const SCOPE_CHARS = 500;
