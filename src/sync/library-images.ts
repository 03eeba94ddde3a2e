import { choosePlatform } from '../registry/choose-platform.ts';
import { MANIFEST_TYPES } from '../registry/media-types.ts';
import type { LibraryEntry } from './library-file.ts';
import { isWantedTag, type TagPattern } from './tag-pattern.ts';
import type { Platforms, WantedImage } from './types.ts';

/**
 * The images of one file of the library, narrowed to tags and platforms. Tags of one entry are one image; shared tags are one image for each set of
 * entries that share them, and where only one entry has them, that entry's. Pure.
 */
export function libraryImages(
  name: string,
  entries: readonly LibraryEntry[],
  patterns: readonly TagPattern[],
  platforms: Platforms,
): readonly WantedImage[] {
  const groups = new Map<string, Set<string>>();
  const sharers = new Map<string, number[]>();
  entries.forEach((entry, index) => {
    if (!isForAny(entry, platforms)) return;
    for (const tag of entry.tags) groupOf(groups, String(index)).add(tag);
    for (const tag of entry.sharedTags) sharers.set(tag, [...(sharers.get(tag) ?? []), index]);
  });
  for (const [tag, indices] of sharers) groupOf(groups, indices.join(',')).add(tag);
  return [...groups.values()].flatMap((tags) => {
    const wanted = [...tags].filter((tag) => isWantedTag(patterns, name, tag));
    return wanted.length === 0 ? [] : [{ repository: `library/${name}`, tags: wanted, digest: null }];
  });
}

function groupOf(groups: Map<string, Set<string>>, key: string): Set<string> {
  const group = groups.get(key) ?? new Set();
  groups.set(key, group);
  return group;
}

function isForAny(entry: LibraryEntry, platforms: Platforms): boolean {
  const built = entry.platforms.map((platform) => ({ mediaType: MANIFEST_TYPES.ociManifest, platform }));
  return platforms.length === 0 || platforms.some((platform) => choosePlatform(built, platform) !== null);
}
