import { isHubHost } from '../../registry/docker-hub.ts';
import { isRepository } from '../../registry/reference.ts';
import type { Destination } from '../../sync/index.ts';
import type { DestinationProblem } from '../../words/sync/messages.ts';

export type ParsedDestination =
  | { readonly kind: 'destination'; readonly destination: Destination }
  | { readonly kind: 'problem'; readonly problem: DestinationProblem };

/**
 * `https://registry.example/path`, `registry.example:5000/path`, `localhost:5000`: https where no scheme is named, but for this machine's own registry,
 * which engines reach by plain http, too. Pure.
 */
export function parseDestination(text: string): ParsedDestination {
  const problem = (why: DestinationProblem): ParsedDestination => ({
    kind: 'problem',
    problem: why,
  });
  const named = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const isOwn = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?:[:/]|$)/i.test(text);
  const full = named ? text : `${isOwn ? 'http' : 'https'}://${text}`;
  const url = URL.canParse(full) ? new URL(full) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return problem('unparsable');
  if (url.username !== '' || url.password !== '') return problem('login');
  if (isHubHost(url.hostname)) return problem('hub');
  const prefix = url.pathname
    .split('/')
    .filter((part) => part !== '')
    .join('/');
  // A word alone is more likely an image than a host.
  const isHost = named || isOwn || /[.:]/.test(text.split('/', 1)[0] ?? '');
  if (!isHost || url.search !== '' || url.hash !== '') return problem('unparsable');
  if (/^v[12](?:\/|$)/.test(prefix)) return problem('api');
  if (prefix !== '' && !isRepository(prefix)) return problem('path');
  const shown = `${url.origin}${prefix === '' ? '' : `/${prefix}`}`;
  return { kind: 'destination', destination: { base: new URL(url.origin), prefix, shown } };
}
