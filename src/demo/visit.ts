import type { IncomingHttpHeaders } from 'node:http';
import type { RegistryContent, Repository } from './content.ts';

/** What a request is after, in the words of the registry protocol (distribution-spec v1.1, "Endpoints"). */
export type VisitStage = 'ping' | 'token' | 'manifest' | 'platform-manifest' | 'config' | 'layer' | 'other';

/** One request, understood. `manifest` is what a tag points to, asked by tag or by digest. */
export interface Visit {
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly url: URL;
  readonly stage: VisitStage;
  /** null outside `/v2/<repository>/`. */
  readonly repository: string | null;
  /** A tag or a digest. */
  readonly reference: string | null;
  /** `?ns=`, which engines with the containerd image store send to mirrors. */
  readonly namespace: string | null;
  /** Counted from 1 over the life of the mirror. */
  readonly number: number;
}

export interface RawRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  /** `http://127.0.0.1:port` of the mirror itself. */
  readonly origin: string;
  readonly number: number;
}

/** Fails with null for a target that is no URL. */
export function parseVisit(request: RawRequest, content: RegistryContent): Visit | null {
  if (!URL.canParse(request.target, request.origin)) return null;
  const url = new URL(request.target, request.origin);
  const { method, target, headers, number } = request;
  const place = placeOf(url.pathname, content);
  return { method, target, headers, url, ...place, namespace: url.searchParams.get('ns'), number };
}

type Place = Pick<Visit, 'stage' | 'repository' | 'reference'>;

function placeOf(path: string, content: RegistryContent): Place {
  if (path === '/v2/' || path === '/v2') return { stage: 'ping', repository: null, reference: null };
  if (path === '/token') return { stage: 'token', repository: null, reference: null };
  const parts = /^\/v2\/(?<repository>.+)\/(?<kind>manifests|blobs)\/(?<reference>[^/]+)$/.exec(path)?.groups;
  const repository = parts?.['repository'];
  const reference = parts?.['reference'];
  if (repository === undefined || reference === undefined) {
    return { stage: 'other', repository: null, reference: null };
  }
  const held = content.get(repository);
  if (parts?.['kind'] === 'manifests') {
    return {
      stage: isPlatformManifest(held, reference) ? 'platform-manifest' : 'manifest',
      repository,
      reference,
    };
  }
  return { stage: held?.configs.has(reference) === true ? 'config' : 'layer', repository, reference };
}

function isPlatformManifest(held: Repository | undefined, reference: string): boolean {
  const manifest = held?.manifests.get(reference);
  if (held === undefined || manifest === undefined) return false;
  const isIndex = /image\.index|manifest\.list/.test(manifest.mediaType);
  return !isIndex && ![...held.tags.values()].some((tagged) => tagged.digest === reference);
}
