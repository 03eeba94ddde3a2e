import fc from 'fast-check';
import {
  type Auth,
  type Change,
  type ImageEdit,
  type ImageShape,
  type OddMirror,
  PLAIN_AUTH,
  PLAIN_IMAGE,
  plain,
  type Rule,
  type Stage,
} from './mirror.ts';

/** So many mirrors of this seed, each odd in one to three ways; ids from `from` on. */
export function generateMirrors(seed: number, count: number, from: number): OddMirror[] {
  return fc.sample(described, { seed, numRuns: count }).map((more, index) => plain(from + index, more));
}

const of = <const T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

/** Whole parts of a pull more often than any single request. */
const stages: fc.Arbitrary<readonly Stage[]> = fc.oneof(
  of<readonly Stage[]>(['tag'], ['top'], ['child'], ['config'], ['layer'], ['ping'], ['token']),
  of<readonly Stage[]>(
    ['tag', 'top', 'child'],
    ['top', 'child'],
    ['config', 'layer'],
    ['tag', 'top', 'child', 'config', 'layer'],
    ['ping', 'tag', 'top', 'child', 'config', 'layer'],
  ),
);

const when: fc.Arbitrary<Rule['when']> = fc.oneof(
  { weight: 5, arbitrary: fc.constant(undefined) },
  { weight: 3, arbitrary: of<Rule['when']>({ method: 'HEAD' }, { method: 'GET' }) },
  { weight: 2, arbitrary: of<Rule['when']>({ ns: true }, { ns: false }) },
  { weight: 1, arbitrary: of<Rule['when']>({ range: true }, { authorized: true }, { authorized: false }) },
  { weight: 1, arbitrary: of<Rule['when']>({ offers: 'gzip' }, { offers: 'deflate' }) },
);

const DIGESTS = [
  '{digest}',
  '{other}',
  '',
  'latest',
  `sha256:${'2'.repeat(64)}`,
  `SHA256:${'3'.repeat(64)}`,
  `sha512:${'4'.repeat(128)}`,
  'sha256:12',
  'md5:abcd',
];
const TYPES = [
  '{type}; charset=utf-8',
  '{type};charset="utf-8"',
  '{type};',
  '{type}; charset',
  '{type} ; a=b',
  'application/json',
  'application/octet-stream',
  'text/plain',
  'text/html; charset=utf-8',
  'application/vnd.docker.distribution.manifest.v1+prettyjws',
  '',
  'nonsense',
  'a/b/c',
];

const header: fc.Arbitrary<Change> = fc.oneof(
  of(...DIGESTS, null).map((value): Change => ({ kind: 'header', name: 'Docker-Content-Digest', value })),
  of(...TYPES, null).map((value): Change => ({ kind: 'header', name: 'Content-Type', value })),
  of(...TYPES).map((value): Change => ({ kind: 'extra-header', name: 'Content-Type', value })),
  fc
    .tuple(
      of('X-Cache', 'Vary', 'Set-Cookie', 'ETag', 'Server', 'Transfer', 'Alt-Svc'),
      of('a', '*', '"x"', 'a=b; Path=/', 'h3=":443"'),
    )
    .map(([name, value]): Change => ({ kind: 'header', name, value })),
);

const STATUSES = [
  200, 201, 202, 203, 204, 206, 300, 304, 400, 401, 402, 403, 404, 405, 406, 410, 416, 418, 451, 500, 501,
  502, 503, 504, 521,
];

const status: fc.Arbitrary<Change> = fc
  .tuple(of(...STATUSES), of('kept', 'empty', 'errors', 'html', 'text'))
  .map(([value, body]): Change => ({ kind: 'status', status: value, body: value < 300 ? 'kept' : body }));

const length: fc.Arbitrary<Change> = of(
  ...([
    'left-out',
    'chunked',
    'chunked-with-length',
    'zero',
    'twice',
    'twice-differing',
    'one-less',
    'plus',
    'negative',
    'junk',
    'list',
  ] as const),
).map((as): Change => ({ kind: 'length', as }));

const coding: fc.Arbitrary<Change> = fc
  .tuple(
    of<readonly [string, Extract<Change, { kind: 'coding' }>['really']]>(
      ['gzip', 'gzip'],
      ['gzip', 'none'],
      ['GZIP', 'gzip'],
      ['x-gzip', 'gzip'],
      ['deflate', 'deflate'],
      ['deflate', 'zlib'],
      ['br', 'br'],
      ['identity', 'none'],
      ['', 'none'],
      ['utf-8', 'none'],
    ),
    of('offered', 'always'),
  )
  .map(([[label, really], at]): Change => ({ kind: 'coding', label, really, when: at }));

const redirect: fc.Arbitrary<Change> = fc
  .tuple(
    of(301, 302, 303, 307, 308),
    of(1, 1, 1, 2, 3),
    of(
      'same-host',
      'other-host',
      'relative',
      'no-location',
      'dead-port',
      'no-scheme',
      'ftp',
      'empty',
      'fragment',
      'without-v2',
    ),
  )
  .map(([code, hops, to]): Change => ({ kind: 'redirect', status: code, hops, to }));

const body: fc.Arbitrary<Change> = of(
  ...(['empty', 'wrong-byte', 'html', 'trailing', 'errors', 'other-image'] as const),
).map((as): Change => ({ kind: 'body', as }));

const framing: fc.Arbitrary<Change> = of<Change>(
  { kind: 'bare-lf' },
  { kind: 'one-hundred' },
  { kind: 'status-line', text: 'HTTP/1.0 200 OK' },
  { kind: 'status-line', text: 'HTTP/1.1 200' },
  { kind: 'close', at: 'head' },
);

/** These cost an engine its time-outs. */
const slow: fc.Arbitrary<Change> = of<Change>(
  { kind: 'body', as: 'cut' },
  { kind: 'stall', at: 'head' },
  { kind: 'stall', at: 'body' },
  { kind: 'length', as: 'one-more' },
  { kind: 'reset' },
);

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 20, arbitrary: header },
  { weight: 20, arbitrary: status },
  { weight: 14, arbitrary: length },
  { weight: 14, arbitrary: coding },
  { weight: 10, arbitrary: redirect },
  { weight: 10, arbitrary: body },
  { weight: 6, arbitrary: framing },
  { weight: 3, arbitrary: slow },
);

const rule: fc.Arbitrary<Rule> = fc
  .tuple(stages, change, when)
  .map(([where, what, only]) =>
    only === undefined ? { stages: where, change: what } : { stages: where, change: what, when: only },
  );

const parameter: fc.Arbitrary<string> = of(
  'realm="{realm}"',
  'realm="{realm}"',
  'realm="{realm}"',
  'service="{service}"',
  'service=""',
  'service=odd',
  'scope="{scope}"',
  'scope=""',
  'error="invalid_token"',
  'realm = "{realm}"',
  'REALM="{realm}"',
  'junk',
  'charset=UTF-8',
);

const line: fc.Arbitrary<string> = fc
  .tuple(
    of('Bearer', 'Bearer', 'Bearer', 'bearer', 'BEARER', 'Basic', 'Negotiate', 'Digest'),
    fc.array(parameter, { minLength: 1, maxLength: 3 }),
    of(',', ', ', ' , ', ' '),
  )
  .map(([scheme, parameters, comma]) => `${scheme} ${parameters.join(comma)}`);

const member: fc.Arbitrary<string> = of(
  '"expires_in":300',
  '"expires_in":"300"',
  '"expires_in":0',
  '"expires_in":1e3',
  '"expires_in":null',
  '"issued_at":"2026-01-01T00:00:00Z"',
  '"issued_at":"now"',
  '"issued_at":null',
  '"scope":"x"',
  '"refresh_token":"r"',
  '"refresh_token":1',
  '"access_token":"{token}"',
  '"access_token":"other"',
  '"access_token":null',
  '"Token":"{token}"',
  '"Token":"other"',
  '"token":1',
  '"token":null',
  '"Access_Token":"other"',
);

const token: fc.Arbitrary<string> = fc.oneof(
  fc.array(member, { maxLength: 2 }).map((members) => `{${['"token":"{token}"', ...members].join(',')}}`),
  fc.array(member, { minLength: 1, maxLength: 2 }).map((members) => `{${members.join(',')}}`),
  of(
    '{"token":"{token}"} ',
    '{"token":"{token}"}\n\n',
    '{"token":"{token}"}{}',
    ' {"token" : "{token}"}',
    '{"token":"{token}",}',
    "{'token':'{token}'}",
    'null',
    '""',
    '<html></html>',
  ),
);

const auth: fc.Arbitrary<Auth> = fc.record({
  on: of<readonly Stage[]>(
    PLAIN_AUTH.on,
    PLAIN_AUTH.on,
    PLAIN_AUTH.on,
    ['ping'],
    ['tag', 'top', 'child', 'config', 'layer'],
    ['ping', 'tag', 'top', 'child'],
    ['config', 'layer'],
    ['tag'],
    ['ping', 'tag'],
  ),
  challenge: fc.oneof(
    { weight: 2, arbitrary: fc.constant(PLAIN_AUTH.challenge) },
    { weight: 2, arbitrary: fc.array(line, { minLength: 1, maxLength: 2 }) },
  ),
  realm: of('own', 'own', 'own', 'own', 'other-host', 'with-query', 'redirecting', 'relative', 'dead-port'),
  token: fc.oneof(fc.constant(PLAIN_AUTH.token), token),
  tokenStatus: of(200, 200, 200, 200, 200, 201, 203, 206, 400, 401, 403, 404, 429, 500),
  tokenType: of('application/json', 'application/json', 'text/html', null),
  accepts: of('token', 'token', 'token', 'anything', 'nothing'),
});

const EDITS: readonly ImageEdit[] = [
  'manifest-without-media-type',
  'index-without-media-type',
  'manifest-media-type-of-other-format',
  'index-media-type-of-other-format',
  'schema-version-1',
  'schema-version-string',
  'schema-version-missing',
  'manifest-with-manifests',
  'index-with-config',
  'size-string',
  'layer-size-wrong',
  'config-size-wrong',
  'child-size-wrong',
  'layer-type-unknown',
  'config-type-unknown',
  'platform-missing',
  'platform-unnamed',
  'keys-in-capitals',
  'trailing-newline',
  'byte-order-mark',
  'unknown-fields',
  'duplicate-keys',
  'digest-twice-other-first',
  'digest-twice-other-last',
  'digest-twice-number-first',
  'size-twice-string-first',
  'size-twice-capitals-wrong',
  'size-twice-null-last',
  'type-twice-other-first',
  'type-twice-other-capitals',
  'type-twice-number-first',
  'layers-twice-others-first',
  'layers-twice-null-last',
  'layers-twice-none-last',
  'config-twice-in-parts',
  'config-twice-null-last',
];

const image: fc.Arbitrary<ImageShape> = fc.record({
  top: of('index', 'index', 'index', 'image', 'nested-index'),
  format: of('oci', 'docker'),
  layers: of(1, 1, 2),
  edits: fc.oneof(fc.constant([]), fc.subarray([...EDITS], { minLength: 1, maxLength: 2 })),
});

const someRules = (least: number, most: number): fc.Arbitrary<Rule[]> =>
  fc.array(rule, { minLength: least, maxLength: most });

const described: fc.Arbitrary<Partial<Omit<OddMirror, 'id'>>> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ rules: someRules(1, 3) }) },
  { weight: 3, arbitrary: fc.record({ auth }) },
  { weight: 2, arbitrary: fc.record({ auth, rules: someRules(1, 2) }) },
  { weight: 2, arbitrary: fc.record({ auth: fc.constant(PLAIN_AUTH), rules: someRules(1, 2) }) },
  { weight: 2, arbitrary: fc.record({ image }) },
  { weight: 2, arbitrary: fc.record({ image, rules: someRules(1, 2) }) },
  { weight: 1, arbitrary: fc.constant({ image: PLAIN_IMAGE }) },
);
