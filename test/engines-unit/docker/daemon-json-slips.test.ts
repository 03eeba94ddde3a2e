import { describe, expect, it } from 'vitest';
import { excerptAt, excerptLines, readDaemonJson } from '../../../src/engines/docker/daemon-json/index.ts';
import { readForPlan } from '../../../src/engines/docker/plan/file.ts';
import { dockerWords } from '../../../src/engines/docker/words/index.ts';

/** Slips that people make, and the place that the caret points at: each row's text has `▼` before it. */
const SLIPS = [
  ['missing-comma', '{"a": 1 ▼"b": 2}'],
  ['missing-comma', '{\n  "a": []\n  ▼"b": 2\n}'],
  ['missing-comma', '["a" ▼"b"]'],
  ['missing-colon', '{"a" ▼1}'],
  ['odd-quotes', '{▼“a”: 1}'],
  ['odd-quotes', '{"a": ▼“b”}'],
  ['odd-quotes', '{"a": ["b", ▼＂c＂]}'],
  ['odd-quotes', '{▼‘a’: 1}'],
  ['odd-quotes', '{"a": ▼「b」}'],
  ['wide-mark', '{"a"▼：1}'],
  ['wide-mark', '{"a": 1▼，"b": 2}'],
  ['wide-mark', '▼｛"a": 1}'],
  ['wide-mark', '{"a": ["b"▼、"c"]}'],
  ['hash', '{\n  ▼# mirrors\n  "a": 1\n}'],
  ['hash', '{"a": 1} ▼# end'],
  ['hash', '▼# head\n{}'],
  ['invisible', '{▼\u200b"a": 1}'],
  ['invisible', '{"a":▼\u00a01}'],
  ['invisible', '{\n▼\u3000"a": 1}'],
  ['invisible', '{"a": tr▼\u200due}'],
  ['html', '▼<!DOCTYPE html>\n<html></html>'],
  ['html', '\n  ▼<html>'],
  ['second-object', '{"a": 1}\n▼{"b": 2}'],
  ['trailing-data', '{"a": 1}▼, "b": 2}'],
  ['open-string', '{"a": ▼"b\n}'],
  ['open-string', '{"a": ["https://a.cn▼", "b]}'.replace('▼', '').replace('"b', '▼"b')],
  ['bad-escape', '{"a": "C:▼\\data"}'],
  ['bad-escape', '{"a": "\\\\ok ▼\\x"}'],
  ['control-character', '{"a": "x▼\ty"}'],
  ['control-character', '{"a": "x▼\u0000y"}'],
  ['wrong-bracket', '{"a": [1,2▼}'],
  ['wrong-bracket', '{"a": {"b": 1▼], "c": 2}'],
  ['wrong-bracket', '{"a": [▼}'],
  ['wrong-bracket', '{"a": {▼]}'],
  ['equals', '{"a" ▼= 1}'],
  ['bare-value', '{"a": ▼True}'],
  ['bare-value', '{"a": ▼https}'],
  ['outside-quotes', '{"a": ["https://a.cn, "▼https://b.cn"]}'],
  ['bare-key', '{▼debug: true}'],
  ['comment', '{"a": 1 ▼// one\n}'],
  ['unfinished', '{"a": [1, 2▼'],
] as const;

describe('a slip is named, at its place', () => {
  it.each(SLIPS)('%s: %j', (code, marked) => {
    const text = marked.replace('▼', '');
    const problem = readDaemonJson(Buffer.from(text), null);
    if (problem.kind !== 'problem') throw new Error('it is read');
    const before = marked.slice(0, marked.indexOf('▼')).split('\n');
    expect([problem.code, problem.line, problem.column]).toEqual([
      code,
      before.length,
      (before.at(-1) ?? '').length + 1,
    ]);
  });

  it.each(['en', 'zh'] as const)('in words that differ (%s)', async (lang) => {
    const { refusal } = await dockerWords(lang);
    const said = new Map<string, string>();
    for (const [code, marked] of SLIPS) {
      const read = readForPlan('/d', Buffer.from(marked.replace('▼', '')), null, false);
      if (read.kind !== 'refusal') throw new Error('it is read');
      said.set(code, refusal(read.reason, () => '')[0]?.replace(/^.*?Docker/, '') ?? '');
    }
    expect(new Set(said.values()).size).toBe(said.size);
    for (const sentence of said.values()) expect(sentence).toMatch(/[.。]$/);
  });
});

describe('the caret', () => {
  const under = (text: string, column: number, line = 1): readonly string[] | null => {
    const excerpt = excerptAt(Buffer.from(text), line, column);
    return excerpt === null ? null : excerptLines(excerpt);
  };

  it('stands under the place, whatever the indentation', () => {
    expect(under('{\n\t"a": 1\n\t"b": 2\n}', 2, 3)).toEqual(['    "b": 2', '    ^']);
    expect(under('  "a" 1', 7)).toEqual(['    "a" 1', '        ^']);
  });

  it('counts a Chinese character for two columns, and an accent for none', () => {
    expect(under('{"键" 1}', 6)).toEqual(['    {"键" 1}', '      \u3000  ^']);
    expect(under('{"e\u0301" 1}', 7)?.[1]).toBe('         ^');
  });

  it('shows what cannot be seen', () => {
    expect(under('{\u200b"a": 1}', 2)).toEqual(['    {\\u200b"a": 1}', '     ^']);
  });

  it('keeps of a long line what is around it', () => {
    const [line = '', caret = ''] =
      under(`{"a": "${'x'.repeat(5000)}" "b": "${'y'.repeat(5000)}"}`, 5010) ?? [];
    expect(line.length).toBeLessThan(80);
    expect(line.slice(caret.indexOf('^'))).toMatch(/^"b": "y/);
  });

  it.each([
    ['"http-proxy": "http://li:s3cret@p" 1', 36],
    ['“http-proxy”: “li:s3cret@p:1”', 1],
    ['http-proxy = li:s3cret@p:1', 12],
    ['"registry-mirrors": [li:s3cret@m.example]', 22],
    ['“splunk-token”: “s3cret”', 1],
    ['splunk-token: s3cret', 1],
    ['{"splunk-token": "s3cret" "a": 1}', 27],
    ["'https-proxy': 'http://li:s3cret@p'", 1],
    ['"http-proxy": "http://li:s3cret@p', 15],
    ['"http-proxy": "http://li:s3cret@p', 26],
  ])('shows no password: %s', (text, column) => {
    expect(JSON.stringify(under(text, column))).not.toContain('s3cret');
  });

  it('shows nothing of a blank line', () => {
    expect(under('\n\n', 1)).toBeNull();
  });
});
