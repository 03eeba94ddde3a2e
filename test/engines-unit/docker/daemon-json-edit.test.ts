import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DaemonJsonChanges,
  type DaemonJsonDocument,
  editDaemonJson,
  readDaemonJson,
} from '../../../src/engines/docker/daemon-json/index.ts';
import { parseEngineVersion } from '../../../src/engines/docker/version.ts';
import {
  anyFile,
  anyMirrors,
  type FileText,
  type MemberText,
  render,
  renderMember,
} from './daemon-json-text.ts';

const engine = parseEngineVersion('28.5.2');

function read(bytes: Uint8Array | null): DaemonJsonDocument {
  const document = readDaemonJson(bytes, engine);
  if (document.kind !== 'document') throw new Error(`${document.code} ${document.line}:${document.column}`);
  return document;
}

function edit(text: string | null, changes: DaemonJsonChanges): string {
  const document = read(text === null ? null : Buffer.from(text));
  return Buffer.from(editDaemonJson(document, changes).bytes).toString();
}

const mirrors = (...registryMirrors: string[]): DaemonJsonChanges => ({ registryMirrors });

describe('registry-mirrors', () => {
  it.each([
    ['no file', null, '{\n  "registry-mirrors": [\n    "https://a"\n  ]\n}\n'],
    ['an empty file', '', '{\n  "registry-mirrors": [\n    "https://a"\n  ]\n}\n'],
    ['a blank file of CR LF', ' \r\n', '{\r\n  "registry-mirrors": [\r\n    "https://a"\r\n  ]\r\n}\r\n'],
    ['an empty object without a final newline', '{}', '{\n  "registry-mirrors": [\n    "https://a"\n  ]\n}'],
    ['null at the root', 'null\n', '{\n  "registry-mirrors": [\n    "https://a"\n  ]\n}\n'],
    [
      'tabs',
      '{\n\t"debug": true\n}\n',
      '{\n\t"debug": true,\n\t"registry-mirrors": [\n\t\t"https://a"\n\t]\n}\n',
    ],
    [
      'four blanks and CR LF',
      '{\r\n    "debug": true\r\n}',
      '{\r\n    "debug": true,\r\n    "registry-mirrors": [\r\n        "https://a"\r\n    ]\r\n}',
    ],
    ['one tight line', '{"debug":true}', '{"debug":true,"registry-mirrors":["https://a"]}'],
    ['one loose line', '{ "debug": true }\n', '{ "debug": true, "registry-mirrors": ["https://a"] }\n'],
    [
      'the list on one line',
      '{\n  "registry-mirrors": ["https://b"],\n  "debug": true\n}',
      '{\n  "registry-mirrors": ["https://a"],\n  "debug": true\n}',
    ],
    [
      'an empty list',
      '{\n  "registry-mirrors": []\n}',
      '{\n  "registry-mirrors": [\n    "https://a"\n  ]\n}',
    ],
    ['null', '{"registry-mirrors": null}', '{"registry-mirrors": ["https://a"]}'],
    [
      'a string instead of a list',
      '{"registry-mirrors": "https://b"}',
      '{"registry-mirrors": ["https://a"]}',
    ],
    [
      'the right string, but no list',
      '{"registry-mirrors": "https://a"}',
      '{"registry-mirrors": ["https://a"]}',
    ],
    ['a key in escapes', '{"registry\\u002dmirrors":[]}', '{"registry\\u002dmirrors":["https://a"]}'],
    [
      'a namesake inside another object',
      '{"x":{"registry-mirrors":[1]}}',
      '{"x":{"registry-mirrors":[1]},"registry-mirrors":["https://a"]}',
    ],
    [
      'a duplicate: the last is edited, the earlier goes',
      '{\n  "registry-mirrors": ["https://x"],\n  "debug": true,\n  "registry-mirrors": ["https://y"]\n}',
      '{\n  "debug": true,\n  "registry-mirrors": ["https://a"]\n}',
    ],
    [
      "other duplicates are the user's",
      '{"debug":true,"debug":false}',
      '{"debug":true,"debug":false,"registry-mirrors":["https://a"]}',
    ],
    [
      'digits beyond 2^53',
      '{"x":123456789012345678901}',
      '{"x":123456789012345678901,"registry-mirrors":["https://a"]}',
    ],
  ])('%s', (_name, before, after) => {
    expect(edit(before, mirrors('https://a'))).toBe(after);
    expect(edit(after, mirrors('https://a'))).toBe(after);
  });

  it('keeps the spelling and the indentation of a list of several lines', () => {
    expect(
      edit(
        '{\n "registry-mirrors": [\n   "https:\\/\\/b",\n   "https://c" ]\n}',
        mirrors('https://a', 'https://b'),
      ),
    ).toBe('{\n "registry-mirrors": [\n   "https://a",\n   "https:\\/\\/b" ]\n}');
  });

  it('writes an empty list, which clears the mirrors of a running engine', () => {
    expect(edit('{"registry-mirrors":["https://a"],"debug":true}', mirrors())).toBe(
      '{"registry-mirrors":[],"debug":true}',
    );
    expect(edit('{"debug":true}', mirrors())).toBe('{"debug":true,"registry-mirrors":[]}');
  });

  it('changes nothing where the file says so already, duplicates or not', () => {
    const text = '{ "registry-mirrors": ["https://x"], "registry-mirrors":\t["https://a"  ] }';
    const document = read(Buffer.from(text));
    const edited = editDaemonJson(document, mirrors('https://a'));
    expect(edited).toMatchObject({ changed: false, text });
    expect(Buffer.from(edited.bytes).toString()).toBe(text);
  });
});

describe('proxies', () => {
  it.each([
    [
      'a new object',
      '{\n  "debug": true\n}\n',
      { httpProxy: 'http://p:1', noProxy: 'a,b' },
      '{\n  "debug": true,\n  "proxies": {\n    "http-proxy": "http://p:1",\n    "no-proxy": "a,b"\n  }\n}\n',
    ],
    [
      'one field of three',
      '{"proxies":{"http-proxy":"a","x":1,"no-proxy":"b"}}',
      { httpProxy: 'c' },
      '{"proxies":{"http-proxy":"c","x":1,"no-proxy":"b"}}',
    ],
    [
      'a field taken out',
      '{"proxies":{"http-proxy":"a","no-proxy":"b"}}',
      { httpProxy: null },
      '{"proxies":{"no-proxy":"b"}}',
    ],
    [
      'the last field taken out',
      '{"debug":true,"proxies":{"http-proxy":"a"}}',
      { httpProxy: '' },
      '{"debug":true}',
    ],
    ['nothing to take out', '{"proxies":{}}', { httpProxy: null }, '{"proxies":{}}'],
    [
      'not ASCII',
      '{}',
      { httpProxy: 'http://代理' },
      '{\n  "proxies": {\n    "http-proxy": "http://\\u4ee3\\u7406"\n  }\n}',
    ],
    [
      'two objects, which the engine reads as one',
      '{"proxies":{"http-proxy":"a","no-proxy":"n"},"debug":true,"proxies":{"http-proxy":"b"}}',
      { httpsProxy: 's' },
      '{"debug":true,"proxies":{"http-proxy":"b","https-proxy":"s","no-proxy":"n"}}',
    ],
    [
      'an object before null',
      '{"proxies":{"http-proxy":"a"},"proxies":null}',
      { noProxy: 'n' },
      '{"proxies":{"http-proxy":"a","no-proxy":"n"}}',
    ],
  ])('%s', (_name, before, proxies, after) => {
    expect(JSON.parse(edit(before, { proxies }))).toEqual(JSON.parse(after));
    expect(edit(before, { proxies })).toBe(after);
    expect(edit(after, { proxies })).toBe(after);
  });
});

describe('encodings', () => {
  const encodings: readonly [string, (text: string) => Buffer][] = [
    ['UTF-8', (text) => Buffer.from(text)],
    ['UTF-8 with a mark', (text) => Buffer.from(`\ufeff${text}`)],
    ['UTF-16 LE', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 BE', (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ];
  it.each(encodings)('%s stays so', (_name, encode) => {
    const edited = editDaemonJson(read(encode('{"labels":["镜像=1"]}\r\n')), mirrors('https://a'));
    expect(Buffer.from(edited.bytes)).toEqual(
      encode('{"labels":["镜像=1"],"registry-mirrors":["https://a"]}\r\n'),
    );
  });

  it('keeps bytes that are no text, for engines that read them', () => {
    const old = parseEngineVersion('20.10.24');
    const bytes = Buffer.concat([Buffer.from('{"labels":["'), Buffer.from([0xbe, 0xb5]), Buffer.from('"]}')]);
    const document = readDaemonJson(bytes, old);
    if (document.kind !== 'document') throw new Error(document.code);
    expect(document.findings).toEqual([{ code: 'invalid-utf-8', key: '', line: 1 }]);
    const edited = Buffer.from(editDaemonJson(document, mirrors('https://镜像')).bytes);
    expect(edited.subarray(0, 14)).toEqual(bytes.subarray(0, 14));
    expect(edited.subarray(14).toString()).toBe('"],"registry-mirrors":["https://\\u955c\\u50cf"]}');
  });
});

describe('size', () => {
  it('edits 10 MB of labels, and 40,000 duplicates of ours', () => {
    const labels = Array.from(
      { length: 300_000 },
      (_unused, index) => `    "label${index}=${'x'.repeat(20)}"`,
    );
    const long = `{\n  "labels": [\n${labels.join(',\n')}\n  ]\n}\n`;
    expect(long.length).toBeGreaterThan(1e7);
    expect(edit(long, mirrors('https://a'))).toBe(
      long.replace(/\n}\n$/, ',\n  "registry-mirrors": [\n    "https://a"\n  ]\n}\n'),
    );
    const duplicates = `{${'"registry-mirrors":[],"proxies":{"no-proxy":"x"},'.repeat(20_000)}"debug":true}`;
    expect(edit(duplicates, { ...mirrors('https://a'), proxies: { httpProxy: 'p' } })).toBe(
      '{"registry-mirrors":["https://a"],"proxies":{"no-proxy":"x","http-proxy":"p"},"debug":true}',
    );
  });
});

describe('properties', () => {
  it('leaves every byte but ours, and a second edit changes nothing', () => {
    fc.assert(
      fc.property(anyFile, anyMirrors, (file, wanted) => {
        const before = render(file);
        const after = edit(before, mirrors(...wanted));
        expect(JSON.parse(after)['registry-mirrors']).toEqual(wanted);
        expect(edit(after, mirrors(...wanted))).toBe(after);
        if (after !== before) expectOnlyOurs(file, after);
      }),
      { numRuns: 2_000 },
    );
  });

  it('changes proxies alone, and a second edit changes nothing', () => {
    fc.assert(
      fc.property(anyFile, fc.constantFrom('http://p', null), (file, httpProxy) => {
        const before = render(file);
        const after = edit(before, { proxies: { httpProxy } });
        expect(edit(after, { proxies: { httpProxy } })).toBe(after);
        expect(read(Buffer.from(after)).proxies.httpProxy).toBe(httpProxy);
        const { proxies: _before, ...othersBefore } = JSON.parse(before);
        const { proxies: _after, ...othersAfter } = JSON.parse(after);
        expect(othersAfter).toEqual(othersBefore);
        expect(read(Buffer.from(after)).proxies.noProxy).toBe(read(Buffer.from(before)).proxies.noProxy);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** What must stand before and after our value, put together from the generator's pieces. */
function expectOnlyOurs(file: FileText, after: string): void {
  const members = withoutEarlierOurs(file.members);
  const ours = members.findIndex(({ key }) => key === 'registry-mirrors');
  const member = members[ours];
  const text = (part: readonly MemberText[]): string => part.map((one) => `${renderMember(one)},`).join('');
  let head = `${file.prefix}{`;
  let tail = `}${file.suffix}`;
  if (member !== undefined) {
    const rest = members.slice(ours + 1).map(renderMember);
    head += `${text(members.slice(0, ours))}${member.lead}${member.rawKey}${member.colon}`;
    tail = [member.trail, ...rest].join(',') + tail;
    expect(JSON.parse(after.slice(head.length, after.length - tail.length))).toBeInstanceOf(Array);
  } else {
    const last = members.at(-1);
    if (last !== undefined) {
      head += `${text(members.slice(0, -1))}${renderMember({ ...last, trail: '' })},`;
      tail = last.trail + tail;
    }
    const added = JSON.parse(`{${after.slice(head.length, after.length - tail.length)}}`);
    expect(Object.keys(added)).toEqual(['registry-mirrors']);
  }
  expect(after.startsWith(head)).toBe(true);
  expect(after.endsWith(tail)).toBe(true);
}

function withoutEarlierOurs(members: readonly MemberText[]): readonly MemberText[] {
  const last = members.findLastIndex(({ key }) => key === 'registry-mirrors');
  const kept: MemberText[] = [];
  let lead: string | null = null;
  members.forEach((member, index) => {
    lead ??= member.lead;
    if (member.key === 'registry-mirrors' && index < last) return;
    kept.push({ ...member, lead });
    lead = null;
  });
  return kept;
}
