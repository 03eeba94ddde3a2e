import type { Consent, PlannedFile } from '../../../change/types.ts';
import type { ServiceFacts } from './input.ts';
import type { PlanWarning } from './types.ts';

/**
 * A unit file of ours takes a daemon-reload, which brings into force what others changed in the engine's units as well. What those say
 * may be anything, so that it takes the consent that what ends the engine takes.
 */
export function unreadUnits(
  files: readonly PlannedFile[],
  { unread = [] }: Pick<ServiceFacts, 'unread'>,
  given: boolean,
): { readonly warnings: readonly PlanWarning[]; readonly consent: readonly Consent[] } {
  const units = files.filter(({ unit }) => unit);
  // A run of ours that was ended before its daemon-reload leaves its own behind.
  const paths = unread.filter((path) => !units.some((own) => own.path === path));
  if (units.length === 0 || paths.length === 0) return { warnings: [], consent: [] };
  return {
    warnings: [{ kind: 'pending-units', paths }],
    consent: [{ kind: 'pending', keys: paths, given }],
  };
}

/** One question for all that waits. */
export function asOne(settings: readonly Consent[], units: readonly Consent[]): readonly Consent[] {
  const keys = [...settings, ...units].flatMap((one) => (one.kind === 'pending' ? one.keys : []));
  const [first] = units;
  return first === undefined || first.kind !== 'pending' ? settings : [{ ...first, keys }];
}
