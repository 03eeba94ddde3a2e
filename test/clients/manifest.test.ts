import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chooseEntry,
  isKnownToContainerd,
  readClassic,
  readContainerd,
  readContainersImage,
} from '../../src/clients/manifest.ts';
import { BODY_LIMITS } from '../../src/limits.ts';
import { MANIFEST_TYPES } from '../../src/registry/media-types.ts';

const { ociIndex, ociManifest, dockerList, dockerManifest } = MANIFEST_TYPES;
const LIMIT = BODY_LIMITS.manifestBytes;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const digest = (n: number): string => `sha256:${n.toString(16).padStart(64, '0')}`;

const config = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: digest(1), size: 7_023 };
const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: digest(2), size: 32_654 };
const image = { schemaVersion: 2, mediaType: ociManifest, config, layers: [layer] };
const child = { mediaType: ociManifest, digest: digest(3), size: 1_234 };
const index = { schemaVersion: 2, mediaType: ociIndex, manifests: [child] };

describe.each([
  ['classic', readClassic],
  ['containerd', readContainerd],
  ['containers-image', readContainersImage],
])('a manifest as %s reads it', (_client, read) => {
  const kindOf = (text: string, type: string): string => {
    const found = read(type, bytes(text), LIMIT);
    return typeof found === 'string' ? found : found.kind;
  };

  it('is an image or an index, with as many parts as our bounds allow', () => {
    const layers = (count: number): string => JSON.stringify({ ...image, layers: Array(count).fill(layer) });
    const entries = (count: number): string =>
      JSON.stringify({ ...index, manifests: Array(count).fill(child) });
    expect([kindOf(layers(512), ociManifest), kindOf(layers(513), ociManifest)]).toEqual([
      'image',
      'bad-manifest',
    ]);
    expect([kindOf(entries(10_000), ociIndex), kindOf(entries(10_001), ociIndex)]).toEqual([
      'index',
      'bad-manifest',
    ]);
  });

  it.each([
    ['nothing', ''],
    ['half a document', '{"schemaVersion":2'],
    ['a list', '[]'],
    ['null', 'null'],
    ['two documents', '{}{}'],
    ['deep lists', `{"schemaVersion":2,"layers":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`],
    ['deep objects', `${'{"a":'.repeat(500_000)}1${'}'.repeat(500_000)}`],
    ['more than 4 MiB', `{"pad":"${'x'.repeat(LIMIT)}"}`],
    ['a page', '<!DOCTYPE html><title>x</title>'],
  ])('%s is none', (_name, text) => {
    expect(kindOf(text, ociManifest)).toBe('bad-manifest');
  });

  it('takes nothing from a prototype, its own or a smuggled one', () => {
    expect(kindOf(`{"schemaVersion":2,"__proto__":${JSON.stringify(image)}}`, ociManifest)).toBe(
      'bad-manifest',
    );
    const smuggled = `{"schemaVersion":2,"config":{"__proto__":${JSON.stringify(config)}},"layers":[]}`;
    expect(kindOf(smuggled, ociManifest)).toBe('bad-manifest');
    expect(Object.hasOwn(Object.prototype, 'config')).toBe(false);
  });

  it('comes to an answer for any JSON and any bytes', () => {
    const type = fc.constantFrom(ociIndex, ociManifest, dockerList, dockerManifest, 'text/html', '');
    const anyBody = fc.oneof(
      fc.json().map(bytes),
      fc.uint8Array(),
      fc
        .record(
          {
            schemaVersion: fc.constant(2),
            layers: fc.jsonValue(),
            config: fc.jsonValue(),
            manifests: fc.jsonValue(),
          },
          { requiredKeys: [] },
        )
        .map((body) => bytes(JSON.stringify(body))),
    );
    fc.assert(
      fc.property(anyBody, type, (body, contentType) => {
        const found = read(contentType, body, LIMIT);
        expect(['index', 'image', 'bad-manifest', 'unsupported-type']).toContain(
          typeof found === 'string' ? found : found.kind,
        );
      }),
    );
  });
});

describe('the fields of a descriptor', () => {
  const said = (text: object): string[] => {
    const type = 'layers' in text ? ociManifest : ociIndex;
    return [readClassic, readContainerd].map((read) => {
      const found = read(type, bytes(JSON.stringify(text)), LIMIT);
      return typeof found === 'string' ? found : found.kind;
    });
  };

  it.each([
    [{ ...image, layers: [{ ...layer, data: 'no base64!' }] }, ['image', 'bad-manifest']],
    [{ ...image, layers: [{ ...layer, data: 'aGk=' }] }, ['image', 'image']],
    [{ ...image, subject: 'x' }, ['image', 'bad-manifest']],
    [{ ...image, artifactType: 1 }, ['image', 'bad-manifest']],
    [{ ...image, layers: [{ ...layer, platform: 'linux' }] }, ['bad-manifest', 'bad-manifest']],
    [
      { ...index, manifests: [{ ...child, platform: { 'os.version': 10 } }] },
      ['bad-manifest', 'bad-manifest'],
    ],
    [
      { ...index, manifests: [{ ...child, platform: { 'os.features': 'x' } }] },
      ['bad-manifest', 'bad-manifest'],
    ],
    [{ ...index, manifests: [child, null, { size: 1 }, { ...child, digest: 'x' }] }, ['index', 'index']],
  ])('%j', (text, expected) => {
    expect(said(text)).toEqual(expected);
  });

  it('decide which entry is taken, and by whom', () => {
    const chosen = (platform: object): boolean[] => {
      const text = JSON.stringify({ ...index, manifests: [{ ...child, platform }] });
      const found = readClassic(ociIndex, bytes(text), LIMIT);
      if (typeof found === 'string' || found.kind !== 'index') throw new Error('an index');
      const mine = { os: 'linux', architecture: 'amd64', variant: null };
      return ([[], ['features'], ['features', 'empty']] as const).map(
        (passesOver) => chooseEntry(found.entries, mine, passesOver) !== null,
      );
    };
    expect(chosen({ os: 'linux', architecture: 'amd64' })).toEqual([true, true, true]);
    expect(chosen({ os: 'linux', architecture: 'amd64', 'os.features': ['sse4'] })).toEqual([
      true,
      false,
      false,
    ]);
    expect(chosen({})).toEqual([true, true, false]);
  });

  it.each([
    [{}, true],
    [{ size: 0 }, false],
    [{ size: -1 }, false],
    [{ size: undefined }, false],
    [{ mediaType: `${layer.mediaType};x=y` }, false],
    [{ mediaType: `${layer.mediaType}+encrypted` }, false],
    [{ mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip' }, true],
  ])('%j of a layer is known to containerd: %s', (more, isKnown) => {
    const text = JSON.stringify({ ...image, layers: [{ ...layer, ...more }] });
    const found = readContainerd(ociManifest, bytes(text), LIMIT);
    if (typeof found === 'string' || found.kind !== 'image') throw new Error('an image');
    expect(isKnownToContainerd(found)).toBe(isKnown);
  });
});
