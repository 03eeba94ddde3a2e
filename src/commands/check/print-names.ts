import type { Candidate } from '../../catalog/index.ts';
import type { ImageReference } from '../../registry/reference.ts';
import type { Report } from '../../report/types.ts';

/**
 * How an image is pulled through each usable mirror by its name alone, with nothing configured: `docker pull <name>`, best first. Not through a mirror under a
 * path before `/v2/`, which no name can say, nor by plain http, which an engine takes only where it is told to, nor where only `?ns=` works. Pure.
 */
export function imageNames(
  { mirrors }: Report,
  candidates: readonly Candidate[],
  { repository, tag, digest }: ImageReference,
): string[] {
  const version = digest === null ? `:${tag ?? 'latest'}` : `@${digest}`;
  return mirrors
    .filter(({ verdict, worksWith }) => verdict === 'usable' && worksWith.classic !== false)
    .flatMap(({ id }) => {
      const url = candidates.find((candidate) => candidate.id === id)?.url;
      if (url === undefined || url.pathPrefix !== '' || !(url.secure || isLoopback(url.host))) return [];
      return [`${url.host}/${url.imagePrefix}${repository}${version}`];
    });
}

/** Engines take plain http from themselves. */
function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/.test(host);
}
