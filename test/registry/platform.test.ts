import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choosePlatform } from '../../src/registry/choose-platform.ts';
import { MANIFEST_TYPES } from '../../src/registry/media-types.ts';
import { formatPlatform, hostPlatform, parsePlatform } from '../../src/registry/platform.ts';

function platform(text: string) {
  const parsed = parsePlatform(text);
  if (parsed === null) throw new Error(`the test's own platform is none: ${text}`);
  return parsed;
}

describe('parsePlatform', () => {
  it.each([
    ['linux/amd64', 'linux/amd64'],
    ['linux/amd64/v1', 'linux/amd64'],
    ['linux/amd64/v3', 'linux/amd64/v3'],
    ['Linux/X86_64', 'linux/amd64'],
    ['linux/x86-64', 'linux/amd64'],
    ['linux/i386', 'linux/386'],
    ['linux/arm64', 'linux/arm64/v8'],
    ['linux/arm64/', 'linux/arm64/v8'],
    ['linux/aarch64/8', 'linux/arm64/v8'],
    ['linux/arm64/v8.0', 'linux/arm64/v8'],
    ['linux/arm64/9.0', 'linux/arm64/v9'],
    ['linux/arm64/.0', 'linux/arm64/.0'],
    ['linux/arm64/v8.2', 'linux/arm64/v8.2'],
    ['linux/arm', 'linux/arm/v7'],
    ['linux/arm/6', 'linux/arm/v6'],
    ['linux/armhf', 'linux/arm/v7'],
    ['linux/armel', 'linux/arm/v6'],
    ['macos/arm64', 'darwin/arm64/v8'],
    ['linux/riscv64', 'linux/riscv64'],
  ])('%s is %s', (text, canonical) => {
    expect(formatPlatform(platform(text))).toBe(canonical);
  });

  it.each([
    '',
    '/',
    'linux',
    'linux/',
    '/amd64',
    'linux/amd64/v1/x',
    'linux/*',
    'linux/a b',
    'linux/ämd64',
    'linux/amd64\n',
    `linux/${'a'.repeat(65)}`,
    '/'.repeat(1_000_000),
  ])('%.40j is none', (text) => {
    expect(parsePlatform(text)).toBeNull();
  });

  it('is settled after one pass', () => {
    const word = fc.oneof(
      fc.constantFrom(
        'linux',
        'arm',
        'arm64',
        'amd64',
        'v8',
        '8',
        'v8.0',
        '8.0',
        '.0',
        'v1',
        'armhf',
        'ARMEL',
      ),
      fc.stringMatching(/^[A-Za-z0-9_.-]{1,8}$/),
    );
    fc.assert(
      fc.property(word, word, fc.option(word, { nil: '' }), (os, architecture, variant) => {
        const once = platform(`${os}/${architecture}/${variant}`);
        expect(platform(formatPlatform(once))).toEqual(once);
      }),
    );
  });
});

describe('hostPlatform', () => {
  it.each([
    ['x64', 'linux/amd64'],
    ['arm64', 'linux/arm64/v8'],
    ['arm', 'linux/arm/v7'],
    ['ia32', 'linux/386'],
    ['ppc64', 'linux/ppc64le'],
    ['s390x', 'linux/s390x'],
    ['riscv64', 'linux/riscv64'],
    ['loong64', 'linux/loong64'],
    ['mipsel', 'linux/mipsle'],
  ])('%s runs %s', (nodeArch, canonical) => {
    expect(formatPlatform(hostPlatform(nodeArch))).toBe(canonical);
  });
});

describe('choosePlatform', () => {
  const entry = (text: string | null, mediaType: string = MANIFEST_TYPES.ociManifest) =>
    text === null ? { mediaType, name: 'none' } : { mediaType, name: text, platform: platform(text) };
  const choose = (wanted: string, ...offered: (string | null)[]): string | null =>
    choosePlatform(
      offered.map((text) => entry(text)),
      platform(wanted),
    )?.name ?? null;

  it.each([
    ['linux/amd64', ['linux/386', 'linux/amd64'], 'linux/amd64'],
    ['linux/amd64', ['linux/arm64', 'linux/386'], 'linux/386'],
    ['linux/amd64', ['linux/amd64/v2', 'linux/386'], 'linux/386'], // an older machine cannot run v2
    ['linux/amd64/v3', ['linux/amd64', 'linux/amd64/v2'], 'linux/amd64/v2'],
    ['linux/amd64/v3', ['linux/386', 'linux/amd64'], 'linux/amd64'],
    ['linux/386', ['linux/amd64'], null],
    ['linux/arm64', ['linux/arm/v7', 'linux/arm64/v8'], 'linux/arm64/v8'],
    ['linux/arm64/v8', ['linux/arm64'], 'linux/arm64'],
    ['linux/arm64', ['linux/arm/v5', 'linux/arm/v7'], 'linux/arm/v7'],
    ['linux/arm64', ['linux/arm64/v9'], null],
    ['linux/arm64/v8.2', ['linux/arm64/v8', 'linux/arm64/v8.1', 'linux/arm64/v8.3'], 'linux/arm64/v8.1'],
    ['linux/arm64/v9', ['linux/arm64/v8.6', 'linux/arm64/v8.5', 'linux/arm64/v8'], 'linux/arm64/v8.5'],
    ['linux/arm64/v9.1', ['linux/arm64/v8.6', 'linux/arm64/v9'], 'linux/arm64/v9'],
    ['linux/arm/v7', ['linux/arm/v5', 'linux/arm/v6'], 'linux/arm/v6'],
    ['linux/arm/v7', ['linux/arm/v5'], 'linux/arm/v5'],
    ['linux/arm/v6', ['linux/arm/v7', 'linux/arm/v5'], 'linux/arm/v5'],
    ['linux/arm/v6', ['linux/arm/v7'], null],
    ['linux/riscv64', ['linux/amd64', 'linux/riscv64'], 'linux/riscv64'],
    ['linux/amd64', ['windows/amd64'], null],
    ['linux/amd64', ['unknown/unknown'], null],
    ['linux/amd64', [], null],
  ])('for %s of %j: %s', (wanted, offered, chosen) => {
    expect(choose(wanted, ...offered)).toBe(chosen);
  });

  it('takes the first of equals', () => {
    const first = { ...entry('linux/amd64'), size: 1 };
    const second = { ...entry('linux/amd64'), size: 2 };
    expect(choosePlatform([first, second], platform('linux/amd64'))).toBe(first);
  });

  it('never takes an attestation, whatever is asked', () => {
    expect(choose('unknown/unknown', 'unknown/unknown')).toBeNull();
  });

  it('takes an image that names no platform, for want of a better', () => {
    expect(choose('linux/amd64', null, 'linux/386')).toBe('linux/386');
    expect(choose('linux/amd64', 'linux/s390x', null)).toBe('none');
    const other = entry(null, 'application/vnd.example+json');
    expect(choosePlatform([other], platform('linux/amd64'))).toBeNull();
  });
});
