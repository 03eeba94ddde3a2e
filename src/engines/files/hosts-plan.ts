import { hostOf, type MirrorList, type Named, type OfferedMirror } from '../choose/index.ts';
import type { Refusal, Wish } from '../engine.ts';
import type { HostsFile } from './hosts-file.ts';
import { HOSTS_TOML, hostsOf } from './hosts-toml.ts';
import { mirrorsIn, type OwnReason, refuse } from './own-file.ts';

export type HostsWarning =
  /** This mirror alone says which image a tag is; the others, where there are any, give content that its digest proves. */
  | { readonly kind: 'resolves'; readonly mirror: string; readonly others: boolean }
  /** Nobody shows a hosts.toml, and a bad one is passed over, as a dead mirror is: its own log tells who was asked. */
  | { readonly kind: 'only-a-pull-shows' }
  /** The registry has a folder of its own from now on, and no longer goes by this file. */
  | { readonly kind: 'default-hidden'; readonly path: string; readonly registry: string }
  /** None may: without the registry itself no tag can be pulled. */
  | { readonly kind: 'nobody-resolves'; readonly registry: string };

/** What would be refused whatever the mirrors, whoever reads the file. Pure. */
export function refuseHosts(seen: HostsFile, { replace }: Wish): Refusal<never, OwnReason> | null {
  const { path } = seen.file;
  if (seen.certificates !== null) return refuse(3, { kind: 'certificates', path, name: seen.certificates });
  const isForeign = mirrorsIn(seen, HOSTS_TOML) === null && !replace;
  return isForeign ? refuse(3, { kind: 'foreign-file', path, undo: false }) : null;
}

/** What is to be known of the hosts that will stand there. Pure. */
export function hostsWarnings(
  { registry, standIn }: HostsFile,
  { listed }: MirrorList<Named>,
  writes: boolean,
  candidates: readonly OfferedMirror[],
): readonly HostsWarning[] {
  const hidden: readonly HostsWarning[] =
    standIn === null || !writes ? [] : [{ kind: 'default-hidden', path: standIn, registry }];
  if (listed.length === 0) return hidden;
  const urls = listed.map(({ url }) => url);
  const resolving = hostsOf(urls, candidates).find(({ resolves }) => resolves);
  return [
    ...hidden,
    resolving === undefined
      ? { kind: 'nobody-resolves', registry }
      : { kind: 'resolves', mirror: hostOf(resolving.url), others: urls.length > 1 },
    { kind: 'only-a-pull-shows' },
  ];
}
