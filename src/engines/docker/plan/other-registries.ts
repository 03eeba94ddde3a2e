import type { Stage } from '../../../change/types.ts';
import type { MirrorList, OfferedMirror } from '../../choose/index.ts';
import type { Plan, Refusal, Wish } from '../../engine.ts';
import {
  type HostsFlaw,
  type HostsWarning,
  hostsJudge,
  hostsOf,
  hostsWarnings,
} from '../../files/hosts-plan.ts';
import { renderHostsToml, serverOf } from '../../files/hosts-toml.ts';
import { type OwnEntry, type OwnFile, planOwnFile, planOwnUndo } from '../../files/own-file.ts';
import type { OwnExpect } from '../../files/own-hands.ts';
import type { SeenDockerHosts } from '../other-registries.ts';

export type HostsWarningOfDocker =
  | HostsWarning
  /** The classic store pulls from the registry itself: only `docker build` reads the file. */
  | { readonly kind: 'builds-only'; readonly registry: string };

export type HostsReason =
  | { readonly kind: 'no-proxies-here' }
  /** Somebody else's, or ours with somebody else's hand in it. */
  | { readonly kind: 'foreign-file'; readonly path: string; readonly undo: boolean }
  | { readonly kind: 'certificates'; readonly path: string };

export type HostsPlan = Plan<OwnExpect, HostsFlaw, HostsWarningOfDocker>;
export type HostsRefusal = Refusal<HostsFlaw, HostsReason>;

/** What would be refused whatever the mirrors. Pure. */
export function planEarly(
  { file, hosts, certificates }: SeenDockerHosts,
  { proxies, replace }: Wish,
): HostsRefusal | null {
  if (Object.keys(proxies).length > 0) return refuse(2, { kind: 'no-proxies-here' });
  if (certificates) return refuse(3, { kind: 'certificates', path: file.path });
  return hosts === null && !replace
    ? refuse(3, { kind: 'foreign-file', path: file.path, undo: false })
    : null;
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
  const planned = planOwnFile(ownFile(seen), wish, candidates, hostsJudge(wish), {
    text: (urls) => renderHostsToml(serverOf(registry), hostsOf(urls, candidates)),
    expect: (urls) => ({
      expect: { mirrors: hostsOf(urls, candidates).map(({ url }) => url) },
      inForce: inspection.engine.running,
    }),
  });
  if (planned.kind === 'no-fit-mirror') return refuse(1, planned);
  const { stages, mirrors } = planned;
  const warnings = hostsWarnings(registry, planned, candidates);
  const classic = inspection.engine.store !== 'containerd' && warnings.length > 0;
  return planOf(stages, mirrors, classic ? [{ kind: 'builds-only', registry }, ...warnings] : warnings);
}

/** Back to the file as a backup has it. Pure. */
export function planUndo(seen: SeenDockerHosts, entry: OwnEntry | null): HostsPlan | HostsRefusal {
  const stages = planOwnUndo(ownFile(seen), entry, { mirrors: null });
  return stages === 'edited'
    ? refuse(3, { kind: 'foreign-file', path: seen.file.path, undo: true })
    : planOf(stages, null, []);
}

function ownFile({ file, bytes, hosts }: SeenDockerHosts): OwnFile {
  return { path: file.path, bytes, mirrors: hosts === null ? null : hosts.map(({ url }) => url) };
}

function planOf(
  stages: readonly Stage<OwnExpect>[],
  mirrors: MirrorList<HostsFlaw> | null,
  warnings: readonly HostsWarningOfDocker[],
): HostsPlan {
  return { kind: 'plan', stages, mirrors, warnings, consent: [] };
}

function refuse(exitCode: HostsRefusal['exitCode'], reason: HostsRefusal['reason']): HostsRefusal {
  return { kind: 'refusal', exitCode, reason };
}
