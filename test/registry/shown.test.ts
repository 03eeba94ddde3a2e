import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shown, shownInColour } from '../../src/registry/shown.ts';

const OBEYED =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;
const anything = fc.string({ unit: 'binary' });

describe('shown', () => {
  it('holds nothing that a terminal obeys', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const safe = shown(text);
        expect(safe).not.toMatch(OBEYED);
        expect(safe.replaceAll('\r\n', '')).not.toContain('\r');
        expect(shown(safe)).toBe(safe);
      }),
    );
  });

  it('leaves a document in JSON the value that it was', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        expect(JSON.parse(shown(JSON.stringify(value, null, 2)))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('says what stood there, and leaves line ends, tabs and every script', () => {
    expect(shown('a\u001b]0;b\u0007\u009b31m\u202e\ud800')).toBe(
      'a\\u001b]0;b\\u0007\\u009b31m\\u202e\\ud800',
    );
    for (const text of ['a\tb\r\nc\n', '加速器：可用', 'é 🐳 हिन्दी']) expect(shown(text)).toBe(text);
    expect(shown('a\rb')).toBe('a\\u000db');
  });
});

describe('shownInColour', () => {
  it('leaves our own colours where there are any, and no other code', () => {
    const text = '\u001b[1ma\u001b[22m\u001b[2J\u001b[8mb\u001b]8;;x\u0007';
    expect(shownInColour(text, 1)).toBe('\u001b[1ma\u001b[22m\\u001b[2J\\u001b[8mb\\u001b]8;;x\\u0007');
    expect(shownInColour(text, 0)).toBe(shown(text));
  });
});
