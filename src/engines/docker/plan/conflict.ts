import { type DockerdFlag, keyOfFlag } from '../flags.ts';
import type { EngineFacts, OurKey } from './input.ts';
import type { ConflictingFlags } from './types.ts';

/** Options of the engine, now or at its next start, that say the same as these keys of its file; null: none. */
export function conflictingFlags(
  { flags, next: start }: Pick<EngineFacts, 'flags' | 'next'>,
  keys: readonly OurKey[],
): ConflictingFlags | null {
  const concerns = ({ name }: DockerdFlag): boolean => keys.some((key) => key === keyOfFlag(name));
  const next = start.flags.filter(concerns);
  const gone = flags.filter((flag) => concerns(flag) && !next.some(({ name }) => name === flag.name));
  return next.length + gone.length === 0 ? null : { flags: next, gone };
}
