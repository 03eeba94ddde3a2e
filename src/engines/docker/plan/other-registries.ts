import type { OfferedMirror } from '../../choose/index.ts';
import type { PlanOf, RefusalOf, Wish } from '../../engine.ts';
import { type HostsWarning, hostsWarnings, refuseHosts } from '../../files/hosts-plan.ts';
import { HOSTS_TOML } from '../../files/hosts-toml.ts';
import { planOwnFile, refuseProxies } from '../../files/own-file.ts';
import type { BuildsOnly, DockerHosts, SeenDockerHosts } from '../other-registries.ts';

/** What would be refused whatever the mirrors. Pure. */
export function planEarly(seen: SeenDockerHosts, wish: Wish): RefusalOf<DockerHosts> | null {
  return refuseProxies(wish) ?? refuseHosts(seen, wish);
}

/** Pure. */
export function planApply(
  seen: SeenDockerHosts,
  wish: Wish,
  candidates: readonly OfferedMirror[],
): PlanOf<DockerHosts> | RefusalOf<DockerHosts> {
  const early = planEarly(seen, wish);
  if (early !== null) return early;
  const { engine } = seen.inspection;
  return planOwnFile<never, HostsWarning | BuildsOnly>(seen, wish, candidates, {
    file: HOSTS_TOML,
    inForce: () => engine.running,
    warnings(mirrors, writes) {
      const warnings = hostsWarnings(seen, mirrors, writes, candidates);
      const classic = engine.store !== 'containerd' && mirrors.listed.length > 0;
      return classic ? [{ kind: 'builds-only', registry: seen.registry }, ...warnings] : warnings;
    },
  });
}
