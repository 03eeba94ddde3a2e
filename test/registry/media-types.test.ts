import { expect, it } from 'vitest';
import { ACCEPT_MANIFEST, manifestKindOf, mediaTypeOf } from '../../src/registry/media-types.ts';

it('asks for all four kinds of manifest, and for no schema 1', () => {
  expect(ACCEPT_MANIFEST.split(', ').sort()).toEqual([
    'application/vnd.docker.distribution.manifest.list.v2+json',
    'application/vnd.docker.distribution.manifest.v2+json',
    'application/vnd.oci.image.index.v1+json',
    'application/vnd.oci.image.manifest.v1+json',
  ]);
});

it('knows what each kind holds', () => {
  expect(ACCEPT_MANIFEST.split(', ').map(manifestKindOf).sort()).toEqual([
    'image',
    'image',
    'index',
    'index',
  ]);
  expect(manifestKindOf('application/vnd.docker.distribution.manifest.v1+prettyjws')).toBe('schema1');
  expect(manifestKindOf('application/vnd.docker.distribution.manifest.v1+json')).toBe('schema1');
  expect(manifestKindOf('application/json')).toBeNull();
  expect(manifestKindOf(null)).toBeNull();
});

it.each([
  ['application/json; charset=utf-8', 'application/json'],
  [' Application/VND.OCI.image.index.v1+JSON ;x', 'application/vnd.oci.image.index.v1+json'],
  ['text/html', 'text/html'],
])('%j names %s', (header, type) => {
  expect(mediaTypeOf(header)).toBe(type);
});

it.each([
  null,
  undefined,
  '',
  ';charset=x',
  'json',
  'a/b/c',
  'a /b',
  'text/html, text/plain',
  'tëxt/html',
  'a/'.padEnd(200, 'b'),
  'a'.repeat(1_000_000),
])('%.40j names none', (header) => {
  expect(mediaTypeOf(header)).toBeNull();
});
