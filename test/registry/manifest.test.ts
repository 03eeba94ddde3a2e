import { describe, expect, it } from 'vitest';
import { looksLikeHtml } from '../../src/registry/manifest.ts';
import { MANIFEST_TYPES } from '../../src/registry/media-types.ts';

const { ociManifest } = MANIFEST_TYPES;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

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
