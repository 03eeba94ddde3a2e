import type { OfferedMirror } from '../../choose/index.ts';
import type { Plan, Refusal, Wish } from '../../engine.ts';
import { planOf, refuse } from '../../files/answers.ts';
import {
  type HostsFlaw,
  type HostsReason,
  type HostsWarning,
  hostsWarnings,
  ownHosts,
  planHosts,
  refuseHosts,
} from '../../files/hosts-plan.ts';
import { type OwnEntry, planOwnUndo } from '../../files/own-file.ts';
import type { OwnExpect } from '../../files/own-hands.ts';
import type { SeenDockerHosts } from '../other-registries.ts';

export type HostsWarningOfDocker =
  | HostsWarning
  /** The classic store pulls from the registry itself: only `docker build` reads the file. */
  | { readonly kind: 'builds-only'; readonly registry: string };

type HostsPlan = Plan<OwnExpect, HostsFlaw, HostsWarningOfDocker>;
type HostsRefusal = Refusal<HostsFlaw, HostsReason>;

/** What would be refused whatever the mirrors. Pure. */
export function planEarly(seen: SeenDockerHosts, wish: Wish): HostsRefusal | null {
  return Object.keys(wish.proxies).length > 0
    ? refuse(2, { kind: 'no-proxies-here' })
    : refuseHosts(seen, wish);
}

/** Pure. */
export function planApply(
  seen: SeenDockerHosts,
  wish: Wish,
  candidates: readonly OfferedMirror[],
): HostsPlan | HostsRefusal {
  const early = planEarly(seen, wish);
  if (early !== null) return early;
  const { registry, inspection } = seen;
  const planned = planHosts(seen, wish, candidates, inspection.engine.running);
  if (planned.kind === 'no-fit-mirror') return refuse(1, planned);
  const { stages, mirrors } = planned;
  const warnings = hostsWarnings(seen, planned, candidates);
  const classic = inspection.engine.store !== 'containerd' && mirrors !== null && mirrors.listed.length > 0;
  return planOf(stages, mirrors, classic ? [{ kind: 'builds-only', registry }, ...warnings] : warnings);
}

/** Back to the file as a backup has it. Pure. */
export function planUndo(seen: SeenDockerHosts, entry: OwnEntry | null): HostsPlan | HostsRefusal {
  const stages = planOwnUndo(ownHosts(seen), entry, { mirrors: null });
  return stages === 'edited'
    ? refuse(3, { kind: 'foreign-file', path: seen.file.path, undo: true })
    : planOf(stages, null, []);
}
