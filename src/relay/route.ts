import { type Digest, parseDigest } from '../registry/digest.ts';
import { type ImageReference, parseReference } from '../registry/reference.ts';

/** What somebody asks the relay for. */
export type Route =
  | { readonly kind: 'ping' }
  | { readonly kind: 'manifest'; readonly image: ImageReference }
  | { readonly kind: 'blob'; readonly registry: string; readonly repository: string; readonly digest: Digest }
  | { readonly kind: 'status' }
  | { readonly kind: 'metrics' }
  | { readonly kind: 'unknown' }
  /** A registry that this relay does not stand in for. */
  | { readonly kind: 'other-registry' }
  | { readonly kind: 'method' };

/**
 * The pull half of the distribution API, and nothing else: GET and HEAD of manifests and blobs. `registries`: whose images are relayed; the first where
 * the request does not say (`?ns=`, as containerd sends it to mirrors). Pure.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pull
 */
export function routeOf(method: string, target: string, registries: readonly string[]): Route {
  // Another form of the request line is a proxy's: this is none.
  if (!target.startsWith('/') || !URL.canParse(target, BASE)) return { kind: 'unknown' };
  const { pathname, searchParams } = new URL(target, BASE);
  const place = placeOf(pathname, searchParams.get('ns'), registries);
  return place.kind !== 'unknown' && method !== 'GET' && method !== 'HEAD' ? { kind: 'method' } : place;
}

const BASE = 'http://relay.invalid';

function placeOf(path: string, ns: string | null, registries: readonly string[]): Route {
  if (path === '/v2/' || path === '/v2') return { kind: 'ping' };
  if (path === '/status') return { kind: 'status' };
  if (path === '/metrics') return { kind: 'metrics' };
  const match = /^\/v2\/([^?#]{1,300})\/(manifests|blobs)\/([^/?#]{1,200})$/.exec(path);
  if (match === null) return { kind: 'unknown' };
  const [, name = '', what, reference = ''] = match;
  const registry = ns === null || ns === '' ? registries[0] : registries.find((one) => one === ns);
  if (registry === undefined) return { kind: 'other-registry' };
  const digest = parseDigest(decoded(reference));
  const image = parseReference(`${registry}/${name}${digest === null ? `:${reference}` : `@${digest}`}`);
  if (!image.ok || image.value.registry !== registry) return { kind: 'unknown' };
  if (what === 'manifests') return { kind: 'manifest', image: image.value };
  if (digest === null) return { kind: 'unknown' };
  return { kind: 'blob', registry, repository: image.value.repository, digest };
}

/** Some clients send the colon of a digest as %3A. */
function decoded(reference: string): string {
  return reference.replace(/%3a/i, ':');
}
