import type { Activation, Stage } from '../../change/types.ts';
import { type OfferedMirror, pullSecrets } from '../choose/index.ts';
import type { Plan, Refusal, Wish } from '../engine.ts';
import { planOf, refuse } from '../files/answers.ts';
import {
  type HostsFlaw,
  type HostsReason,
  type HostsWarning,
  hostsWarnings,
  ownHosts,
  planHosts,
  refuseHosts,
} from '../files/hosts-plan.ts';
import { type OwnEntry, planOwnUndo } from '../files/own-file.ts';
import type { OwnExpect } from '../files/own-hands.ts';
import type { NoEdit } from './config-file.ts';
import type { SeenContainerd } from './find.ts';

export type ContainerdFlaw = HostsFlaw;
export type ContainerdWarning = HostsWarning;

export type ContainerdReason =
  | HostsReason
  /** No hosts.toml is read yet, and config.toml would be changed for it: with `--activate restart`. */
  | { readonly kind: 'no-config-path' | 'two-folders'; readonly path: string; readonly folder: string }
  /** No hosts.toml is read yet, and config.toml is left alone. */
  | { readonly kind: 'config-left'; readonly path: string; readonly why: NoEdit };

export type ContainerdPlan = Plan<OwnExpect, ContainerdFlaw, ContainerdWarning>;
export type ContainerdRefusal = Refusal<ContainerdFlaw, ContainerdReason>;

/** What would be refused whatever the mirrors. Pure. */
export function planEarly(seen: SeenContainerd, wish: Wish): ContainerdRefusal | null {
  const { proxies, activate } = wish;
  const { file, config } = seen;
  if (Object.keys(proxies).length > 0) return refuse(2, { kind: 'no-proxies-here' });
  if (config !== null) {
    const { path, after, missing } = config;
    if (!Buffer.isBuffer(after)) return refuse(3, { kind: 'config-left', path, why: after });
    if (activate !== 'restart') return refuse(3, { kind: missing.kind, path, folder: foldersOf(file.path) });
  }
  return refuseHosts(seen, wish);
}

/** Pure. */
export function planApply(
  seen: SeenContainerd,
  wish: Wish,
  candidates: readonly OfferedMirror[],
): ContainerdPlan | ContainerdRefusal {
  const early = planEarly(seen, wish);
  if (early !== null) return early;
  const planned = planHosts(seen, wish, candidates, seen.running);
  if (planned.kind === 'no-fit-mirror') return refuse(1, planned);
  const { stages, mirrors } = planned;
  return planOf(withConfig(seen, stages), mirrors, [
    ...hostsWarnings(seen, planned, candidates),
    ...(mirrors === null ? [] : pullSecrets(mirrors, seen.registry, seen.logins)),
  ]);
}

/** The folder of all hosts.toml. */
function foldersOf(file: string): string {
  return file.split('/').slice(0, -2).join('/');
}

/** One restart brings both files into force; what is a hosts.toml alone needs none. */
function withConfig(
  { config }: SeenContainerd,
  stages: readonly Stage<OwnExpect>[],
): readonly Stage<OwnExpect>[] {
  if (config === null || !Buffer.isBuffer(config.after)) return stages;
  const { path, before, after } = config;
  return stages.map(({ files, expect }) => ({
    files: [...files, { path, before, after, mode: 'keep', judged: true, unit: false }],
    activation: RESTART,
    expect,
  }));
}

/** Measured: what runs keeps its process, and CRI answers again a quarter of a second later. */
const RESTART: Activation = {
  kind: 'restart',
  why: 'cannot-reload',
  daemonReload: false,
  containers: { stop: 0, liveRestore: 'on' },
};

/** Back to the file as a backup has it. Pure. */
export function planUndo(
  seen: SeenContainerd,
  entry: OwnEntry | null,
  config: OwnEntry | null = null,
): ContainerdPlan | ContainerdRefusal {
  const { main } = seen;
  const expect = { mirrors: null };
  const hosts = planOwnUndo(ownHosts(seen), entry, expect);
  if (hosts === 'edited') return refuse(3, { kind: 'foreign-file', path: seen.file.path, undo: true });
  const back = planOwnUndo({ ...main, mirrors: null }, config, expect);
  if (back === 'edited') return refuse(3, { kind: 'foreign-file', path: main.path, undo: true });
  if (back.length === 0) return planOf(hosts, null, []);
  const files = [...back, ...hosts].flatMap((stage) => stage.files);
  return planOf([{ files, activation: RESTART, expect }], null, []);
}
