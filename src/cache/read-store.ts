import { isRepository } from '../registry/reference.ts';
import type { KeptRepository, Store } from './choose-evictions.ts';

/** A store, and what nobody links to in it. */
export interface ReadStore extends Store {
  /** When each blob was written, in epoch milliseconds. */
  readonly writtenMs: ReadonlyMap<string, number>;
}

/**
 * Reads a registry's folder from the lines `<bytes> <epoch seconds> <path below docker/registry/v2>` of its files. `lastPulled`: by repository, from the log; what the log does not
 * name counts from when it was last written. Pure.
 */
export function readStore(lines: Iterable<string>, lastPulled: ReadonlyMap<string, number>): ReadStore {
  const repositories = new Map<string, { digests: string[]; writtenMs: number; uploadBytes: number }>();
  const blobs = new Map<string, number>();
  const writtenMs = new Map<string, number>();
  let totalBytes = 0;
  for (const line of lines) {
    const [, size, seconds, path = ''] =
      /^(\d{1,16}) (\d{1,12})(?:\.\d{1,12})? (.{1,4096})$/.exec(line) ?? [];
    if (size === undefined) continue;
    const [bytes, ms] = [Number(size), Number(seconds) * 1000];
    totalBytes += bytes;
    const blob = /^blobs\/sha256\/[0-9a-f]{2}\/([0-9a-f]{64})\/data$/.exec(path)?.[1];
    if (blob !== undefined) {
      blobs.set(`sha256:${blob}`, bytes);
      writtenMs.set(`sha256:${blob}`, ms);
      continue;
    }
    const [, name, kind, hex] =
      /^repositories\/([a-z0-9/._-]{1,255}?)\/(_layers|_manifests\/revisions|_manifests\/tags|_uploads)\/(?:sha256\/([0-9a-f]{64})\/link$)?/.exec(
        path,
      ) ?? [];
    // By the grammar it is a folder below `repositories` and nothing else.
    if (name === undefined || !isRepository(name)) continue;
    const known = repositories.get(name) ?? { digests: [], writtenMs: 0, uploadBytes: 0 };
    repositories.set(name, known);
    known.writtenMs = Math.max(known.writtenMs, ms);
    if (kind === '_uploads') known.uploadBytes += bytes;
    else if (hex !== undefined) known.digests.push(`sha256:${hex}`);
  }
  const kept = [...repositories].map(
    ([name, { digests, writtenMs: ms, uploadBytes }]): KeptRepository => ({
      name,
      lastPulledMs: Math.max(lastPulled.get(name) ?? 0, ms),
      digests,
      uploadBytes,
    }),
  );
  return { totalBytes, repositories: kept, blobs, writtenMs };
}

/** The blobs that nobody links to once these repositories are gone. What was written after `settledMs` and has no link yet is on its way to one. Pure. */
export function blobsLeft(
  store: ReadStore,
  evicted: ReadonlySet<string>,
  settledMs: number,
): readonly string[] {
  const linked = new Set<string>();
  const ofEvicted = new Set<string>();
  for (const { name, digests } of store.repositories)
    for (const digest of digests) (evicted.has(name) ? ofEvicted : linked).add(digest);
  return [...store.blobs.keys()].filter(
    (digest) =>
      !linked.has(digest) &&
      (ofEvicted.has(digest) || (store.writtenMs.get(digest) ?? Number.POSITIVE_INFINITY) < settledMs),
  );
}
