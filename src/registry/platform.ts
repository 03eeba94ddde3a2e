/** Canonical: lower case, arm64 with its v8, arm with its v7, amd64/v1 without a variant. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant: string | null;
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
  return canonicalPlatform(os.toLowerCase(), architecture.toLowerCase(), variant?.toLowerCase() ?? '');
}

/** `linux/arm64/v8`. */
export function formatPlatform(platform: Platform): string {
  const { os, architecture, variant } = platform;
  return variant === null ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`;
}

/** What an engine on this machine would pull: Linux (in a VM on macOS and Windows) and `process.arch` in Go's words. */
export function hostPlatform(nodeArch: string): Platform {
  return canonicalPlatform('linux', GO_ARCHITECTURES.get(nodeArch) ?? nodeArch, '');
}

/** containerd/platforms, `specifierRe`. */
const PLATFORM_WORD = /^[A-Za-z0-9_.-]{1,64}$/;

const GO_ARCHITECTURES: ReadonlyMap<string, string> = new Map([
  ['x64', 'amd64'],
  ['ia32', '386'],
  ['ppc64', 'ppc64le'], // Node has no big-endian build
  ['mipsel', 'mipsle'],
]);

/** containerd/platforms, `normalizeArch`. All in lower case; '' is no variant. */
export function canonicalPlatform(os: string, architecture: string, variant: string): Platform {
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
