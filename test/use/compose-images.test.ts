import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeImages } from '../../src/use/compose-images.ts';

const FILE = `
x-common: &common
  restart: always
services:
  web:
    image: nginx:1.27   # the front
    ports: ["80:80"]
  "cache":
    image: "redis:\${REDIS_TAG:-7}"
  db:
    <<: *common
    image: 'mysql:\${MYSQL_TAG}'
  app:
    build: .
    image: company/app
  worker:
    image: company/worker
    build:
      context: .
  late:
    environment:
      image: not-one
    image: $REGISTRY/late
  other: { image: inline }
  money:
    image: a$$b
`;

describe('composeImages', () => {
  it('takes what services pull, with variables filled in', () => {
    const found = composeImages(FILE, { REDIS_TAG: '', REGISTRY: 'ghcr.io' });
    expect(found.images.map(({ line, text }) => `${line} ${text}`)).toEqual([
      '6 nginx:1.27',
      '9 redis:7',
      '23 ghcr.io/late',
      '24 inline',
      '26 a$b',
    ]);
    expect(found.unset).toEqual(['MYSQL_TAG']);
    expect(composeImages('services:\n a: \n  image: x$' + '{T-1}', { T: '' }).images).toEqual([
      { line: 3, written: `x$` + '{T-1}', text: 'x' },
    ]);
  });

  it.each([
    ['flow style', 'services: {a: {image: "nginx:1.27"}, b: {image: redis}}', ['nginx:1.27', 'redis']],
    ['JSON', '{"services":{"a":{"image":"nginx:1.27","build":null}}}', ['nginx:1.27']],
    ['an alias', 'x-i: &i nginx:1\nservices:\n  a:\n    image: *i\n', ['nginx:1']],
    ['a merge', 'x-a: &a {image: nginx:1}\nservices:\n  a:\n    <<: *a\n', ['nginx:1']],
    ['a folded scalar', 'services:\n  a:\n    image: >-\n      nginx:1\n', ['nginx:1']],
    ['a number', 'services:\n  a:\n    image: 1.10\n', ['1.10']],
    ['a merge into itself', 'services: &s\n  <<: *s\n  a: {image: nginx}\n', ['nginx']],
  ])('reads %s', (_what, text, expected) => {
    const { images, unread, fault } = composeImages(text, {});
    expect([images.map((image) => image.text), unread, fault]).toEqual([expected, [], null]);
  });

  it('tells what may name images and is not read', () => {
    const text = `include: [other.yaml]
services:
  a: {extends: {file: common.yaml, service: web}}
  b: {image: [x]}
  c: {image: "\${A"}
  d: {extends: {file: common.yaml}, image: nginx}
`;
    expect(composeImages(text, {})).toEqual({
      images: [{ line: 6, written: 'nginx', text: 'nginx' }],
      unset: [],
      bare: [],
      whole: ['a', 'b', 'c', 'd'],
      unread: ['include: other.yaml', 'extends: common.yaml', 'line 4: image', `image: \${A`],
      fault: null,
    });
  });

  it('reads nothing of what is not such a file, and says so', () => {
    expect(composeImages('a: [', {}).fault?.detail).toMatch(/^line 1: /);
    expect(composeImages('['.repeat(50_000), {}).fault).toEqual({
      reason: 'not-compose',
      detail: 'nested too deeply',
    });
    expect(composeImages('services: {}\n'.repeat(20_001), {}).fault?.reason).toBe('too-large');
  });

  it('answers any text, in bounded time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(Array.isArray(composeImages(text, {}).images)).toBe(true);
      }),
    );
    for (const text of [
      `image: ${'$'.repeat(200_000)}`,
      `${' '.repeat(1e6)}x`,
      'image: "'.repeat(100_000),
      `image: ${`\${a`.repeat(60_000)}`,
    ]) {
      const before = process.cpuUsage();
      composeImages(text, {});
      expect(process.cpuUsage(before).user / 1e6).toBeLessThan(10);
    }
  });
});

const CONTEXT = 'docker-image://redis:7';
const LOGIN = 'extends: https://xxxxx:xxxxx@h/o?xxxxx';

it.each([
  ['merged', (n: number) => [`x: &b {${`k: v, `.repeat(n)}}`, 'services:', '{<<: *b}']],
  ['mounted', (n: number) => [`x: &b [${'a,'.repeat(n)}]`, 'services:', '{volumes: *b}']],
  ['itself', (n: number) => [`x: &b {${`k: v, `.repeat(n)}}`, 'services:', '*b']],
])('what is %s more often than anybody writes it is too large', (_what, of) => {
  const [anchor = '', services = '', service = ''] = of(2_000);
  const lines = Array.from({ length: 2_000 }, (_, at) => `  s${at}: ${service}`);
  expect(composeImages([anchor, services, ...lines].join('\n'), {}).fault?.reason).toBe('too-large');
});

describe('what cannot be known is never taken for nothing', () => {
  it.each([
    ['an empty file', ''],
    ['no services', 'web:\n  image: nginx:1\n'],
    ['services that are none', 'services: [nginx:1]\n'],
    ['a service that is none', 'services: {a: {image: "nginx:1"}, b: [redis]}\n'],
  ])('%s', (_, text) => {
    const { unread, fault } = composeImages(text, {});
    expect([unread.length, fault]).toEqual([1, null]);
  });

  it.each([
    ['an image that is filled with nothing', `{image: "\${NOTHING}"}`, [`image: \${NOTHING}`]],
    ['a default that is nothing', `{image: "\${X:-}"}`, [`image: \${X:-}`]],
    ['a build taken back', '{build: !reset {context: .}, image: redis}', ['line 1: build !reset']],
    ['an image taken back', '{image: !reset redis}', ['line 1: image !reset']],
    ['a mount taken back', '{image: redis, volumes: [!reset {type: image}]}', ['line 1: volumes !reset']],
    ['mounts that are none', '{image: redis, volumes: {a: b}}', ['line 1: volumes']],
    ['a mount of what is not known', `{image: redis, volumes: [{type: "\${T"}]}`, [`type: \${T`]],
    [
      'a context that is not known',
      `{build: {additional_contexts: {r: "\${"}}}`,
      [`additional_contexts: \${`],
    ],
    [
      'what is extended, beside an own image',
      '{image: redis, extends: {file: o.yaml, service: b}}',
      ['extends: o.yaml'],
    ],
    ['a file behind a login', '{extends: {file: "https://u:S3CRET@h/o?t=S3CRET"}}', [LOGIN]],
    ['a whole service taken back', '!override {image: redis}', ['services: a']],
  ])('%s', (_, service, expected) => {
    expect(composeImages(`services: {a: ${service}}`, { NOTHING: '' }).unread).toEqual(expected);
  });

  it.each(['{}', '{ports: ["80:80"]}', '{image: "   "}', '{image: , build: }'])(
    'a service that names nothing to run: %s',
    (service) => {
      const { bare, whole } = composeImages(`services: {a: ${service}, b: {image: x}, c: {extends: b}}`, {});
      expect([bare, whole]).toEqual([['a'], ['b', 'c']]);
    },
  );

  it('a further document is told in our words', () => {
    expect(composeImages('services: {}\n---\nservices: {}\n', {}).fault?.detail).toBe(
      'more than one document',
    );
  });

  it.each([
    [
      'a mounted image',
      '{image: app, volumes: [{type: image, source: redis:7, target: /r}]}',
      ['redis:7', 'app'],
    ],
    [
      'a context by name',
      '{build: {additional_contexts: {r: "docker-image://redis:7", s: ../s}}}',
      ['redis:7'],
    ],
    ['a context in a variable', '{build: {additional_contexts: {r: "$B"}}}', ['redis:7']],
    ['a listed context in a variable', '{build: {additional_contexts: ["r=$B"]}}', ['redis:7']],
    ['what a variable mounts', '{build: ., volumes: [{type: $T, source: "redis:7"}]}', ['redis:7']],
    ['what has build: NULL', '{build: NULL, image: "redis:7"}', ['redis:7']],
    ['a listed context', '{build: {additional_contexts: ["r=docker-image://redis:7", s=../s]}}', ['redis:7']],
  ])('%s is pulled', (_, service, expected) => {
    const { images, unread } = composeImages(`services: {a: ${service}}`, { B: CONTEXT, T: 'image' });
    expect([images.map(({ text }) => text), unread]).toEqual([expected, []]);
  });

  it.each([
    ['a further document', 'services: {a: {image: "nginx:1"}}\n---\nservices: {b: {image: redis}}\n'],
    ['an alias to nothing', 'services: {a: {image: "nginx:1"}, b: {image: *nope}}\n'],
  ])('%s', (_, text) => {
    expect(composeImages(text, {}).fault?.reason).toBe('not-compose');
  });

  it('merges that double at each level end', () => {
    const levels = Array.from({ length: 40 }, (_, n) => `x-${n + 1}: &a${n + 1} {<<: [*a${n}, *a${n}]}`);
    const text = ['x-0: &a0 {image: "nginx:1"}', ...levels, 'services: {a: {<<: *a40}}'].join('\n');
    expect(composeImages(text, {}).images.map((image) => image.text)).toEqual(['nginx:1']);
  });
});
