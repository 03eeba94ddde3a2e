import type { Image, Stored } from './image.ts';

/** What one registry holds, by repository. */
export type RegistryContent = ReadonlyMap<string, Repository>;

export interface Repository {
  readonly tags: ReadonlyMap<string, Stored>;
  /** Indexes and manifests by digest. */
  readonly manifests: ReadonlyMap<string, Stored>;
  readonly configs: ReadonlyMap<string, Stored>;
  readonly layers: ReadonlyMap<string, Stored>;
}

/** `tagged` images answer by tag and by digest; `untagged` ones by digest alone, as a registry knows last month's `latest`. */
export function contentOf(images: {
  readonly tagged: readonly Image[];
  readonly untagged?: readonly Image[];
}): RegistryContent {
  const all = [...images.tagged, ...(images.untagged ?? [])];
  const repositories = new Set(all.map((image) => image.repository));
  return new Map(
    [...repositories].map((repository) => {
      const inside = all.filter((image) => image.repository === repository);
      const tagged = images.tagged.filter((image) => image.repository === repository);
      return [
        repository,
        {
          tags: new Map(tagged.map((image) => [image.tag, image.index])),
          manifests: byDigest(inside.flatMap((image) => [image.index, ...image.manifests])),
          configs: byDigest(inside.flatMap((image) => image.configs)),
          layers: byDigest(inside.flatMap((image) => image.layers)),
        },
      ];
    }),
  );
}

function byDigest(stored: readonly Stored[]): ReadonlyMap<string, Stored> {
  return new Map(stored.map((one) => [one.digest, one]));
}
