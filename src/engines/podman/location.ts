import type { MirrorLocation } from './drop-in.ts';

export type LocationProblem = 'not-http' | 'user-info' | 'path' | 'query-or-fragment' | 'malformed';

/**
 * A mirror's address as podman takes it: no scheme, no user. A path would stand behind `/v2/`, where no mirror of a whole host
 * answers, so there may be none.
 */
export function locationOf(url: string): MirrorLocation | { readonly problem: LocationProblem } {
  if (!URL.canParse(url)) return { problem: 'malformed' };
  const { protocol, host, port, username, password, pathname, search, hash } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') return { problem: 'not-http' };
  if (username !== '' || password !== '') return { problem: 'user-info' };
  if (search !== '' || hash !== '') return { problem: 'query-or-fragment' };
  if (pathname !== '/') return { problem: 'path' };
  const insecure = protocol === 'http:';
  // Of a port left out podman tries 443 first.
  return { location: insecure && port === '' ? `${host}:80` : host, insecure };
}

export function urlOf({ location, insecure }: MirrorLocation): string {
  return `${insecure ? 'http' : 'https'}://${location}`;
}
