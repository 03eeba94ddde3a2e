import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bearerChallenge, parseChallenges } from '../../src/registry/challenge.ts';

/** As plain data: the null prototype is asserted apart. */
const parse = (...values: string[]) =>
  parseChallenges(values).map(({ scheme, params, token68 }) => ({ scheme, params: { ...params }, token68 }));

const HUB = 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"';

describe('parseChallenges', () => {
  it("reads Docker Hub's", () => {
    expect(parse(HUB)).toEqual([
      {
        scheme: 'bearer',
        params: { realm: 'https://auth.docker.io/token', service: 'registry.docker.io' },
        token68: null,
      },
    ]);
  });

  it('reads the example of RFC 9110 11.6.1: two schemes in one header', () => {
    const example = 'Basic realm="simple", Newauth realm="apps", type=1, title="Login to \\"apps\\""';
    expect(parse(example)).toEqual([
      { scheme: 'basic', params: { realm: 'simple' }, token68: null },
      { scheme: 'newauth', params: { realm: 'apps', type: '1', title: 'Login to "apps"' }, token68: null },
    ]);
  });

  it('reads several headers, in order', () => {
    expect(parse('Negotiate', 'NTLM', 'bAsIc REALM=x').map(({ scheme }) => scheme)).toEqual([
      'negotiate',
      'ntlm',
      'basic',
    ]);
  });

  it.each([
    [
      'commas in quotes',
      'Bearer realm="a,b", scope="x:y:pull,push"',
      { realm: 'a,b', scope: 'x:y:pull,push' },
    ],
    ['blanks about the equals sign', 'Bearer realm = "a" ,service= b', { realm: 'a', service: 'b' }],
    ['keys in any case', 'Bearer Realm="a",SERVICE="b"', { realm: 'a', service: 'b' }],
    ['a key twice: the last', 'Bearer realm="a",realm="b"', { realm: 'b' }],
    ['empty list items', ', ,Bearer , realm="a",, ,service="b",', { realm: 'a', service: 'b' }],
    ['an empty quoted value', 'Bearer realm="",service=b', { realm: '', service: 'b' }],
    ['a missing comma', 'Bearer realm="a" service="b"', { realm: 'a', service: 'b' }],
    ['an unquoted value with blanks', 'Bearer realm=My Realm, service=b', { realm: 'My', service: 'b' }],
    ['a quote that never ends', 'Bearer service="b", realm="a', { service: 'b' }],
    ['an escape that never ends', 'Bearer service="b", realm="a\\', { service: 'b' }],
    ['no value', 'Bearer service=b, realm=, scope=c', { service: 'b', scope: 'c' }],
    ['junk between', 'Bearer realm="a", @@@ [x], service=b', { realm: 'a', service: 'b' }],
  ])('%s', (_name, header, params) => {
    expect(parse(header)).toEqual([{ scheme: 'bearer', params, token68: null }]);
  });

  it('tells token68 from parameters', () => {
    expect(parse('Negotiate YWJj/+-._~==, Basic realm="x"')).toEqual([
      { scheme: 'negotiate', params: {}, token68: 'YWJj/+-._~==' },
      { scheme: 'basic', params: { realm: 'x' }, token68: null },
    ]);
    expect(parse('Basic a=b')).toEqual([{ scheme: 'basic', params: { a: 'b' }, token68: null }]);
  });

  it.each(['', ' ', ',,,', '"', '=', 'realm="x"', '@', '"Bearer realm=x"', 'realm=x, service=y'])(
    '%j holds no challenge',
    (header) => {
      expect(parse(header)).toEqual([]);
    },
  );

  it('has no prototype to be polluted or inherited', () => {
    const [challenge] = parseChallenges(['Bearer __proto__="x", constructor=y, toString=z']);
    expect(Object.getPrototypeOf(challenge?.params)).toBeNull();
    expect(Object.keys(challenge?.params ?? {})).toEqual(['__proto__', 'constructor', 'tostring']);
    expect(parseChallenges(['Bearer'])[0]?.params['constructor']).toBeUndefined();
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });

  it('keeps sixteen of a thousand challenges, and sixteen of a thousand parameters', () => {
    const thousand = Array.from({ length: 1_000 }, (_, n) => `S${n} realm="r${n}"`);
    expect(parseChallenges(thousand).map(({ scheme }) => scheme)).toEqual(
      Array.from({ length: 16 }, (_, n) => `s${n}`),
    );
    expect(parseChallenges([thousand.join(', ')])).toHaveLength(16);
    const params = Array.from({ length: 1_000 }, (_, n) => `k${n}=v`).join(',');
    expect(Object.keys(parseChallenges([`Bearer ${params}`])[0]?.params ?? {})).toHaveLength(16);
  });

  it('reads the first 16 KiB of all headers together', () => {
    const blanks = ' '.repeat(16 * 1024 - 6);
    expect(parse(`${blanks}Bearer`)).toHaveLength(1);
    expect(parse(`${blanks} Bearer`)[0]?.scheme).toBe('beare');
    expect(parse(blanks, 'Bearer  ', 'Basic realm="x"')).toHaveLength(1);
  });

  it.each([
    ['a megabyte of one word', 'a'.repeat(1_000_000)],
    ['blanks', `Bearer ${' '.repeat(1_000_000)}`],
    ['quotes', '"'.repeat(1_000_000)],
    ['escaped quotes', `Bearer realm=${'"\\'.repeat(500_000)}`],
    ['escaped quotes as junk', '"\\'.repeat(500_000)],
    ['equals signs', `Bearer a${'='.repeat(1_000_000)}b`],
    ['commas', ','.repeat(1_000_000)],
    ['words', 'a '.repeat(500_000)],
    ['junk', '@ '.repeat(500_000)],
  ])('stays within its bounds on %s', (_name, header) => {
    expect(parseChallenges(Array<string>(100).fill(header)).length).toBeLessThanOrEqual(16);
  });

  const token = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}$/);
  const quote = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`;

  it('reads back whatever was written by the grammar, however it is cut into headers', () => {
    const entry = fc.record({
      scheme: token,
      params: fc.uniqueArray(fc.tuple(token, fc.string({ maxLength: 20 })), {
        minLength: 1,
        maxLength: 5,
        selector: ([key]) => key.toLowerCase(),
      }),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 16 }), fc.boolean(), (entries, oneHeader) => {
        const written = entries.map(
          ({ scheme, params }) =>
            `${scheme} ${params.map(([key, value]) => `${key}=${quote(value)}`).join(', ')}`,
        );
        const read = parse(...(oneHeader ? [written.join(', ')] : written));
        expect(read).toEqual(
          entries.map(({ scheme, params }) => ({
            scheme: scheme.toLowerCase(),
            params: Object.fromEntries(params.map(([key, value]) => [key.toLowerCase(), value])),
            token68: null,
          })),
        );
      }),
    );
  });

  it('answers for any text', () => {
    const bits = fc.constantFrom('Bearer', ' ', ',', '=', '"', '\\', 'realm', '\t', 'ä', 'x');
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 60 }), (parts) => {
        for (const { scheme } of parseChallenges([parts.join('')])) expect(scheme).toMatch(/^[^\s",=]+$/);
      }),
    );
  });
});

describe('bearerChallenge', () => {
  const choose = (...headers: string[]) => bearerChallenge(parseChallenges(headers));

  it('takes the Bearer challenge that names a realm', () => {
    expect(choose('Basic realm="x"', 'Bearer error="y"', HUB)?.params['service']).toBe('registry.docker.io');
    expect(choose('Bearer error="y"')?.params['error']).toBe('y');
    expect(choose('Basic realm="x"')).toBeNull();
    expect(choose()).toBeNull();
  });
});
