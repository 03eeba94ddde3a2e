import { TEXT } from '../registry/limits.ts';
import { trimEndOf } from '../registry/trim-end.ts';

/** The registry whose mirrors are meant, as engines name it: lower case `host[:port]`; null where it is none. */
export function parseRegistryName(text: string): string | null {
  if (text.length > TEXT.hostChars + SPARE_CHARS) return null;
  const address = text
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '');
  const name = trimEndOf(trimEndOf(address, '/').replace(/\/v2$/, ''), '/');
  if (DOCKER_HUB.has(name)) return 'docker.io';
  return REGISTRY_NAME.test(name) ? name : null;
}

/** `https://` before it, `/v2/` after it. */
const SPARE_CHARS = 16;

/** Names under which people know Docker Hub; docker.io is the one that engines use. */
const DOCKER_HUB: ReadonlySet<string> = new Set([
  'docker.io',
  'index.docker.io',
  'registry-1.docker.io',
  'registry.hub.docker.com',
  'hub.docker.com',
  'dockerhub',
]);

/** The domain of distribution/reference, with a dot or a port so that a word is not taken for a host. */
const REGISTRY_NAME =
  /^(?=[^.:]*[.:]|localhost)[a-z0-9]+(?:-+[a-z0-9]+)*(?:\.[a-z0-9]+(?:-+[a-z0-9]+)*)*(?::\d{1,5})?$/;
