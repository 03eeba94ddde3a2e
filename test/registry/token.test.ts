import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BODY_LIMITS } from '../../src/limits.ts';
import { parseChallenges } from '../../src/registry/challenge.ts';
import { parseTokenResponse, pullScope, tokenUrl } from '../../src/registry/token.ts';

const SCOPE = pullScope('library/nginx');

function urlOf(header: string): string | null {
  const [challenge] = parseChallenges([header]);
  if (challenge === undefined) throw new Error(`the test's own challenge is none: ${header}`);
  return tokenUrl(challenge, SCOPE)?.href ?? null;
}

describe('tokenUrl', () => {
  it("is Docker Hub's, as engines write it", () => {
    expect(urlOf('Bearer realm="https://auth.docker.io/token",service="registry.docker.io"')).toBe(
      'https://auth.docker.io/token?service=registry.docker.io&scope=repository%3Alibrary%2Fnginx%3Apull',
    );
  });

  it.each([
    [
      'its own scope instead of ours',
      'Bearer realm="https://m/t",scope="repository:evil/x:push"',
      'https://m/t?scope=repository%3Alibrary%2Fnginx%3Apull',
    ],
    [
      'a query of its own is kept',
      'Bearer realm="https://m/t?a=1",service="s"',
      'https://m/t?a=1&service=s&scope=repository%3Alibrary%2Fnginx%3Apull',
    ],
    [
      'an empty service is none',
      'Bearer realm="http://m/t",service=""',
      'http://m/t?scope=repository%3Alibrary%2Fnginx%3Apull',
    ],
    [
      'a service cannot add parameters',
      'Bearer realm="https://m/t",service="s&scope=x#"',
      'https://m/t?service=s%26scope%3Dx%23&scope=repository%3Alibrary%2Fnginx%3Apull',
    ],
    [
      'a fragment is dropped',
      'Bearer realm="https://m/t#f"',
      'https://m/t?scope=repository%3Alibrary%2Fnginx%3Apull',
    ],
  ])('%s', (_name, header, url) => {
    expect(urlOf(header)).toBe(url);
  });

  it.each([
    'Bearer service="s"',
    'Bearer realm=""',
    'Bearer realm="/token"',
    'Bearer realm="//auth.example/token"',
    'Bearer realm="auth.example/token"',
    'Bearer realm="ftp://auth.example/"',
    'Bearer realm="file:///etc/passwd"',
    'Bearer realm="javascript:alert(1)"',
    'Bearer realm="https://user:pass@auth.example/"',
    'Bearer realm="https://"',
    'Bearer realm="https:auth.example"',
    `Bearer realm="https://auth.example/${'a'.repeat(9_000)}"`,
  ])('%s leads nowhere', (header) => {
    expect(urlOf(header)).toBeNull();
  });
});

describe('parseTokenResponse', () => {
  const parse = (body: unknown) => parseTokenResponse(new TextEncoder().encode(JSON.stringify(body)));

  it.each([
    [{ token: 'abc' }, { token: 'abc', expiresInSeconds: 60 }],
    [
      { access_token: 'abc', expires_in: 300 },
      { token: 'abc', expiresInSeconds: 300 },
    ],
    [
      { token: 'a', access_token: 'b' },
      { token: 'b', expiresInSeconds: 60 },
    ],
    [
      { token: 'a', access_token: '' },
      { token: 'a', expiresInSeconds: 60 },
    ],
    [
      { token: 'a', access_token: null, expires_in: 300.9 },
      { token: 'a', expiresInSeconds: 300 },
    ],
    [
      { token: 'a', expires_in: 0 },
      { token: 'a', expiresInSeconds: 60 },
    ],
    [
      { token: 'a', expires_in: -5 },
      { token: 'a', expiresInSeconds: 60 },
    ],
    [
      { token: 'a', expires_in: '300' },
      { token: 'a', expiresInSeconds: 60 },
    ],
    [
      { token: 'a', expires_in: 1e300 },
      { token: 'a', expiresInSeconds: 86_400 },
    ],
  ])('%j', (body, token) => {
    expect(parse(body)).toEqual(token);
  });

  it.each([
    [{}],
    [[]],
    ['abc'],
    [null],
    [{ token: '' }],
    [{ token: 5 }],
    [{ token: { toString: 'x' } }],
    [{ token: 'a b' }],
    [{ token: 'a\r\nX-Evil: 1' }],
    [{ token: 'a\u0000' }],
    [{ token: 'ä' }],
    [{ token: 'a'.repeat(20_000) }],
    [{ errors: [{ code: 'DENIED' }] }],
  ])('%j is no token', (body) => {
    expect(parse(body)).toBeNull();
  });

  it.each([
    '',
    '{',
    '<html>',
    '\ufeff{"token":"a"}',
    '{"__proto__":{"token":"a"}}',
    `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    `{"a":${'{"a":'.repeat(100)}1${'}'.repeat(100)},"token":"a"}`,
    `{"token":"a","pad":"${'x'.repeat(BODY_LIMITS.tokenBytes)}"}`,
  ])('%# is refused as text', (text) => {
    expect(parseTokenResponse(new TextEncoder().encode(text))).toBeNull();
  });

  it('takes nothing that every object inherits', () => {
    Object.defineProperty(Object.prototype, 'token', { value: 'inherited', configurable: true });
    try {
      expect(parse({})).toBeNull();
    } finally {
      Reflect.deleteProperty(Object.prototype, 'token');
    }
  });

  it('does not count brackets in strings as depth', () => {
    expect(parse({ pad: '[{"'.repeat(1_000), token: 'a' })?.token).toBe('a');
  });

  it('answers for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const token = parseTokenResponse(bytes);
        if (token !== null) expect(token.token).toMatch(/^[\x21-\x7e]+$/);
      }),
    );
  });
});
