import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutEnd, cutMiddle, displayWidth, padEnd, padStart, wrap, wrapWhole } from '../../src/words/width.ts';

/** What the renderers hand over: one line, no control characters, both scripts. */
const oneLine = fc
  .array(fc.constantFrom(...'abc019.-/:', ' ', ...'镜像加速器，。（）「」', 'é', 'e\u0301', '👩‍👩‍👧'), {
    maxLength: 80,
  })
  .map((parts) => parts.join('').replace(/ +/g, ' ').trim());

describe('cutting', () => {
  it('keeps both ends of a host name, or its beginning', () => {
    expect(cutMiddle('docker.mirrors.sjtug.sjtu.edu.cn', 15)).toBe('docker.….edu.cn');
    expect(cutEnd('docker.mirrors.sjtug.sjtu.edu.cn', 15)).toBe('docker.mirrors…');
    expect(cutMiddle('short', 15)).toBe('short');
  });

  it('never gives more columns than asked for', () => {
    fc.assert(
      fc.property(oneLine, fc.nat(40), (text, columns) => {
        expect(displayWidth(cutEnd(text, columns))).toBeLessThanOrEqual(columns);
        expect(displayWidth(cutMiddle(text, columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe('padding', () => {
  it('counts a Chinese character as two columns', () => {
    expect(padEnd('镜像', 6)).toBe('镜像  ');
    expect(padStart('镜像', 6)).toBe('  镜像');
    expect(padEnd('too long', 3)).toBe('too long');
  });
});

describe('wrap', () => {
  it('breaks English at spaces', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  });

  it('breaks Chinese between characters, and lets no line begin with a full stop or end with an opening bracket', () => {
    expect(wrap('域名无法解析。', 12)).toEqual(['域名无法解', '析。']);
    expect(wrap('拒绝访问（HTTP 403）。', 10)).toEqual(['拒绝访问', '（HTTP', '403）。']);
  });

  it('breaks a word that is longer than the line, and an empty text is one empty line', () => {
    expect(wrap('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
    expect(wrap('', 3)).toEqual(['']);
  });

  it('loses nothing, and keeps to the width', () => {
    fc.assert(
      fc.property(oneLine, fc.integer({ min: 4, max: 40 }), (text, columns) => {
        const lines = wrap(text, columns);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe('wrapWhole', () => {
  it('breaks as wrap does, but no word', () => {
    const url = 'https://a-long-name.example.org/docker';
    expect(wrapWhole(`Not measured: ${url}.`, 20)).toEqual(['Not measured:', `${url}.`]);
    expect(wrapWhole(`未经检测：${url}。`, 12)).toEqual(['未经检测：', `${url}。`]);
  });

  it('loses nothing, and a line that is too long is one word', () => {
    fc.assert(
      fc.property(oneLine, fc.integer({ min: 4, max: 40 }), (text, columns) => {
        const lines = wrapWhole(text, columns);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        for (const line of lines) if (displayWidth(line) > columns) expect(line).not.toContain(' ');
      }),
    );
  });
});
