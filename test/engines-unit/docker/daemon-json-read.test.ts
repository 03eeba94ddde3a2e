import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDaemonJson } from '../../../src/engines/docker/daemon-json/index.ts';
import { scanJson } from '../../../src/engines/docker/daemon-json/syntax.ts';
import { parseEngineVersion } from '../../../src/engines/docker/version.ts';
import { anyFile, render } from './daemon-json-text.ts';

const v20 = parseEngineVersion('20.10.24+dfsg1');
const v28 = parseEngineVersion('28.5.2');

const readText = (text: string, version = v28) => readDaemonJson(Buffer.from(text), version);

describe('what dockerd does not read', () => {
  it.each([
    ['// hello\n{}', { code: 'comment', line: 1, column: 1, repairable: true }],
    ['{\n  "debug": true, // why\n}', { code: 'comment', line: 2, column: 18, repairable: true }],
    ['{"debug": true} /* end */', { code: 'comment', line: 1, column: 17, repairable: true }],
    ['{\n  "dns": ["1.1.1.1",],\r\n}', { code: 'trailing-comma', line: 2, column: 21, repairable: true }],
    ['{\r  "debug": true,\r}', { code: 'trailing-comma', line: 3, column: 1, repairable: true }],
    ["{'debug': true}", { code: 'single-quotes', line: 1, column: 2, repairable: true }],
    ['{debug: true}', { code: 'bare-key', line: 1, column: 2, repairable: true }],
    ['{"mtu": 0x5dc}', { code: 'syntax', line: 1, column: 10, repairable: true }],
    ['{"debug": true}}', { code: 'trailing-data', line: 1, column: 16, repairable: false }],
    ['{"debug": true', { code: 'unfinished', line: 1, column: 15, repairable: false }],
    ['{"debug": yes}', { code: 'bare-value', line: 1, column: 11, repairable: false }],
    ['{"debug" true}', { code: 'missing-colon', line: 1, column: 10, repairable: false }],
    ['{"a": "\t"}', { code: 'control-character', line: 1, column: 8, repairable: true }],
    ['{"mtu": 1e999}', { code: 'number-range', line: 1, column: 9, repairable: false }],
    ['["https://a"]', { code: 'not-an-object', line: 1, column: 1, repairable: false }],
    ['\n "https://a"', { code: 'not-an-object', line: 2, column: 2, repairable: false }],
    ['https://a', { code: 'syntax', line: 1, column: 1, repairable: false }],
    ['[['.repeat(100_000), { code: 'too-deep', line: 1, column: 1001, repairable: false }],
  ])('%j', (text, problem) => {
    expect(readText(text)).toEqual({ kind: 'problem', ...problem });
  });

  it('names the line of the first byte that is no UTF-8', () => {
    const bytes = Buffer.concat([
      Buffer.from('{\n"labels": ["镜像"],\n"x": "'),
      Buffer.from([0xff]),
      Buffer.from('"}'),
    ]);
    expect(readDaemonJson(bytes, v28)).toMatchObject({ kind: 'problem', code: 'undecodable', line: 3 });
    expect(readDaemonJson(bytes, null)).toMatchObject({ kind: 'problem', code: 'undecodable' });
    expect(readDaemonJson(bytes, v20)).toMatchObject({ kind: 'document', encoding: 'bytes' });
  });

  it('stops at a byte-order mark before 23.0', () => {
    const mark = { kind: 'problem', code: 'byte-order-mark', line: 1, column: 1, repairable: true };
    expect(readText('\ufeff{}', v20)).toEqual(mark);
    expect(readDaemonJson(Buffer.from('\ufeff{}', 'utf16le'), v20)).toEqual(mark);
    expect(readText('\ufeffnonsense', v20)).toMatchObject({ repairable: false });
    expect(readText('\ufeff{}', v28)).toMatchObject({ kind: 'document', encoding: 'utf-8-bom', text: '{}' });
    expect(readText('\ufeff{}', null)).toMatchObject({ kind: 'document' });
  });

  it('takes half a UTF-16 unit for what it is', () => {
    expect(readDaemonJson(Buffer.from([0xff, 0xfe, 0x7b]), v28)).toMatchObject({ code: 'undecodable' });
  });
});

describe('what dockerd reads', () => {
  it('takes the last of duplicate keys, escapes or not', () => {
    expect(
      readText('{"registry-mirrors":["https://a"],"registry\\u002dmirrors":["https://b"]}'),
    ).toMatchObject({
      registryMirrors: ['https://b'],
      keys: ['registry-mirrors'],
      findings: [{ code: 'duplicate-key', key: 'registry-mirrors', line: 1 }],
    });
  });

  it.each(['', ' \n\t', 'null', '{}', '{"registry-mirrors": null}'])('%j sets no mirrors', (text) => {
    expect(readText(text, v20)).toMatchObject({
      kind: 'document',
      registryMirrors: null,
      insecureRegistries: null,
    });
  });

  it('reads what steers the plan', () => {
    const text =
      '{"proxies":{"http-proxy":"http://p","no-proxy":""},"live-restore":true,"insecure-registries":[]}';
    expect(readText(text)).toMatchObject({
      proxies: { httpProxy: 'http://p', httpsProxy: null, noProxy: null },
      liveRestore: true,
      insecureRegistries: [],
      keys: ['proxies', 'live-restore', 'insecure-registries'],
      findings: [],
    });
  });

  it.each([
    ['{"registry-mirror":["https://a"]}', 'ignored-key'],
    ['{"http-proxy":"http://p"}', 'ignored-key'],
    ['{"Registry-Mirrors":[]}', 'wrong-case'],
    ['{"Proxies":{}}', 'wrong-case'],
    ['{"registry-mirrors":"https://a"}', 'wrong-type'],
    ['{"registry-mirrors":["https://a",1]}', 'wrong-type'],
    ['{"proxies":[]}', 'wrong-type'],
    ['{"proxies":{"no-proxy":["a"]}}', 'wrong-type'],
    ['{"proxies":{"default":{"httpProxy":"http://p"}}}', 'client-syntax'],
    ['{"debug":true,"debug":true}', 'duplicate-key'],
  ])('%s: %s', (text, code) => {
    const document = readText(text);
    expect(document.kind === 'document' ? document.findings.map((finding) => finding.code) : []).toEqual([
      code,
    ]);
  });

  it('counts lines of every kind in a finding', () => {
    expect(readText('{\r\n"a":1,\r"b":2,\n"registry-mirror":[]}')).toMatchObject({ findings: [{ line: 4 }] });
  });
});

describe('the scanner', () => {
  const isJson = (text: string): boolean => {
    try {
      JSON.parse(text, (_key, value: unknown) => {
        if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError('not a float64');
      });
      return true;
    } catch {
      return false;
    }
  };

  it('agrees with JSON.parse on what is JSON', () => {
    const pieces = fc.constantFrom(
      ...[
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"a"',
        '"',
        '1',
        '-',
        '0',
        '.',
        'e',
        '+',
        'true',
        'null',
        ' ',
        '\n',
        '\f',
        '\u00a0',
      ],
      ...[
        '\\',
        '\\u00',
        '\\x',
        '\t',
        "'",
        '/',
        '//',
        '/*',
        '*/',
        'NaN',
        '\u2028',
        '\ufeff',
        '\u0000',
        '\u007f',
      ],
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 7 }), (parts) => {
        const text = parts.join('');
        expect([text, scanJson(text).kind === 'json']).toEqual([text, isJson(text)]);
      }),
      { numRuns: 20_000 },
    );
    fc.assert(
      // Without 'e': a number too large under a key that a duplicate hides is refused by Go, and unseen by JSON.parse.
      fc.property(
        anyFile,
        fc.nat(),
        fc.nat(),
        pieces.filter((piece) => piece !== 'e'),
        (file, at, cut, piece) => {
          const text = render(file);
          const from = at % (text.length + 1);
          const broken = text.slice(0, from) + piece + text.slice(from + (cut % 3));
          expect([broken, scanJson(broken).kind === 'json']).toEqual([broken, isJson(broken)]);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('finds the members where they are', () => {
    fc.assert(
      fc.property(anyFile, (file) => {
        const text = render(file);
        const json = scanJson(text);
        if (json.kind !== 'json') throw new Error(json.code);
        expect(
          json.members.map((m) => [m.key, text.slice(m.keyStart, m.keyEnd), text.slice(m.start, m.end)]),
        ).toEqual(file.members.map((m) => [m.key, m.rawKey, m.rawValue]));
      }),
    );
  });
});
