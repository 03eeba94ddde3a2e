import {
  asSeenBy,
  type CommonWarning,
  choiceWarnings,
  hostOf,
  type Judge,
  type MirrorList,
  type OfferedMirror,
  plainHttpFlaw,
  verdictFlaw,
} from '../choose/index.ts';
import type { Wish } from '../engine.ts';
import type { Host } from './hosts-toml.ts';
import { partsOf } from './render-mirror.ts';

export type HostsFlaw =
  /** Not an address that a hosts.toml can name. */
  | { readonly kind: 'form' }
  /** It answers the classic way of asking alone. */
  | { readonly kind: 'wrong-client' };

export type HostsWarning =
  | CommonWarning
  /** This mirror alone says which image a tag is; the others give content that its digest proves. */
  | { readonly kind: 'resolves'; readonly mirror: string }
  /** Nobody shows a hosts.toml, and a bad one is passed over: only a pull proves it. */
  | { readonly kind: 'only-a-pull-shows' }
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

/** Which mirrors a hosts.toml can name, and its readers can pull through. Pure. */
export function hostsJudge(wish: Wish): Judge<HostsFlaw> {
  const form = (url: string): HostsFlaw | null =>
    typeof partsOf(url) === 'string' ? { kind: 'form' } : null;
  return {
    form,
    flaw: (candidate) => {
      const asked = asSeenBy('containerd', candidate);
      if (asked === null) return { kind: 'wrong-client' };
      return form(candidate.url) ?? verdictFlaw(asked, wish) ?? plainHttpFlaw(candidate, wish);
    },
  };
}

/** What is to be known of the hosts that will stand there. Pure. */
export function hostsWarnings(
  registry: string,
  { mirrors }: { readonly mirrors: MirrorList<HostsFlaw> | null },
  candidates: readonly OfferedMirror[],
): readonly HostsWarning[] {
  if (mirrors === null || mirrors.listed.length === 0) return [];
  const urls = mirrors.listed.map(({ url }) => url);
  const resolving = hostsOf(urls, candidates).find(({ resolves }) => resolves);
  return [
    resolving === undefined
      ? { kind: 'nobody-resolves', registry }
      : { kind: 'resolves', mirror: hostOf(resolving.url) },
    { kind: 'only-a-pull-shows' },
    ...choiceWarnings(mirrors, candidates),
  ];
}
