import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ParsedList, parseList } from '../../src/catalog/index.ts';
import { LIST } from '../../src/catalog/limits.ts';

const schema = JSON.parse(readFileSync(new URL('../../schema/mirrors.schema.json', import.meta.url), 'utf8'));
const matchesSchema = new Ajv2020({ strictRequired: false }).compile(schema);

const faults = ({ problems }: ParsedList): unknown[] =>
  problems.map(({ line, field, fault }) => [line, field, fault.kind]);

const addresses = ({ catalogue }: ParsedList): string[] =>
  catalogue.mirrors.flatMap((mirror) =>
    mirror.addresses.map(({ registry, address }) => {
      const text = address.kind === 'fixed' ? address.url.href : address.template;
      return registry === null ? text : `${registry} ${text}`;
    }),
  );

describe('plain URLs, one a line', () => {
  it('takes comments, blank lines, a BOM and CRLF', () => {
    const list = parseList(
      '\ufeff# my mirrors\r\nhttps://a.example\r\n\r\n  https://b.example/ # the second\r\n#https://c.example',
      'mine.txt',
    );
    expect(list.unreadable).toBeNull();
    expect(list.problems).toEqual([]);
    expect(addresses(list)).toEqual(['https://a.example', 'https://b.example']);
  });

  it('names a bad line and takes the others', () => {
    const list = parseList(
      'https://a.example\nhttps:/b.example\n\nhttps://mirrors.163.com/docker-ce\n[::1]:5000\nhttps://{id}.example\nhttps://c.example\n',
      'mine.txt',
    );
    expect(addresses(list)).toEqual(['https://a.example', 'https://c.example']);
    expect(list.problems).toMatchObject([
      { list: 'mine.txt', line: 2, field: '', fault: { problem: { meant: 'https://b.example' } } },
      { line: 4, fault: { problem: { kind: 'not-a-mirror' } } },
      { line: 5, fault: { problem: { meant: 'https://[::1]:5000' } } },
      { line: 6, fault: { kind: 'no-variable' } },
    ]);
  });

  it('shows no password and no token of a bad line', () => {
    const list = parseList(
      'https://user:geheim@a.example\nhttps://b.example?token=geheim\nuser:ge/heim@c.example\nhttps://u:ge/heim@d.example',
      'mine.txt',
    );
    expect(list.problems).toHaveLength(4);
    expect(JSON.stringify(list.problems)).not.toMatch(/ge\/?heim/);
  });

  it('finds every good address among any others', () => {
    const host = fc.domain().filter((name) => !/^(?:x{3}|your|id\.)/.test(name));
    const line = fc.oneof(
      host.map((host) => ({ text: `https://${host}.example`, good: true })),
      fc.constantFrom('# x', '', '  ').map((text) => ({ text, good: false })),
      host.map((host) => ({ text: `ftp://${host}`, good: false })),
    );
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), fc.constantFrom('\n', '\r\n', '\r'), (lines, end) => {
        const list = parseList(`https://first.example${end}${lines.map(({ text }) => text).join(end)}`, 'x');
        const bad = lines.flatMap(({ text }, index) => (text.startsWith('ftp') ? [index + 2] : []));
        expect(list.catalogue.mirrors).toHaveLength(1 + lines.filter(({ good }) => good).length);
        expect(list.problems.map(({ line: number }) => number)).toEqual(bad.slice(0, LIST.problems));
      }),
    );
  });
});

describe('JSON and JSON5', () => {
  const full = {
    $schema: './schema/mirrors.schema.json',
    schemaVersion: 1,
    registries: {
      'docker.io': { upstream: 'https://registry-1.docker.io', probeImage: 'nginx:latest' },
      'r.example:5000': { upstream: null, probeImage: null },
    },
    mirrors: [
      'https://plain.example',
      {
        id: 'mine',
        urls: { 'docker.io': 'https://m.example', 'GHCR.io': 'https://ghcr.m.example/' },
        operator: { name: 'My company', kind: 'company' },
        access: 'allow-list',
        limits: { requestsPerMinute: 20, bytesPerWindow: { bytes: 1024, seconds: 60 }, images: 'ours' },
        notes: { en: 'note', zh: '说明' },
        retired: { on: '2024-02', reason: 'gone' },
      },
      { url: 'https://{id}.p.example', variable: 'P_MIRROR_ID', access: 'personal-address' },
    ],
  };

  it('reads all that an entry can say', () => {
    const list = parseList(JSON.stringify(full), 'mine.json');
    expect(list.problems).toEqual([]);
    expect(addresses(list)).toEqual([
      'https://plain.example',
      'docker.io https://m.example',
      'ghcr.io https://ghcr.m.example',
      'https://{id}.p.example',
    ]);
    expect(list.catalogue.mirrors[1]).toMatchObject({
      id: 'mine',
      operator: { name: 'My company', kind: 'company' },
      access: 'allow-list',
      limits: {
        requestsPerMinute: 20,
        bytesPerWindow: { bytes: 1024, seconds: 60 },
        images: { en: 'ours', zh: 'ours' },
      },
      remark: { en: 'note', zh: '说明' },
      retired: { on: '2024-02', reason: { en: 'gone', zh: 'gone' } },
    });
    expect(list.catalogue.registries).toEqual([
      { host: 'docker.io', upstream: new URL('https://registry-1.docker.io'), probeImage: 'nginx:latest' },
      { host: 'r.example:5000', upstream: null, probeImage: null },
    ]);
    const { 'GHCR.io': _, ...urls } = { 'GHCR.io': '', 'docker.io': 'https://m.example' };
    expect(matchesSchema({ ...full, mirrors: [full.mirrors[0], { urls }, full.mirrors[2]] })).toBe(true);
  });

  it('takes JSON5, an array, and a daemon.json', () => {
    const json5 =
      "\ufeff// mine\n{ mirrors: ['https://a.example', /* no */ { url: 'https://b.example', }, ] }";
    expect(addresses(parseList(json5, 'x'))).toEqual(['https://a.example', 'https://b.example']);
    expect(addresses(parseList('["https://a.example"]', 'x'))).toEqual(['https://a.example']);
    const daemon = parseList('{"registry-mirrors":["https://a.example"],"debug":true}', 'daemon.json');
    expect([addresses(daemon), daemon.problems]).toEqual([['https://a.example'], []]);
  });

  it('names each fault by line and field, and takes the other entries', () => {
    const text = `{
      mirrors: [
        'https://good.example',
        'bad.example',
        { id: 'one', url: 'https://one.example' },
        { id: 'one', url: 'https://two.example' },
        { id: 'Bad Id', url: 'https://three.example' },
        {
          url: 'https://four.example',
          access: 'pubic',
          operator: { name: 'x\\u202e',
            kind: 'firm' },
        },
        { urls: { 'ghcr.io': 'https://ghcr.m.example',
            'quay.io': 'https://quay.io',
            nonsense: 'https://x.example' } },
        { notes: 'no address' },
        42,
        { url: 'https://five.example', retired: { on: '2024-02-30' } },
        { url: 'https://six.example', limits: { requestsPerMinute: -1, bytesPerWindow: { bytes: 1 } } },
        { url: 'https://{id}.example' },
        { url: 'https://{id}.example', variable: 'AWS_ACCESS_KEY_ID' },
        { url: 'https://h.example/{id}', variable: 'X_MIRROR_ID' },
        { url: 'https://seven.example',
          retird: true,
          url: 'https://eight.example' },
      ],
      registries: { 'a b': {},
        'docker.io': { upstream: 'ftp://x', probeImage: 'a b' } },
    }`;
    const list = parseList(text, 'mine.json5');
    expect(faults(list)).toEqual([
      [4, 'mirrors[1]', 'bad-url'],
      [6, 'mirrors[3].id', 'duplicate-id'],
      [7, 'mirrors[4].id', 'bad-id'],
      [10, 'mirrors[5].access', 'unknown-value'],
      [11, 'mirrors[5].operator.name', 'bad-text'],
      [12, 'mirrors[5].operator.kind', 'unknown-value'],
      [15, 'mirrors[6].urls["quay.io"]', 'bad-url'],
      [16, 'mirrors[6].urls.nonsense', 'bad-registry'],
      [17, 'mirrors[7].url', 'missing'],
      [18, 'mirrors[8]', 'wrong-type'],
      [19, 'mirrors[9].retired.on', 'wrong-type'],
      [19, 'mirrors[9].retired.reason', 'missing'],
      [20, 'mirrors[10].limits.requestsPerMinute', 'wrong-type'],
      [20, 'mirrors[10].limits.bytesPerWindow.seconds', 'missing'],
      [21, 'mirrors[11].url', 'no-variable'],
      [22, 'mirrors[12].url', 'bad-variable'],
      [23, 'mirrors[13].url', 'bad-template'],
      [25, 'mirrors[14].retird', 'unknown-field'],
      [26, 'mirrors[14].url', 'duplicate-key'],
      [28, 'registries["a b"]', 'bad-registry'],
      [29, 'registries["docker.io"].upstream', 'bad-upstream'],
      [29, 'registries["docker.io"].probeImage', 'bad-image'],
    ]);
    expect(addresses(list)).toEqual([
      'https://good.example',
      'https://one.example',
      'ghcr.io https://ghcr.m.example',
      'https://eight.example',
    ]);
  });

  it.each([
    [{ url: 'docker.1ms.run' }],
    [{ id: 'Bad Id', url: 'https://m.example' }],
    [{ url: 'https://m.example', access: 'pubic' }],
    [{ url: 'https://m.example', operator: { name: 'x', kind: 'firm' } }],
    [{ url: 'https://m.example', retired: { on: '2024-13', reason: 'x' } }],
    [{ url: 'https://m.example', retired: { on: '2024' } }],
    [{ url: 'https://m.example', limits: { requestsPerMinute: 0 } }],
    [{ url: 'https://m.example', notes: { en: 'x' } }],
    [{ url: 'https://{id}.example', variable: 'AWS_ACCESS_KEY_ID' }],
    [{ urls: { nonsense: 'https://m.example' } }],
    [{ notes: 'no address' }],
  ])('and the schema agree to refuse %j', (mirror) => {
    const list = parseList(JSON.stringify([mirror]), 'x');
    expect(list.catalogue.mirrors).toEqual([]);
    expect(list.problems).not.toEqual([]);
    expect(matchesSchema({ mirrors: [mirror] })).toBe(false);
  });

  it('never takes what an object inherits for a statement', () => {
    const list = parseList('[{"__proto__": {"url": "https://m.example"}}]', 'x');
    expect(list.catalogue.mirrors).toEqual([]);
    expect(faults(list)).toContainEqual([1, '[0].url', 'missing']);
  });
});

describe('a list that is unreadable as a whole', () => {
  it.each([
    ['', { kind: 'empty' }],
    ['\ufeff \n', { kind: 'empty' }],
    ['# nothing\n', { kind: 'empty' }],
    ['<!DOCTYPE html><html>', { kind: 'web-page' }],
    ['h\0t\0t\0p\0s\0', { kind: 'not-text' }],
    ['{\n  "mirrors": [\n    "https://a.example",\n    oops oops ]\n}', { kind: 'syntax', line: 4 }],
    ['[1, 2', { kind: 'syntax', line: 1 }],
    ['{"servers": []}', { kind: 'no-mirrors' }],
    ['{"mirrors": {}}', { kind: 'no-mirrors' }],
    ['{"schemaVersion": 2, "mirrors": []}', { kind: 'newer-schema', version: 2 }],
    ['x'.repeat(4 * 1024 * 1024 + 1), { kind: 'too-large' }],
    ['['.repeat(100_000), { kind: 'syntax' }],
  ])('%.40j', (text, failure) => {
    const list = parseList(text, 'mine');
    expect(list.unreadable).toMatchObject(failure);
    expect(list.catalogue).toEqual({ name: 'mine', registries: [], mirrors: [] });
  });
});

describe('bounds', () => {
  it('reads no more entries than one run should ask', () => {
    const lines = Array.from({ length: LIST.entries + 5 }, (_, index) => `https://m${index}.example`);
    const plain = parseList(lines.join('\n'), 'x');
    expect(plain.catalogue.mirrors).toHaveLength(LIST.entries);
    expect(faults(plain)).toEqual([[LIST.entries + 1, '', 'too-many-entries']]);
    const json = parseList(JSON.stringify(lines, null, 1), 'x');
    expect(json.catalogue.mirrors).toHaveLength(LIST.entries);
    expect(faults(json)).toEqual([[LIST.entries + 2, `[${LIST.entries}]`, 'too-many-entries']]);
  });

  it('lists the first problems and counts the others', () => {
    const list = parseList('nonsense\n'.repeat(LIST.problems + 7), 'x');
    expect(list.problems).toHaveLength(LIST.problems + 1);
    expect(list.problems.at(-1)?.fault).toEqual({ kind: 'more-problems', count: 7 });
  });

  it('answers any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.json(),
          fc.json().map((text) => `[${text}]`),
        ),
        (text) => {
          expect(parseList(text, 'x').catalogue.name).toBe('x');
        },
      ),
    );
  });
});
