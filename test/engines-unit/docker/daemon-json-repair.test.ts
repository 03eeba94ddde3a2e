import fc from 'fast-check';
import JSON5 from 'json5';
import { describe, expect, it } from 'vitest';
import { repairDaemonJson } from '../../../src/engines/docker/daemon-json/index.ts';
import { anyFile, render } from './daemon-json-text.ts';

function repaired(text: string): string {
  const result = repairDaemonJson(Buffer.from(text));
  if (result.kind !== 'repaired') throw new Error(result.code);
  expect(Buffer.from(result.bytes).toString()).toBe(result.text);
  return result.text;
}

describe('repairDaemonJson', () => {
  it.each([
    ['a comment at the end of a line', '{\n  "a": 1, // one\n  "b": 2\n}\n', '{\n  "a": 1,\n  "b": 2\n}\n'],
    ['a comment on its own line', '{\n  // one\n  // more\n  "a": 1\n}\n', '{\n  "a": 1\n}\n'],
    ['a comment in CR LF', '{\r\n  "a": 1, # \r\n}'.replace('#', '//'), '{\r\n  "a": 1\r\n}'],
    ['a comment inside a line', '{"a": /* one */ 1}', '{"a":  1}'],
    ['a block of lines', '/*\n * head\n */\n{"a": 1}\n', '{"a": 1}\n'],
    ['a comment at the very end', '{"a": 1} // end', '{"a": 1}'],
    ['trailing commas', '{"a": [1, 2, ], }', '{"a": [1, 2 ] }'],
    ['a trailing comma before a comment', '{"a": 1, // one\n}', '{"a": 1\n}'],
    ['quotes', "{'a': 'it\\'s \"so\"', b: 'x'}", '{"a": "it\'s \\"so\\"", "b": "x"}'],
    ['bare keys with escapes', '{\\u0061b: 1, $_: null}', '{"ab": 1, "$_": null}'],
    ['continued strings', '{"a": "x\\\ny\\v"}', '{"a": "xy\\u000b"}'],
    ['a backslash of no escape', '{"a": "C:\\data", }', '{"a": "C:\\\\data" }'],
    ['one of a pattern', '{"a": "a\\qb\\.", }', '{"a": "a\\\\qb\\\\." }'],
    ['one before a 0, an x or a v', '{"a": "x\\0y\\x41\\v", }', '{"a": "x\\\\0y\\\\x41\\\\v" }'],
    ['one in single quotes', "{'a': 'C:\\data\\v'}", '{"a": "C:\\\\data\\u000b"}'],
    ['an escape of JSON beside one', '{"a": "\\n\\u0041\\q\\\\", }', '{"a": "\\nA\\\\q\\\\" }'],
    ['comment marks in strings', '{"a": "http://x/*y*/", /* c */ "b": 1}', '{"a": "http://x/*y*/",  "b": 1}'],
    [
      'odd numbers',
      '[0x1F, -0xff, +1, .5, -.5, 5., 5.e3, 0XFFFFFFFFFFFFFFFFFF]',
      '[31, -255, 1, 0.5, -0.5, 5, 5e3, 4722366482869645213695]',
    ],
    ['digits beyond 2^53', '{a: 123456789012345678901, // big\n}', '{"a": 123456789012345678901\n}'],
    ['odd white space', '{\u00a0"a":\u20281\ufeff}', '{ "a":\n1 }'],
    ['a line separator in a string', "{'a': '\u2028\\\u2028'}", '{"a": "\\u2028"}'],
  ])('%s', (_name, before, after) => {
    expect(repaired(before)).toBe(after);
  });

  it('says which comments were dropped', () => {
    expect(repairDaemonJson(Buffer.from('{ // a\n /* b */ }'))).toMatchObject({
      droppedComments: ['// a', '/* b */'],
      droppedMark: false,
    });
  });

  it('takes a byte-order mark off', () => {
    expect(repairDaemonJson(Buffer.from('\ufeff{"a":"镜"}', 'utf16le'))).toMatchObject({
      text: '{"a":"镜"}',
      droppedMark: true,
      droppedComments: [],
    });
  });

  it.each([
    ['{"a": yes}', 'not-json5'],
    ['{"a": NaN}', 'no-json-value'],
    ['{"a": -Infinity}', 'no-json-value'],
    ['{"a": 1e999, }', 'no-json-value'],
  ])('%s is beyond repair: %s', (text, code) => {
    expect(repairDaemonJson(Buffer.from(text))).toEqual({ kind: 'unrepairable', code });
  });

  it('leaves strict JSON as it is, and with comments strewn in gets its values back', () => {
    const noise = fc.constantFrom('', '/* c */', '// c\n', '/* " */', '\n', '// {"a": 1}\r\n', '\u00a0');
    fc.assert(
      fc.property(anyFile, fc.array(noise, { minLength: 8, maxLength: 8 }), (file, noises) => {
        const text = render(file);
        expect(repaired(text)).toBe(text);
        let next = 0;
        const noisy = render({
          ...file,
          members: file.members.map((m) => ({
            ...m,
            trail: `${m.trail}${noises[next++ % 8]}`,
            lead: `${noises[next++ % 8]}${m.lead}`,
          })),
          suffix: `${file.suffix}${noises[7]}`,
        });
        const strict = repaired(noisy);
        expect(JSON.parse(strict)).toEqual(JSON.parse(text));
        expect(strict.includes('9007199254740993')).toBe(text.includes('9007199254740993'));
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives the values that JSON5 gives', () => {
    const any = fc.jsonValue({ depthSize: 'small' });
    fc.assert(
      fc.property(any, fc.constantFrom("'", '"'), fc.nat(4), (value, quote, space) => {
        const text = JSON5.stringify(value, { quote, space })
          .replaceAll('\u2028', '')
          .replaceAll('\u2029', '');
        expect(JSON.parse(repaired(text))).toEqual(JSON5.parse(text));
      }),
    );
  });
});
