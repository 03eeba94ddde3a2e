/** A repository as it lies in the store. */
export interface KeptRepository {
  readonly name: string;
  /** Epoch milliseconds. */
  readonly lastPulledMs: number;
  /** Of all that it links to: layers, configurations, manifests. */
  readonly digests: readonly string[];
  /** Half uploads of its own. */
  readonly uploadBytes: number;
}

export interface Store {
  readonly totalBytes: number;
  readonly repositories: readonly KeptRepository[];
  /** Bytes of each digest that is there. */
  readonly blobs: ReadonlyMap<string, number>;
}

/**
 * The repositories that have to go so that the rest is under `share` of `maxBytes`, least recently pulled first; none where it is under `maxBytes` already. What is shared goes with
 * the last that has it. Pure.
 */
export function chooseEvictions(store: Store, maxBytes: number, share: number): readonly string[] {
  if (store.totalBytes <= maxBytes) return [];
  const holders = new Map<string, number>();
  for (const { digests } of store.repositories)
    for (const digest of new Set(digests)) holders.set(digest, (holders.get(digest) ?? 0) + 1);
  let left = store.totalBytes - orphans(store, holders);
  const evicted: string[] = [];
  const oldestFirst = store.repositories.toSorted(
    (a, b) => a.lastPulledMs - b.lastPulledMs || (a.name < b.name ? -1 : 1),
  );
  for (const { name, digests, uploadBytes } of oldestFirst) {
    if (left <= maxBytes * share) break;
    evicted.push(name);
    left -= uploadBytes;
    for (const digest of new Set(digests)) {
      const others = (holders.get(digest) ?? 1) - 1;
      holders.set(digest, others);
      if (others === 0) left -= store.blobs.get(digest) ?? 0;
    }
  }
  return evicted;
}

/** Bytes that nobody links to: the registry's own collection takes them away. */
function orphans({ blobs }: Store, holders: ReadonlyMap<string, number>): number {
  let bytes = 0;
  for (const [digest, size] of blobs) if (!holders.has(digest)) bytes += size;
  return bytes;
}
