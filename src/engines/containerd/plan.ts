import type { Activation } from '../../change/types.ts';
import { type CommonWarning, type OfferedMirror, pullSecrets } from '../choose/index.ts';
import type { PlanOf, RefusalOf, Wish } from '../engine.ts';
import { type HostsWarning, hostsWarnings, refuseHosts } from '../files/hosts-plan.ts';
import { HOSTS_TOML } from '../files/hosts-toml.ts';
import {
  type OwnEntry,
  ownFileOf,
  planOwnFile,
  planOwnUndo,
  refuse,
  refuseProxies,
} from '../files/own-file.ts';
import type { NoEdit } from './config-file.ts';
import type { Containerd } from './engine.ts';
import type { SeenContainerd } from './find.ts';

export type ContainerdReason =
  /** No hosts.toml is read yet, and config.toml would be changed for it: with `--activate restart`. */
  | { readonly kind: 'no-config-path' | 'two-folders'; readonly path: string; readonly folder: string }
  /** It runs with an older configuration than the one that stands there: which hosts.toml it reads is not known. */
  | { readonly kind: 'changed-since'; readonly path: string }
  /** No hosts.toml is read yet, and config.toml is left alone. */
  | { readonly kind: 'config-left'; readonly path: string; readonly why: NoEdit };

/** What would be refused whatever the mirrors. Pure. */
export function planEarly(seen: SeenContainerd, wish: Wish): RefusalOf<Containerd> | null {
  const proxies = refuseProxies(wish);
  if (proxies !== null) return proxies;
  if (seen.config !== null) {
    const { after, missing } = seen.config;
    const { path } = seen.main;
    if (!Buffer.isBuffer(after)) return refuse(3, { kind: 'config-left', path, why: after });
    if (wish.activate !== 'restart')
      return refuse(3, { kind: missing.kind, path, folder: foldersOf(seen.file.path) });
  }
  if (seen.changed !== null && wish.activate !== 'restart')
    return refuse(3, { kind: 'changed-since', path: seen.changed });
  return refuseHosts(seen, wish);
}

/** One restart brings both files into force; what is a hosts.toml alone needs none. Pure. */
export function planApply(
  seen: SeenContainerd,
  wish: Wish,
  candidates: readonly OfferedMirror[],
): PlanOf<Containerd> | RefusalOf<Containerd> {
  const early = planEarly(seen, wish);
  if (early !== null) return early;
  const { config, changed, main, registry, running, logins } = seen;
  const also =
    config === null || !Buffer.isBuffer(config.after)
      ? changed === null
        ? {}
        : { activation: RESTART }
      : {
          also: [ownFileOf(main.path, main.bytes, config.after, 'keep')],
          activation: RESTART,
        };
  return planOwnFile<never, HostsWarning | CommonWarning>(seen, wish, candidates, {
    file: HOSTS_TOML,
    inForce: () => running && changed === null,
    warnings: (mirrors, writes) => [
      ...hostsWarnings(seen, mirrors, writes, candidates),
      ...pullSecrets(mirrors, registry, logins),
    ],
    ...also,
  });
}

/** The folder of all hosts.toml. */
export function foldersOf(file: string): string {
  return file.split('/').slice(0, -2).join('/');
}

/** Measured: what runs keeps its process, and CRI answers again a quarter of a second later. */
const RESTART: Activation = {
  kind: 'restart',
  why: 'cannot-reload',
  daemonReload: false,
  containers: { stop: 0, liveRestore: 'on' },
};

/** Back to the files as a backup has them. Pure. */
export function planUndo(
  { main, file, bytes }: SeenContainerd,
  entry: OwnEntry | null,
  config: OwnEntry | null = null,
): PlanOf<Containerd> | RefusalOf<Containerd> {
  return planOwnUndo(
    [
      { ...main, entry: config, activation: RESTART },
      { path: file.path, bytes, entry },
    ],
    'foreign-file',
  );
}
