import { errorReply, type Reply, reply } from './answer.ts';
import type { RegistryContent, Repository } from './content.ts';
import type { Stored } from './image.ts';
import type { Visit } from './visit.ts';

/** What an honest registry answers: distribution-spec v1.1, "Pulling manifests", "Pulling blobs"; ranges by RFC 9110, 14. */
export function registryAnswer(visit: Visit, content: RegistryContent): Reply {
  if (visit.method !== 'GET' && visit.method !== 'HEAD') {
    return errorReply(405, 'UNSUPPORTED', 'The operation is unsupported.', { allow: 'GET, HEAD' });
  }
  if (visit.stage === 'ping') return reply(200, { ...VERSION, 'content-type': 'application/json' }, '{}');
  if (visit.repository === null || visit.reference === null) {
    return reply(404, { 'content-type': 'text/plain; charset=utf-8' }, '404 page not found\n');
  }
  const repository = content.get(visit.repository);
  if (repository === undefined) {
    return errorReply(404, 'NAME_UNKNOWN', 'repository name not known to registry', VERSION);
  }
  return visit.stage === 'manifest' || visit.stage === 'platform-manifest'
    ? manifestReply(visit, repository, visit.reference)
    : blobReply(visit, repository, visit.reference);
}

const VERSION = { 'docker-distribution-api-version': 'registry/2.0' };

function manifestReply(visit: Visit, repository: Repository, reference: string): Reply {
  const manifest = repository.tags.get(reference) ?? repository.manifests.get(reference);
  if (manifest === undefined) return errorReply(404, 'MANIFEST_UNKNOWN', 'manifest unknown', VERSION);
  if (!accepts(visit.headers.accept, manifest.mediaType)) {
    // What distribution 2.8 and 3 say to a client that asks for Docker's types alone.
    const message = `manifest of type ${manifest.mediaType} found, but accept header does not support it`;
    return errorReply(404, 'MANIFEST_UNKNOWN', message, VERSION);
  }
  return reply(
    200,
    { ...VERSION, ...identity(manifest), 'content-type': manifest.mediaType },
    manifest.bytes,
  );
}

/** Parameters and weights are left aside: a registry knows only exact types and full wildcards. */
function accepts(accept: string | undefined, mediaType: string): boolean {
  const types = (accept ?? '*/*').split(',').map((part) => part.split(';')[0]?.trim());
  return types.some((type) => type === mediaType || type === '*/*' || type === 'application/*');
}

function blobReply(visit: Visit, repository: Repository, digest: string): Reply {
  const blob = repository.configs.get(digest) ?? repository.layers.get(digest);
  if (blob === undefined) return errorReply(404, 'BLOB_UNKNOWN', 'blob unknown to registry', VERSION);
  const headers = {
    ...VERSION,
    ...identity(blob),
    'content-type': 'application/octet-stream',
    'accept-ranges': 'bytes',
  };
  const range = parseRange(visit.headers.range, blob.bytes.length);
  if (range === 'whole') return reply(200, headers, blob.bytes);
  if (range === 'unsatisfiable') {
    return reply(416, { 'content-range': `bytes */${blob.bytes.length}` }, 'invalid range\n');
  }
  const span = `bytes ${range.start}-${range.end - 1}/${blob.bytes.length}`;
  return reply(206, { ...headers, 'content-range': span }, blob.bytes.subarray(range.start, range.end));
}

function identity(stored: Stored): Record<string, string> {
  return { 'docker-content-digest': stored.digest, etag: `"${stored.digest}"` };
}

type Range = { readonly start: number; readonly end: number };

/** One range; `end` is exclusive. A header that is not a single byte range is ignored, as RFC 9110, 14.2 allows. */
export function parseRange(header: string | undefined, size: number): Range | 'whole' | 'unsatisfiable' {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || first + last === '') return 'whole';
  if (first === '') {
    return Number(last) === 0 ? 'unsatisfiable' : { start: Math.max(0, size - Number(last)), end: size };
  }
  const start = Number(first);
  const end = last === '' ? size : Math.min(size, Number(last) + 1);
  if (last !== '' && Number(last) < start) return 'whole';
  return start >= size ? 'unsatisfiable' : { start, end };
}
