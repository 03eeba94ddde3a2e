import { manifestKindOf } from './media-types.ts';
import { canonicalPlatform, type Platform } from './platform.ts';

/** What an index tells of a manifest, as far as the choice goes by it. */
interface IndexEntry {
  readonly mediaType: string;
  readonly platform?: Platform;
}

/**
 * The manifest of an index that containerd would take for `platform`: the nearest it can run, the first of equals; else the
 * first image that names no platform. Attestations (unknown/unknown) are never taken. null where nothing fits.
 */
export function choosePlatform<Entry extends IndexEntry>(
  manifests: readonly Entry[],
  platform: Platform,
): Entry | null {
  for (const wanted of runnable(platform)) {
    if (wanted.os === 'unknown') continue;
    const match = manifests.find((entry) => entry.platform !== undefined && isSame(entry.platform, wanted));
    if (match !== undefined) return match;
  }
  const unnamed = manifests.find(
    (entry) => entry.platform === undefined && manifestKindOf(entry.mediaType) === 'image',
  );
  return unnamed ?? null;
}

function isSame(one: Platform, other: Platform): boolean {
  return one.os === other.os && one.architecture === other.architecture && one.variant === other.variant;
}

/** What runs on `platform`, nearest first: itself, older variants, then the 32-bit kin (containerd/platforms, `platformVector`). */
function runnable(platform: Platform): Platform[] {
  const { os, architecture, variant } = platform;
  const of = (arch: string, variants: readonly string[]): Platform[] =>
    variants.map((each) => canonicalPlatform(os, arch, each));
  switch (architecture) {
    case 'amd64':
      return [platform, ...of('amd64', older('v', variant, 1)), ...of('386', [''])];
    case 'arm':
      return [platform, ...of('arm', older('v', variant, 5))];
    case 'arm64': {
      const [major, minor] = arm64Version(variant);
      const v9 = major === 9 ? ['v9', ...versionsUpTo('v9.', minor)].reverse() : [];
      // Arm: v9.n holds all that v8.(n+5) has; there is no v8.10.
      const v8 = ['v8', ...versionsUpTo('v8.', major === 9 ? Math.min(minor + 5, 9) : minor)].reverse();
      return [platform, ...of('arm64', [...v9, ...v8]), ...of('arm', ['v8', 'v7', 'v6', 'v5'])];
    }
    default:
      return [platform];
  }
}

/** 'v7' and least 5: v6, v5. */
function older(prefix: string, variant: string | null, least: number): string[] {
  const version = Number(/^v(\d)$/.exec(variant ?? '')?.[1] ?? 0);
  return Array.from(
    { length: Math.max(0, version - least) },
    (_, index) => `${prefix}${version - 1 - index}`,
  );
}

function arm64Version(variant: string | null): readonly [number, number] {
  const match = /^v([89])(?:\.(\d))?$/.exec(variant ?? '');
  return [Number(match?.[1] ?? 8), Number(match?.[2] ?? 0)];
}

/** 'v8.' and 2: v8.1, v8.2. */
function versionsUpTo(prefix: string, minor: number): string[] {
  return Array.from({ length: minor }, (_, index) => `${prefix}${index + 1}`);
}
