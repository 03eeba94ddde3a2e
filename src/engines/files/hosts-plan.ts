import {
  type CommonWarning,
  choiceWarnings,
  hostOf,
  type NoFitMirror,
  type OfferedMirror,
} from '../choose/index.ts';
import type { Wish } from '../engine.ts';
import { judgeOf, refuse } from './answers.ts';
import type { HostsFile } from './hosts-file.ts';
import { type Host, renderHostsToml, serverOf } from './hosts-toml.ts';
import { type OwnFile, type OwnPlan, planOwnFile } from './own-file.ts';
import type { OwnExpect } from './own-hands.ts';
import { partsOf } from './render-mirror.ts';

export type HostsFlaw =
  /** Not an address that a hosts.toml can name. */
  | { readonly kind: 'form' }
  /** It answers the classic way of asking alone. */
  | { readonly kind: 'wrong-client' };

export type HostsWarning =
  | CommonWarning
  /** This mirror alone says which image a tag is; the others, where there are any, give content that its digest proves. */
  | { readonly kind: 'resolves'; readonly mirror: string; readonly others: boolean }
  /** Nobody shows a hosts.toml, and a bad one is passed over: only a pull proves it. */
  | { readonly kind: 'only-a-pull-shows' }
  /** The registry has a folder of its own from now on, and no longer goes by this file. */
  | { readonly kind: 'default-hidden'; readonly path: string; readonly registry: string }
  /** None may: without the registry itself no tag can be pulled. */
  | { readonly kind: 'nobody-resolves'; readonly registry: string };

/**
 * Content is proven by its digest, whoever gives it; which digest a tag has is a matter of trust. So one mirror alone may say that: the
 * first whose image was confirmed, or that its user vouches for.
 */
export function hostsOf(urls: readonly string[], candidates: readonly OfferedMirror[]): readonly Host[] {
  const trusted = urls.find((url) => {
    const candidate = candidates.find((one) => one.url === url);
    return candidate === undefined || candidate.confirmed || candidate.origin === 'argument';
  });
  return urls.map((url) => ({ url: url.endsWith('/') ? url.slice(0, -1) : url, resolves: url === trusted }));
}

export type HostsReason =
  | { readonly kind: 'no-proxies-here' }
  /** Somebody else's, or ours with somebody else's hand in it. */
  | { readonly kind: 'foreign-file'; readonly path: string; readonly undo: boolean }
  | { readonly kind: 'certificates'; readonly path: string };

/** What would be refused whatever the mirrors, whoever reads the file. Pure. */
export function refuseHosts(
  { file: { path }, hosts, certificates }: HostsFile,
  { replace }: Pick<Wish, 'replace'>,
): { readonly kind: 'refusal'; readonly exitCode: 1 | 2 | 3; readonly reason: HostsReason } | null {
  if (certificates) return refuse(3, { kind: 'certificates', path });
  return hosts === null && !replace ? refuse(3, { kind: 'foreign-file', path, undo: false }) : null;
}

/** The best mirrors in a hosts.toml of ours. `inForce`: who reads it is up. Pure. */
export function planHosts(
  hosts: HostsFile,
  wish: Wish,
  candidates: readonly OfferedMirror[],
  inForce: boolean,
): OwnPlan<HostsFlaw, OwnExpect> | NoFitMirror<HostsFlaw> {
  const judge = judgeOf('containerd', wish, (url): HostsFlaw | null =>
    typeof partsOf(url) === 'string' ? { kind: 'form' } : null,
  );
  return planOwnFile(ownHosts(hosts), wish, candidates, judge, {
    text: (urls) => renderHostsToml(serverOf(hosts.registry), hostsOf(urls, candidates)),
    expect: (urls) => ({
      expect: { mirrors: hostsOf(urls, candidates).map(({ url }) => url) },
      inForce,
    }),
  });
}

export function ownHosts({ file, bytes, hosts }: HostsFile): OwnFile {
  return { path: file.path, bytes, mirrors: hosts === null ? null : hosts.map(({ url }) => url) };
}

/** What is to be known of the hosts that will stand there. Pure. */
export function hostsWarnings(
  { registry, standIn }: Pick<HostsFile, 'registry' | 'standIn'>,
  { mirrors, stages }: Pick<OwnPlan<HostsFlaw, OwnExpect>, 'mirrors' | 'stages'>,
  candidates: readonly OfferedMirror[],
): readonly HostsWarning[] {
  const hidden: readonly HostsWarning[] =
    standIn === null || stages.length === 0 ? [] : [{ kind: 'default-hidden', path: standIn, registry }];
  if (mirrors === null || mirrors.listed.length === 0) return hidden;
  const urls = mirrors.listed.map(({ url }) => url);
  const resolving = hostsOf(urls, candidates).find(({ resolves }) => resolves);
  return [
    ...hidden,
    resolving === undefined
      ? { kind: 'nobody-resolves', registry }
      : { kind: 'resolves', mirror: hostOf(resolving.url), others: urls.length > 1 },
    { kind: 'only-a-pull-shows' },
    ...choiceWarnings(mirrors, candidates),
  ];
}
