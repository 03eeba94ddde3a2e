import type { Stage } from '../../change/types.ts';
import {
  asSeenBy,
  type CommonFlaw,
  type Judge,
  type MirrorList,
  type Named,
  type OfferedMirror,
  plainHttpFlaw,
  verdictFlaw,
} from '../choose/index.ts';
import type { Plan, Refusal, Wish } from '../engine.ts';
import type { OwnExpect } from './own-hands.ts';

/** What is planned for an engine that reads a file of ours: nobody has to agree to more than the plan. */
export function planOf<Flaw extends Named, Warning>(
  stages: readonly Stage<OwnExpect>[],
  mirrors: MirrorList<Flaw> | null,
  warnings: readonly Warning[],
): Plan<OwnExpect, Flaw, Warning> {
  return { kind: 'plan', stages, mirrors, warnings, consent: [] };
}

export function refuse<Reason extends Named>(
  exitCode: Refusal<never, Reason>['exitCode'],
  reason: Reason,
): { readonly kind: 'refusal'; readonly exitCode: typeof exitCode; readonly reason: Reason } {
  return { kind: 'refusal', exitCode, reason };
}

/** Which mirrors an engine can be told of, and can pull through; `form`: what its file cannot say. */
export function judgeOf<Flaw extends Named>(
  client: Parameters<typeof asSeenBy>[0],
  wish: Wish,
  form: (url: string) => Flaw | null,
): Judge<Flaw | { readonly kind: 'wrong-client' }> {
  return {
    form,
    flaw(candidate: OfferedMirror): CommonFlaw | Flaw | { readonly kind: 'wrong-client' } | null {
      const asked = asSeenBy(client, candidate);
      if (asked === null) return { kind: 'wrong-client' };
      return form(candidate.url) ?? verdictFlaw(asked, wish) ?? plainHttpFlaw(candidate, wish);
    },
  };
}
