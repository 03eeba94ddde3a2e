import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TEXT } from '../../src/registry/limits.ts';
import { cleanHost, cleanText } from '../../src/registry/untrusted-text.ts';

describe('cleanText', () => {
  it.each([
    ['plain words stay', 'pull access denied', 'pull access denied'],
    ['Chinese and emoji stay', '🚫 这镜像不在白名单.', '🚫 这镜像不在白名单.'],
    ['a colour', '\x1b[31;1mred\x1b[0m', 'red'],
    ['an 8-bit CSI', '\x9b2Jgone', 'gone'],
    ['a title, ended by BEL', '\x1b]0;pwned\x07after', 'after'],
    ['a hyperlink, ended by ST', '\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\', 'click'],
    ['a title that never ends swallows the rest', 'before\x1b]0;pwned', 'before'],
    ['a device control string', 'a\x1bP1$qm\x1b\\b', 'ab'],
    ['a charset switch', 'a\x1b(0b', 'ab'],
    ['a reset', 'a\x1bcb', 'ab'],
    ['a CSI without its end', 'a\x1b[12', 'a'],
    ['a lone ESC at the end', 'a\x1b', 'a'],
    ['an ESC before no sequence', 'a\x1bé', 'aé'],
    ['backspaces and bells', 'a\b\x07\x00\x7fb', 'ab'],
    ['line ends and tabs', ' a\r\n\tb\v\fc\u2028d\u2029e\u00a0f\u3000g ', 'a b c d e f g'],
    ['bidi overrides and isolates', 'a\u202eb\u2066c\u2069d\u200f', 'abcd'],
    ['zero widths and soft hyphen', 'a\u200b\u200c\u200d\u2060\ufeff\u00adb', 'ab'],
    ['fillers that look like nothing', 'a\u3164\u115f\u034fb\ufe0f', 'ab'],
    ['tags', 'a\u{e0041}\u{e007f}b', 'ab'],
    ['private use', 'a\ue000\u{f0000}\u{10fffd}b', 'ab'],
    ['lone surrogates', 'a\ud83db\udc00c', 'abc'],
    ['surrogates that meet when what stood between goes', 'a\udb40\x1b[m\udc41b', 'ab'],
    ['a pile of marks', `a${'\u0301'.repeat(100)}b`, `a${'\u0301'.repeat(4)}b`],
    ['nothing at all', '\x00\u200b \n', ''],
  ])('%s', (_name, dirty, clean) => {
    expect(cleanText(dirty)).toBe(clean);
  });

  it('cuts by code points, the ellipsis counted', () => {
    expect(cleanText('😀'.repeat(5), 5)).toBe('😀'.repeat(5));
    expect(cleanText('😀'.repeat(6), 5)).toBe(`${'😀'.repeat(4)}…`);
    expect(cleanText('abc def', 5)).toBe('abc…'); // 'abc ' and the ellipsis, the blank trimmed
    expect(cleanText('ab', 1)).toBe('…');
    expect(cleanText('ab', 0)).toBe('');
    expect(Array.from(cleanText('x'.repeat(1000)))).toHaveLength(200);
  });

  it('never lets anything unshowable through, and is settled after one pass', () => {
    const nasty = fc.constantFrom(
      '\x1b',
      '\x9b',
      '[',
      ']',
      '0;',
      'm',
      '\x07',
      '\\',
      '\u202e',
      '\ud83d',
      '\udc00',
    );
    const text = fc.array(fc.oneof(nasty, fc.string({ unit: 'binary' })), { maxLength: 60 });
    fc.assert(
      fc.property(text, (parts) => {
        const clean = cleanText(parts.join(''));
        expect(clean).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u);
        expect(clean).not.toMatch(/\s\s|^\s|\s$/u);
        expect(Array.from(clean).length).toBeLessThanOrEqual(TEXT.detailChars);
        expect(cleanText(clean)).toBe(clean);
      }),
    );
  });

  it.each([
    ['CSI without end', `\x1b[${'0'.repeat(1_000_000)}`],
    ['a million escapes', '\x1b['.repeat(500_000)],
    ['a million OSC starts', '\x1b]'.repeat(500_000)],
    ['blanks', ' '.repeat(1_000_000)],
    ['marks', '\u0301'.repeat(1_000_000)],
  ])('stays linear on a megabyte: %s', (_name, text) => {
    // A quadratic pass over a million characters would run for minutes: the test's own time-out is the bound.
    expect(cleanText(text).length).toBeLessThanOrEqual(4);
  });
});

describe('cleanHost', () => {
  it.each([
    ['docker.m.daocloud.io', 'docker.m.daocloud.io'],
    ['Registry.Example:5000', 'registry.example:5000'],
    ['[2001:db8::1]:443', '[2001:db8::1]:443'],
    ['a_b-c.example', 'a_b-c.example'],
    [' good.example\n', 'good.example'],
    ['go\u200bod.example', 'go?od.example'],
    ['\x1b[31mgood.example', '?[31mgood.example'],
    ['<b>x</b>|=1', '?b?x?b?1'],
    ['good.example/@evil', 'good.example?evil'],
    ['gооd.example', 'g?d.example'], // two Cyrillic letters
  ])('%j', (dirty, clean) => {
    expect(cleanHost(dirty)).toBe(clean);
  });

  it('holds nothing but what a host can have, at most 259 characters of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
        expect(cleanHost(text)).toMatch(/^[a-z0-9.:_[\]?-]{0,258}[a-z0-9.:_[\]?…-]?$/);
      }),
    );
  });
});
