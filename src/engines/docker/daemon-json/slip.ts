import type { Offence, OffenceCode } from './syntax.ts';

/** What a person has written where JSON wants something else, and where exactly. `rootSeen`: a whole value stands before it. */
export function slipAt(
  text: string,
  offset: number,
  error: number,
  rootSeen: boolean,
): Omit<Offence, 'kind'> {
  const at = text[offset];
  if (at === undefined) return { code: text.trim() === '' ? 'empty' : 'unfinished', offset };
  // The parser takes all up to the next mark for one word: what is wrong with it may stand in its middle.
  const [word = ''] = /^[^ \t\r\n{}[\],:"]*/.exec(text.slice(offset, offset + WORD)) ?? [];
  for (const [code, mark] of MARKS) {
    const index = word.search(mark);
    if (index >= 0) return { code, offset: offset + index };
  }
  if (error === PARSER.InvalidEscapeCharacter || error === PARSER.InvalidUnicode) {
    const escapes = text.slice(offset).matchAll(/\\(["\\/bfnrt]|u[\da-f]{4})?/gi);
    for (const { index, 1: known } of escapes) {
      if (known === undefined) return { code: 'bad-escape', offset: offset + index };
    }
  }
  if (error === PARSER.InvalidCharacter) {
    const index = text.slice(offset).search(/[\x00-\x1f]/);
    if (index >= 0) return { code: 'control-character', offset: offset + index };
  }
  if (error === PARSER.UnexpectedEndOfString) return { code: 'open-string', offset };
  return { code: codeAt(text, offset, at, error, rootSeen), offset };
}

/** jsonc-parser's ParseErrorCode, which is a const enum there. */
const PARSER = {
  ColonExpected: 5,
  CommaExpected: 6,
  UnexpectedEndOfString: 12,
  InvalidUnicode: 14,
  InvalidEscapeCharacter: 15,
  InvalidCharacter: 16,
} as const;

/** No word of a daemon.json is longer. */
const WORD = 200;

/** Marks that no JSON has outside of a text in quotes. */
const MARKS: readonly (readonly [OffenceCode, RegExp])[] = [
  ['invisible', /[\u00a0\u00ad\u200b-\u200f\u202a-\u202f\u2060-\u2069\u3000\ufeff]/],
  ['odd-quotes', /[\u201c-\u201f\u2018-\u201b\u00ab\u00bb\u300c-\u300f\uff02\uff07`]/],
  ['wide-mark', /[\uff0c\uff1a\uff1b\u3001\uff5b\uff5d\uff3b\uff3d]/],
];

function codeAt(text: string, offset: number, at: string, error: number, rootSeen: boolean): OffenceCode {
  if (at === '/') return 'comment';
  if (at === '#') return 'hash';
  if (at === '<' && text.slice(0, offset).trim() === '') return 'html';
  if (rootSeen) return at === '{' ? 'second-object' : 'trailing-data';
  if (at === "'") return 'single-quotes';
  const before = previousToken(text, offset);
  if ((at === '}' || at === ']') && before === ',') return 'trailing-comma';
  if (at === '=') return 'equals';
  if ((at === '}' || at === ']') && before !== '' && before !== ':') return 'wrong-bracket';
  if (/[\p{ID_Start}$_]/u.test(at) && /[{,]/.test(before)) return 'bare-key';
  if (error === PARSER.CommaExpected) return 'missing-comma';
  if (error === PARSER.ColonExpected) return 'missing-colon';
  if (!/\p{ID_Start}/u.test(at)) return 'syntax';
  return /[:[]/.test(before) ? 'bare-value' : before === '"' ? 'outside-quotes' : 'syntax';
}

function previousToken(text: string, offset: number): string {
  let at = offset - 1;
  while (at >= 0 && /\s/.test(text[at] ?? '')) at -= 1;
  return text[at] ?? '';
}
