import type { Activation, Stage } from '../../change/types.ts';
import { type CommonWarning, choiceWarnings, type OfferedMirror, pullSecrets } from '../choose/index.ts';
import type { Plan, Refusal, Wish } from '../engine.ts';
import { judgeOf, planOf, refuse } from '../files/answers.ts';
import { hostsOf } from '../files/hosts-plan.ts';
import { planOwnFile } from '../files/own-file.ts';
import type { OwnExpect } from '../files/own-hands.ts';
import { renderMirror, type Unspeakable } from '../files/render-mirror.ts';
import type { SeenByHand } from './find.ts';

export type ByHandFlaw =
  /** The engine's file cannot name it. */
  { readonly kind: 'form'; readonly problem: Unspeakable } | { readonly kind: 'wrong-client' };

export type ByHandReason =
  | { readonly kind: 'no-proxies-here' }
  /** It is somebody else's, or in a shape in which mirrors cannot be put without touching more. */
  | { readonly kind: 'shape'; readonly path: string }
  /** Nothing was ever written. */
  | { readonly kind: 'nothing-to-undo' };

export type ByHandPlan = Plan<OwnExpect, ByHandFlaw, CommonWarning>;
export type ByHandRefusal = Refusal<ByHandFlaw, ByHandReason>;

/** What would be refused whatever the mirrors. Pure. */
export function planEarly({ file, mirrors }: SeenByHand, { proxies, replace }: Wish): ByHandRefusal | null {
  if (Object.keys(proxies).length > 0) return refuse(2, { kind: 'no-proxies-here' });
  return mirrors === null && !replace ? refuse(3, { kind: 'shape', path: file.path }) : null;
}

/** Pure. */
export function planApply(
  seen: SeenByHand,
  wish: Wish,
  candidates: readonly OfferedMirror[],
): ByHandPlan | ByHandRefusal {
  const early = planEarly(seen, wish);
  if (early !== null) return early;
  const { file, bytes, mirrors, registry, format, activate, kind } = seen;
  // What is replaced as a whole begins anew.
  const text = mirrors === null ? '' : (bytes?.toString('utf8') ?? '');
  const client = kind.file === 'registries.conf' ? 'containersImage' : 'containerd';
  const judge = judgeOf(client, wish, (url): ByHandFlaw | null => {
    const rendered = renderMirror({ url, resolves: false, byQuery: false }, registry, kind.file);
    return rendered.kind === 'text' ? null : { kind: 'form', problem: rendered.why };
  });
  const planned = planOwnFile({ path: file.path, bytes, mirrors }, wish, candidates, judge, {
    text: (urls) =>
      format.write(
        text,
        registry,
        urls,
        hostsOf(urls, candidates).find(({ resolves }) => resolves)?.url ?? null,
      ),
    // Whether it is in force nobody has looked.
    expect: (urls) => ({ expect: { mirrors: urls }, inForce: true }),
  });
  if (planned.kind === 'no-fit-mirror') return refuse(1, planned);
  const cannot = planned.stages.some(({ files }) => files.some(({ after }) => after === null));
  if (cannot) return refuse(3, { kind: 'shape', path: file.path });
  const activation: Activation =
    activate === null
      ? { kind: 'at-each-pull' }
      : { kind: 'by-hand', command: activate, why: 'cannot-reload' };
  const { mirrors: chosen } = planned;
  const warnings =
    chosen === null
      ? []
      : [
          ...choiceWarnings(chosen, candidates),
          ...(kind.kubelet ? pullSecrets(chosen, registry, seen.logins) : []),
        ];
  const stages = planned.stages.map((stage): Stage<OwnExpect> => ({ ...stage, activation }));
  return planOf(stages, chosen, warnings);
}
