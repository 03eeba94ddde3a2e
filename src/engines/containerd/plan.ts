import type { Activation, Stage } from '../../change/types.ts';
import { type OfferedMirror, pullSecrets } from '../choose/index.ts';
import type { Plan, Refusal, Wish } from '../engine.ts';
import {
  type HostsFlaw,
  type HostsWarning,
  hostsJudge,
  hostsOf,
  hostsWarnings,
} from '../files/hosts-plan.ts';
import { renderHostsToml, serverOf } from '../files/hosts-toml.ts';
import { type OwnEntry, type OwnFile, type OwnPlan, planOwnFile, planOwnUndo } from '../files/own-file.ts';
import type { OwnExpect } from '../files/own-hands.ts';
import type { NoEdit } from './config-file.ts';
import type { SeenContainerd } from './find.ts';

export type ContainerdFlaw = HostsFlaw;
export type ContainerdWarning = HostsWarning;

export type ContainerdReason =
  | { readonly kind: 'no-proxies-here' }
  /** A hosts.toml of somebody else's, or ours with somebody else's hand in it. */
  | { readonly kind: 'foreign-file'; readonly path: string; readonly undo: boolean }
  | { readonly kind: 'certificates'; readonly path: string }
  /** No hosts.toml is read yet, and config.toml would be changed for it: with `--activate restart`. */
  | { readonly kind: 'no-config-path' | 'two-folders'; readonly path: string; readonly folder: string }
  /** No hosts.toml is read yet, and config.toml is left alone. */
  | { readonly kind: 'config-left'; readonly path: string; readonly why: NoEdit };

export type ContainerdPlan = Plan<OwnExpect, ContainerdFlaw, ContainerdWarning>;
export type ContainerdRefusal = Refusal<ContainerdFlaw, ContainerdReason>;

/** What would be refused whatever the mirrors. Pure. */
export function planEarly(
  seen: SeenContainerd,
  { proxies, replace, activate }: Wish,
): ContainerdRefusal | null {
  const { file, hosts, certificates, config } = seen;
  if (Object.keys(proxies).length > 0) return refuse(2, { kind: 'no-proxies-here' });
  if (config !== null) {
    const { path, after, missing } = config;
    if (!Buffer.isBuffer(after)) return refuse(3, { kind: 'config-left', path, why: after });
    if (activate !== 'restart') return refuse(3, { kind: missing.kind, path, folder: foldersOf(file.path) });
  }
  if (certificates) return refuse(3, { kind: 'certificates', path: file.path });
  return hosts === null && !replace
    ? refuse(3, { kind: 'foreign-file', path: file.path, undo: false })
    : null;
}

/** Pure. */
export function planApply(
  seen: SeenContainerd,
  wish: Wish,
  candidates: readonly OfferedMirror[],
): ContainerdPlan | ContainerdRefusal {
  const early = planEarly(seen, wish);
  if (early !== null) return early;
  const server = serverOf(seen.registry);
  const planned = planOwnFile(ownFile(seen), wish, candidates, hostsJudge(wish), {
    text: (urls) => renderHostsToml(server, hostsOf(urls, candidates)),
    expect: (urls) => ({
      expect: { mirrors: hostsOf(urls, candidates).map(({ url }) => url) },
      inForce: seen.running,
    }),
  });
  if (planned.kind === 'no-fit-mirror') return refuse(1, planned);
  return planOf({ ...planned, stages: withConfig(seen, planned.stages) }, [
    ...hostsWarnings(seen.registry, planned, candidates),
    ...(planned.mirrors === null ? [] : pullSecrets(planned.mirrors, seen.registry, seen.logins)),
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
  const hosts = planOwnUndo(ownFile(seen), entry, expect);
  if (hosts === 'edited') return refuse(3, { kind: 'foreign-file', path: seen.file.path, undo: true });
  const back = planOwnUndo({ ...main, mirrors: null }, config, expect);
  if (back === 'edited') return refuse(3, { kind: 'foreign-file', path: main.path, undo: true });
  if (back.length === 0) return planOf({ stages: hosts, mirrors: null }, []);
  const files = [...back, ...hosts].flatMap((stage) => stage.files);
  return planOf({ stages: [{ files, activation: RESTART, expect }], mirrors: null }, []);
}

function ownFile({ file, bytes, hosts }: SeenContainerd): OwnFile {
  return { path: file.path, bytes, mirrors: hosts === null ? null : hosts.map(({ url }) => url) };
}

function planOf(
  { stages, mirrors }: Pick<OwnPlan<ContainerdFlaw, OwnExpect>, 'stages' | 'mirrors'>,
  warnings: readonly ContainerdWarning[],
): ContainerdPlan {
  return { kind: 'plan', stages, mirrors, warnings, consent: [] };
}

function refuse(
  exitCode: ContainerdRefusal['exitCode'],
  reason: ContainerdRefusal['reason'],
): ContainerdRefusal {
  return { kind: 'refusal', exitCode, reason };
}
