import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveSuppliedUrl } from '../../src/registry/location.ts';

const BASE = new URL('https://mirror.example/v2/library/nginx/blobs/x?ns=docker.io');

const resolve = (text: string, base: URL = BASE): string => {
  const result = resolveSuppliedUrl(text, base);
  return result.ok ? result.url.href : result.reason;
};

describe('resolveSuppliedUrl', () => {
  it.each([
    ['https://cdn.example/b?sig=1', 'https://cdn.example/b?sig=1'],
    ['https://cdn.example/b ', 'https://cdn.example/b%20'],
    ['/a\\b?c\\d', 'https://mirror.example/a%5Cb?c\\d'],
    ['https://cdn.example/%20?x=%zz', 'https://cdn.example/%20?x=%zz'],
    ['///cdn.example/b', 'https://mirror.example///cdn.example/b'],
    ['https://127.0.0.1/b', 'https://127.0.0.1/b'],
    ['HTTPS://CDN.example/b', 'https://cdn.example/b'],
    ['/b', 'https://mirror.example/b'],
    ['y', 'https://mirror.example/v2/library/nginx/blobs/y'],
    ['?a=b', 'https://mirror.example/v2/library/nginx/blobs/x?a=b'],
    ['//cdn.example/b', 'https://cdn.example/b'],
    ['\\\\cdn.example\\b', 'https://mirror.example/v2/library/nginx/blobs/%5C%5Ccdn.example%5Cb'],
    ['https://cdn.example/b#frag', 'https://cdn.example/b'],
    ['https://[::1]/b', 'https://[::1]/b'], // whether it may be connected to is the transport's question
  ])('%j leads to %s', (text, url) => {
    expect(resolve(text)).toBe(url);
  });

  it.each([
    ['http://cdn.example/b', 'downgrade'],
    ['HTTP://mirror.example/b', 'downgrade'],
    ['ftp://cdn.example/b', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['data:text/html,x', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['ws://cdn.example/', 'scheme'],
    ['', 'unparsable'],
    ['  https://cdn.example/b', 'unparsable'],
    ['https:\\\\cdn.example/b', 'unparsable'],
    ['https:/cdn.example/b', 'unparsable'],
    ['https:///cdn.example/b', 'unparsable'],
    ['https:/v2/b', 'unparsable'],
    ['https:b', 'unparsable'],
    ['https://cdn.example/%zz/b', 'unparsable'],
    ['/%zz', 'unparsable'],
    ['https://0x7f000001/b', 'unparsable'],
    ['https://127.1/b', 'unparsable'],
    ['https://%63dn.example/b', 'unparsable'],
    ['1a:b', 'unparsable'],
    ['https://', 'unparsable'],
    ['https://cdn.example:99999/', 'unparsable'],
    ['https://a b/', 'unparsable'],
    ['https://user@cdn.example/', 'unparsable'],
    ['https://:pass@cdn.example/', 'unparsable'],
    ['//user:pass@cdn.example/', 'unparsable'],
    ['https://cdn.exa\tmple/', 'unparsable'],
    ['https://cdn.example/\r\nX: y', 'unparsable'],
    [`https://cdn.example/${'a'.repeat(8 * 1024)}`, 'unparsable'],
    ['a'.repeat(1_000_000), 'unparsable'],
  ])('%.60j is refused: %s', (text, reason) => {
    expect(resolve(text)).toBe(reason);
  });

  it('lets http stay http, and rise to https', () => {
    const http = new URL('http://mirror.example/v2/');
    expect(resolve('http://cdn.example/b', http)).toBe('http://cdn.example/b');
    expect(resolve('https://cdn.example/b', http)).toBe('https://cdn.example/b');
  });

  it('never leaves http(s), never falls, never carries a secret', () => {
    const text = fc.oneof(fc.webUrl({ withFragments: true }), fc.string({ unit: 'binary' }), fc.string());
    fc.assert(
      fc.property(text, (location) => {
        const result = resolveSuppliedUrl(location, BASE);
        if (!result.ok) return;
        expect(result.url.protocol).toBe('https:');
        expect(result.url.username + result.url.password + result.url.hash).toBe('');
      }),
    );
  });
});
