import { manifestKindOf } from './media-types.ts';

/** Canonical: lower case, arm64 with its v8, arm with its v7, amd64/v1 without a variant. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant: string | null;
}

/** What an index tells of a manifest, as far as the choice goes by it. */
interface IndexEntry {
  readonly mediaType: string;
  readonly platform?: Platform;
}

/** `os/arch[/variant]`, in any spelling that containerd takes (x86_64, aarch64, armhf …); null for anything else. */
export function parsePlatform(text: string): Platform | null {
  const parts = text.slice(0, 256).split('/');
  const [os, architecture, variant] = parts;
  if (parts.length > 3 || os === undefined || architecture === undefined) return null;
  return toPlatform(os, architecture, variant ?? null);
}

/** The platform of these three words in canonical form; null where one is not a word. An empty variant counts as none. */
export function toPlatform(os: string, architecture: string, variant: string | null): Platform | null {
  const words = variant === null || variant === '' ? [os, architecture] : [os, architecture, variant];
  if (!words.every((word) => PLATFORM_WORD.test(word))) return null;
  return canonical(os.toLowerCase(), architecture.toLowerCase(), variant?.toLowerCase() ?? '');
}

/** `linux/arm64/v8`. */
export function formatPlatform(platform: Platform): string {
  const { os, architecture, variant } = platform;
  return variant === null ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;
}

/** What an engine on this machine would pull: Linux (in a VM on macOS and Windows) and `process.arch` in Go's words. */
export function hostPlatform(nodeArch: string): Platform {
  return canonical('linux', GO_ARCHITECTURES.get(nodeArch) ?? nodeArch, '');
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

/** containerd/platforms, `specifierRe`. */
const PLATFORM_WORD = /^[A-Za-z0-9_.-]{1,64}$/;

const GO_ARCHITECTURES: ReadonlyMap<string, string> = new Map([
  ['x64', 'amd64'],
  ['ia32', '386'],
  ['ppc64', 'ppc64le'], // Node has no big-endian build
  ['mipsel', 'mipsle'],
]);

/** containerd/platforms, `normalizeArch`. */
function canonical(os: string, architecture: string, variant: string): Platform {
  const make = (arch: string, kind: string): Platform => ({
    os: os === 'macos' ? 'darwin' : os,
    architecture: arch,
    variant: kind === '' ? null : kind,
  });
  switch (architecture) {
    case 'i386':
      return make('386', '');
    case 'x86_64':
    case 'x86-64':
    case 'amd64':
      return make('amd64', variant === 'v1' ? '' : variant);
    case 'aarch64':
    case 'arm64':
      return make('arm64', withV(variant === '' ? '8' : variant).replace(/^(v[89])\.0$/, '$1'));
    case 'armhf':
      return make('arm', 'v7');
    case 'armel':
      return make('arm', 'v6');
    case 'arm':
      return make('arm', withV(variant === '' ? '7' : variant));
    default:
      return make(architecture, variant);
  }
}

function withV(variant: string): string {
  return /^\d/.test(variant) ? `v${variant}` : variant;
}

function isSame(one: Platform, other: Platform): boolean {
  return one.os === other.os && one.architecture === other.architecture && one.variant === other.variant;
}

/** What runs on `platform`, nearest first: itself, older variants, then the 32-bit kin (containerd/platforms, `platformVector`). */
function runnable(platform: Platform): Platform[] {
  const { os, architecture, variant } = platform;
  const of = (arch: string, variants: readonly string[]): Platform[] =>
    variants.map((each) => canonical(os, arch, each));
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
