import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkMirror, normalisedMirrors, sameMirrors } from '../../../src/engines/docker/mirror-rules.ts';

const old = { mirrorPath: false };
const now = { mirrorPath: true };

describe('checkMirror', () => {
  it.each([
    ['https://m.example', 'https://m.example/'],
    ['https://m.example/', 'https://m.example/'],
    ['HTTPS://M.Example:443', 'HTTPS://M.Example:443/'],
    ['http://[::1]:5000', 'http://[::1]:5000/'],
    ['http://10.0.0.1:5000', 'http://10.0.0.1:5000/'],
    ['https://', 'https://'],
    ['https://镜像.example', 'https://镜像.example/'],
  ])('every release takes %j', (text, normalised) => {
    expect(checkMirror(text, old)).toEqual({ ok: true, normalised });
    expect(checkMirror(text, now)).toEqual({ ok: true, normalised });
  });

  it.each([
    ['m.example', 'no-scheme'],
    ['m.example:5000', 'no-scheme'],
    ['://m.example', 'no-scheme'],
    ['', 'no-scheme'],
    ['ftp://m.example', 'other-scheme'],
    ['https://u:p@m.example', 'user-info'],
    ['https://@m.example', 'user-info'],
    ['https://m.example?a=b', 'query-or-fragment'],
    ['https://m.example/#x', 'query-or-fragment'],
    [' https://m.example', 'malformed'],
    ['https://m.example ', 'malformed'],
    ['https://m.example\n', 'malformed'],
    ['https://m example', 'malformed'],
    ['https://m.example:port', 'malformed'],
    ['https://m.example/%zz', 'malformed'],
  ])('no release takes %j: %s', (text, problem) => {
    expect(checkMirror(text, now)).toEqual({ ok: false, problem });
  });

  it('a path from 24.0.8 on', () => {
    expect(checkMirror('https://m.example/pre/', now)).toEqual({
      ok: true,
      normalised: 'https://m.example/pre/',
    });
    expect(checkMirror('https://m.example/pre', old)).toEqual({ ok: false, problem: 'path' });
  });
});

it('compares as the engine shows: slashes and duplicates do not count, order does', () => {
  expect(normalisedMirrors(['https://b', 'https://a/', 'https://b/'])).toEqual(['https://b/', 'https://a/']);
  expect(sameMirrors(['https://a', 'https://a/'], ['https://a/'])).toBe(true);
  expect(sameMirrors(['https://a', 'https://b'], ['https://b/', 'https://a/'])).toBe(false);
  expect(sameMirrors([], ['https://a/'])).toBe(false);
  expect(sameMirrors([], [])).toBe(true);
});

it('normalising twice is normalising once', () => {
  fc.assert(
    fc.property(fc.array(fc.webUrl()), (urls) => {
      const once = normalisedMirrors(urls);
      expect(normalisedMirrors(once)).toEqual(once);
      expect(sameMirrors(urls, once)).toBe(true);
    }),
  );
});
