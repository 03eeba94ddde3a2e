import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BODY_LIMITS } from '../../src/limits.ts';
import { looksLikeHtml, parseManifest } from '../../src/registry/manifest.ts';
import { MANIFEST_TYPES } from '../../src/registry/media-types.ts';

const { ociIndex, ociManifest, dockerList, dockerManifest } = MANIFEST_TYPES;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const parse = (body: unknown, contentType: string | null) =>
  parseManifest(bytes(JSON.stringify(body)), contentType);
const digest = (n: number): string => `sha256:${n.toString(16).padStart(64, '0')}`;
const bad = (reason: string) => ({ kind: 'invalid', reason });

const config = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: digest(1), size: 7_023 };
const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: digest(2), size: 32_654 };
const image = { schemaVersion: 2, mediaType: ociManifest, config, layers: [layer] };
const child = { mediaType: ociManifest, digest: digest(3), size: 1_234 };
const index = {
  schemaVersion: 2,
  mediaType: ociIndex,
  manifests: [{ ...child, platform: { os: 'linux', architecture: 'amd64' } }],
};

describe('parseManifest', () => {
  it('reads an index, platforms in canonical form', () => {
    const manifests = [
      { ...child, platform: { os: 'linux', architecture: 'arm64' }, annotations: { a: 'b' } },
      { ...child, platform: { os: 'linux', architecture: 'arm', variant: 'v6', 'os.version': '1' } },
      { ...child, platform: { os: 'unknown', architecture: 'unknown' } },
      { ...child, platform: { os: '', architecture: '' } },
      child,
    ];
    expect(parse({ ...index, manifests }, `${ociIndex}; charset=utf-8`)).toEqual({
      kind: 'index',
      manifests: [
        { ...child, platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
        { ...child, platform: { os: 'linux', architecture: 'arm', variant: 'v6' } },
        { ...child, platform: { os: 'unknown', architecture: 'unknown', variant: null } },
        child,
        child,
      ],
    });
  });

  it('reads an image, and flags layers that a mirror need not have', () => {
    const foreign = [
      { ...layer, mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip' },
      { ...layer, mediaType: 'application/vnd.oci.image.layer.nondistributable.v1.tar+zstd' },
    ];
    expect(parse({ ...image, layers: [layer, ...foreign] }, ociManifest)).toEqual({
      kind: 'image',
      config,
      layers: [layer, ...foreign.map((each) => ({ ...each, foreign: true }))],
    });
  });

  it("reads Docker's own two types", () => {
    expect(parse({ ...image, mediaType: dockerManifest }, dockerManifest).kind).toBe('image');
    expect(parse({ ...index, mediaType: dockerList }, dockerList).kind).toBe('index');
  });

  it('lets the OCI types, and only these, leave mediaType out of the body', () => {
    expect(parse({ ...image, mediaType: undefined }, ociManifest).kind).toBe('image');
    expect(parse({ ...index, mediaType: '' }, ociIndex).kind).toBe('index');
    expect(parse({ ...image, mediaType: undefined }, dockerManifest)).toEqual(bad('bad-shape'));
    expect(parse({ ...index, mediaType: undefined }, dockerList)).toEqual(bad('bad-shape'));
  });

  it.each([
    ['no Content-Type', image, null],
    ['plain JSON', image, 'application/json'],
    ['plain text', image, 'text/plain; charset=utf-8'],
    ['a blob', image, 'application/octet-stream'],
    ['schema 1', { schemaVersion: 1 }, 'application/vnd.docker.distribution.manifest.v1+prettyjws'],
    ['JSON called HTML', image, 'text/html'],
  ])('%s is no manifest for an engine', (_name, body, contentType) => {
    expect(parse(body, contentType)).toEqual(bad('unsupported-type'));
  });

  it.each([
    ['an image called an index', image, ociIndex],
    ['an index called an image', index, ociManifest],
    ['another mediaType', { ...image, mediaType: dockerManifest }, ociManifest],
    ['index and image at once', { ...index, mediaType: undefined, config, layers: [layer] }, ociIndex],
    ['image and index at once', { ...image, mediaType: undefined, manifests: [child] }, ociManifest],
    ['fsLayers', { ...image, fsLayers: [] }, ociManifest],
    ['schemaVersion 1', { ...image, schemaVersion: 1 }, ociManifest],
    ['schemaVersion as text', { ...image, schemaVersion: '2' }, ociManifest],
    ['no schemaVersion', { ...image, schemaVersion: undefined }, ociManifest],
    ['no config', { ...image, config: undefined }, ociManifest],
    ['no layers', { ...image, layers: undefined }, ociManifest],
    ['layers that are no list', { ...image, layers: { length: 1, 0: layer } }, ociManifest],
    ['a layer that is nothing', { ...image, layers: [null] }, ociManifest],
    ['no manifests', { ...index, manifests: undefined }, ociIndex],
    ['a platform that is a word', { ...index, manifests: [{ ...child, platform: 'linux' }] }, ociIndex],
    [
      'an os that is a number',
      { ...index, manifests: [{ ...child, platform: { os: 1, architecture: 'a' } }] },
      ociIndex,
    ],
    [
      'an os with an escape in it',
      { ...index, manifests: [{ ...child, platform: { os: '\x1b[2J', architecture: 'a' } }] },
      ociIndex,
    ],
    [
      'a variant that is a list',
      { ...index, manifests: [{ ...child, platform: { os: 'a', architecture: 'a', variant: [] } }] },
      ociIndex,
    ],
    ['513 layers', { ...image, layers: Array(513).fill(layer) }, ociManifest],
    ['1,001 entries', { ...index, manifests: Array(1_001).fill(child) }, ociIndex],
  ])('%s is of bad shape', (_name, body, contentType) => {
    expect(parse(body, contentType)).toEqual(bad('bad-shape'));
  });

  it.each([
    { size: -1 },
    { size: 1.5 },
    { size: '7' },
    { size: 2 ** 53 },
    { size: null },
    { digest: 'sha256:abc' },
    { digest: digest(1).toUpperCase() },
    { digest: '../../etc/passwd' },
    { digest: null },
    { mediaType: '' },
    { mediaType: 'json' },
    { mediaType: 'a/\x1b[31m' },
    { mediaType: undefined },
  ])('a descriptor with %j is of bad shape', (change) => {
    expect(parse({ ...image, config: { ...config, ...change } }, ociManifest)).toEqual(bad('bad-shape'));
    expect(parse({ ...image, layers: [{ ...layer, ...change }] }, ociManifest)).toEqual(bad('bad-shape'));
    expect(parse({ ...index, manifests: [{ ...child, ...change }] }, ociIndex)).toEqual(bad('bad-shape'));
  });

  it('reads as much as its bounds allow', () => {
    expect(parse({ ...image, layers: Array(512).fill(layer) }, ociManifest).kind).toBe('image');
    expect(parse({ ...index, manifests: Array(1_000).fill(child) }, ociIndex).kind).toBe('index');
    expect(parse({ ...image, layers: [] }, ociManifest)).toEqual({ kind: 'image', config, layers: [] });
    expect(parse({ ...image, layers: [{ ...layer, size: 2 ** 53 - 1 }] }, ociManifest).kind).toBe('image');
  });

  it.each([
    ['nothing', ''],
    ['half a document', '{"schemaVersion":2'],
    ['a list', '[]'],
    ['a word', '"x"'],
    ['null', 'null'],
    ['a byte order mark', `\ufeff${JSON.stringify(image)}`],
    ['two documents', '{}{}'],
    ['deep lists', `{"schemaVersion":2,"layers":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`],
    ['deep objects', `${'{"a":'.repeat(500_000)}1${'}'.repeat(500_000)}`],
    ['more than 4 MiB', `{"pad":"${'x'.repeat(BODY_LIMITS.manifestBytes)}"}`],
    ['an XML error', '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'],
  ])('%s is not JSON', (_name, text) => {
    expect(parseManifest(bytes(text), ociManifest)).toEqual(bad('not-json'));
  });

  it('takes nothing from a prototype, its own or a smuggled one', () => {
    const smuggled = `{"schemaVersion":2,"__proto__":${JSON.stringify(image)}}`;
    expect(parseManifest(bytes(smuggled), ociManifest)).toEqual(bad('bad-shape'));
    const descriptor = `{"__proto__":${JSON.stringify(config)}}`;
    const body = `{"schemaVersion":2,"config":${descriptor},"layers":[]}`;
    expect(parseManifest(bytes(body), ociManifest)).toEqual(bad('bad-shape'));
    expect(Object.hasOwn(Object.prototype, 'config')).toBe(false);
  });

  it('answers for any JSON and any bytes', () => {
    const type = fc.constantFrom(ociIndex, ociManifest, dockerList, dockerManifest, 'text/html', null);
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
        expect(['index', 'image', 'invalid']).toContain(parseManifest(body, contentType).kind);
      }),
    );
  });
});

describe('looksLikeHtml', () => {
  it.each([
    ['<!DOCTYPE html><title>x</title>', ociManifest],
    ['\ufeff \r\n<html lang="en">', null],
    ['<HEAD>', 'text/plain'],
    ['<!-- parked --><p>', null],
    ['<script>location="/"</script>', 'application/json'],
    ['<center><h1>403 Forbidden</h1></center>', null],
    ['', 'text/html; charset=gbk'],
    ['Just a moment...', 'TEXT/HTML'],
    ['<p>', 'application/xhtml+xml'],
  ])('%j as %s is a page', (text, contentType) => {
    expect(looksLikeHtml(bytes(text), contentType)).toBe(true);
    expect(parseManifest(bytes(text), contentType)).toEqual(bad('html'));
  });

  it.each([
    ['{"errors":[]}', 'text/html'],
    ['[]', 'text/html'],
    ['', null],
    ['denied', 'text/plain'],
    ['<?xml version="1.0"?>', 'application/xml'],
    ['<headline>', null],
    [' '.repeat(1_000_000), null],
  ])('%.40j as %s is none', (text, contentType) => {
    expect(looksLikeHtml(bytes(text), contentType)).toBe(false);
  });
});
