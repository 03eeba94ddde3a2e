import type { MirrorLocation } from './registries-conf.ts';
import { partsOf, locationOf as spelled, type UrlFlaw } from './render-mirror.ts';

export type LocationProblem = UrlFlaw | 'path';

export type SpelledMirror =
  | { readonly kind: 'located'; readonly at: MirrorLocation }
  | { readonly kind: 'problem'; readonly problem: LocationProblem };

/** A mirror's address as podman takes it: no scheme, no user. A path in it stands behind `/v2/`, so it is that of an image's name alone. */
export function locationOf(url: string): SpelledMirror {
  const parts = partsOf(url);
  if (typeof parts === 'string') return { kind: 'problem', problem: parts };
  if (parts.base !== '') return { kind: 'problem', problem: 'path' };
  const { host, isHttp, prefix } = parts;
  return { kind: 'located', at: { location: spelled(host, isHttp, prefix), insecure: isHttp } };
}

/** Those of addresses whose form was judged before. */
export function locationsOf(urls: readonly string[]): readonly MirrorLocation[] {
  return urls.map(locationOf).flatMap((location) => (location.kind === 'located' ? [location.at] : []));
}

export function urlOf({ location, insecure }: MirrorLocation): string {
  const slash = location.indexOf('/');
  const [host, prefix] =
    slash < 0 ? [location, ''] : [location.slice(0, slash), `/v2${location.slice(slash)}`];
  return `${insecure ? 'http' : 'https'}://${host}${prefix}`;
}
