import { quoted } from '../../../change/quoted.ts';
import { trimEndOf } from '../../../registry/trim-end.ts';
import { parseJson5 } from './json5.ts';

/** Cuts valid JSON5 (https://spec.json5.org/) into tokens; joined they are the text again. White space and comments are tokens too. */
export function json5Tokens(text: string): readonly string[] {
  return [...text.matchAll(TOKEN)].map(([token]) => token);
}

/** A word is a number, a literal or a bare key. */
const TOKEN = new RegExp(
  [
    /\/\/[^\n\r\u2028\u2029]*/,
    /\/\*[\s\S]*?\*\//,
    /"[^"\\]*(?:\\[\s\S][^"\\]*)*"/,
    /'[^'\\]*(?:\\[\s\S][^'\\]*)*'/,
    /[{}[\]:,]/,
    /[\s\ufeff]+/,
    /[^\s\ufeff{}[\]:,"'/]+/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

export function isComment(token: string): boolean {
  return token.startsWith('/');
}

/**
 * The same document as strict JSON: comments and trailing commas gone (a line that held nothing else goes with its
 * comment), keys and strings in double quotes, numbers in decimal. Tokens that are strict already stay untouched.
 * NaN and Infinity, which JSON cannot say, are left standing.
 */
export function strictTokens(tokens: readonly string[]): readonly string[] {
  const strict: string[] = [];
  let dropLineEnd = false;
  tokens.forEach((token, index) => {
    if (isComment(token)) {
      dropLineEnd = endsLine(tokens[index + 1]) && !trimLineEnd(strict);
    } else if (isSpace(token)) {
      const space = strictSpace(token);
      strict.push(dropLineEnd ? space.replace(/^[ \t]*(?:\r\n|\n|\r)/, '') : space);
      dropLineEnd = false;
    } else if (token !== ',' || !/^[}\]]$/.test(nextToken(tokens, index))) {
      strict.push(strictToken(token, nextToken(tokens, index) === ':'));
    }
  });
  return strict;
}

function isSpace(token: string): boolean {
  return /^[\s\ufeff]/.test(token);
}

function endsLine(following: string | undefined): boolean {
  return following === undefined || /^[ \t]*[\r\n]/.test(following);
}

/** Takes blanks off the end; is anything left on that line? */
function trimLineEnd(pieces: string[]): boolean {
  for (;;) {
    const last = pieces.pop();
    if (last === undefined) return false;
    const trimmed = isSpace(last) ? trimEndOf(last, ' \t') : last;
    if (trimmed === '') continue;
    pieces.push(trimmed);
    return !/[\r\n]$/.test(trimmed);
  }
}

function strictSpace(space: string): string {
  return space.replace(/[\u2028\u2029]/g, '\n').replace(/[^ \t\r\n]/g, ' ');
}

/** The next token that means something; '' at the end. */
function nextToken(tokens: readonly string[], index: number): string {
  for (let at = index + 1; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token !== undefined && !isComment(token) && !isSpace(token)) return token;
  }
  return '';
}

function strictToken(token: string, isKey: boolean): string {
  if (/^["']/.test(token)) return strictString(token);
  if (/^[{}[\]:,]$/.test(token)) return token;
  if (isKey) return strictKey(token);
  return strictNumber(token);
}

/**
 * JSON5 drops a backslash that it does not know, and `\\0` or `\\v` in double quotes are far more often a path of Windows or a pattern than
 * what JSON5 makes of them: there a backslash stands for itself. Single quotes and a string that goes on below are JSON5's own.
 */
function strictString(token: string): string {
  if (token.startsWith('"') && isStrict(token)) return token;
  const isJson5s = token.startsWith("'") || /\\[\n\r\u2028\u2029]/.test(token);
  const known = isJson5s ? /["'\\/bfnrtuv\n\r]/ : /["'\\/bfnrtu]/;
  const escaped = token.replace(/\\([\s\S])|[\u2028\u2029]/g, (whole, after: string | undefined) => {
    if (after === undefined) return `\\u${whole.charCodeAt(0).toString(16)}`;
    if (/[\u2028\u2029]/.test(after)) return '';
    return known.test(after) ? whole : `\\${whole}`;
  });
  return quoted(String(parseJson5(escaped)));
}

/** A bare key may hold escapes: the parser undoes them. */
function strictKey(token: string): string {
  const holder = parseJson5(`{${token}:0}`);
  return quoted(Object.keys(holder ?? {})[0] ?? token);
}

function strictNumber(token: string): string {
  if (isStrict(token)) return token;
  const hex = /^([+-]?)(0x[\da-f]+)$/i.exec(token);
  if (hex !== null) return `${hex[1] === '-' ? '-' : ''}${BigInt(hex[2] ?? 0)}`;
  return token
    .replace(/^\+/, '')
    .replace(/^(?:-(?=\.)|(?=\.))/, '$&0')
    .replace(/\.(?!\d)/, '');
}

function isStrict(token: string): boolean {
  try {
    JSON.parse(token);
    return true;
  } catch {
    return false;
  }
}
