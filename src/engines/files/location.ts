import type { MirrorLocation } from './registries-conf.ts';
import { type AddressProblem, partsOf, locationOf as spelled } from './render-mirror.ts';

export type LocationProblem = AddressProblem | 'path';

/** A mirror's address as podman takes it: no scheme, no user. A path in it stands behind `/v2/`, so it is that of an image's name alone. */
export function locationOf(url: string): MirrorLocation | { readonly problem: LocationProblem } {
  const parts = partsOf(url);
  if (typeof parts === 'string') return { problem: parts };
  if (parts.base !== '') return { problem: 'path' };
  const { host, isHttp, prefix } = parts;
  return { location: spelled(host, isHttp, prefix), insecure: isHttp };
}

export function urlOf({ location, insecure }: MirrorLocation): string {
  const slash = location.indexOf('/');
  const [host, prefix] =
    slash < 0 ? [location, ''] : [location.slice(0, slash), `/v2${location.slice(slash)}`];
  return `${insecure ? 'http' : 'https'}://${host}${prefix}`;
}
