import { type CommonWarning, type OfferedMirror, pullSecrets } from '../choose/index.ts';
import type { PlanOf, RefusalOf, Wish } from '../engine.ts';
import { mirrorsIn, planOwnFile, refuse, refuseProxies } from '../files/own-file.ts';
import type { ByHandShapes } from './engine.ts';
import type { SeenByHand } from './find.ts';
import { FILE_KINDS } from './kinds.ts';

export type ByHandReason =
  /** It is somebody else's, or in a shape in which mirrors cannot be put without touching more. */
  | { readonly kind: 'shape'; readonly path: string }
  /** Nothing was ever written. */
  | { readonly kind: 'nothing-to-undo' };

/** What would be refused whatever the mirrors. Pure. */
export function planEarly(seen: SeenByHand, wish: Wish): RefusalOf<ByHandShapes> | null {
  const proxies = refuseProxies(wish);
  if (proxies !== null) return proxies;
  const isForeign = mirrorsIn(seen, FILE_KINDS[seen.kind.file]) === null && !wish.replace;
  return isForeign ? refuse(3, { kind: 'shape', path: seen.file.path }) : null;
}

/** Pure. */
export function planApply(
  seen: SeenByHand,
  wish: Wish,
  candidates: readonly OfferedMirror[],
): PlanOf<ByHandShapes> | RefusalOf<ByHandShapes> {
  const early = planEarly(seen, wish);
  if (early !== null) return early;
  const { file, registry, activate, kind, logins } = seen;
  const planned = planOwnFile<never, CommonWarning>(seen, wish, candidates, {
    file: FILE_KINDS[kind.file],
    // Whether it is in force nobody has looked.
    inForce: () => true,
    ...(activate === null
      ? {}
      : { activation: { kind: 'by-hand', command: activate, why: 'cannot-reload' } as const }),
    warnings: (mirrors) => (kind.kubelet ? pullSecrets(mirrors, registry, logins) : []),
  });
  const cannot =
    planned.kind === 'plan' && planned.stages.some(({ files }) => files.some(({ after }) => after === null));
  return cannot ? refuse(3, { kind: 'shape', path: file.path }) : planned;
}
