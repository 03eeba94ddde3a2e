import { shown } from '../registry/shown.ts';
import { maskAddress, maskCredentials } from '../registry/untrusted-text.ts';
import { SECRET_NAME } from './hide-by-line.ts';
import { hasPassword, maskUrls } from './mask-credentials.ts';
import { quoted } from './quoted.ts';
import { decodeBytes, decodeText } from './text-encoding.ts';
import type { PlannedFile } from './types.ts';

/**
 * The lines of a configuration in JSON, TOML or shell as they may be shown: the user and password of every URL are masked, and tokens,
 * however the file spells them (`http:\/\/`, `\u0040`) and wherever their key stands, and what a terminal would obey or hide is spelt
 * out. The whole text has to be handed in: a value may stand many lines below its key.
 */
export function maskedLines(text: string, ends: RegExp = /\r?\n/): readonly string[] {
  return maskedStrings(text)
    .split(ends)
    .map((line) => shown(maskUrls(maskedAssignment(line.replace(UNPAIRED, '$1xxxxx')))));
}

/** The same of a text of which a parser of its own format hides what is secret. */
export function hiddenLines(text: string, hide: PlannedFile['hide']): readonly string[] {
  if (hide === undefined) return maskedLines(text);
  return hide(text)
    .split(/\r?\n/)
    .map((line) => shown(maskUrls(line)));
}

/** The same of a text that is one line. */
export function maskedLine(line: string): string {
  return maskedLines(line).join(' ');
}

/** Does a file hold a user, a password or a token that `hiddenLines` hides? */
export function holdsCredentials(bytes: Uint8Array, hide?: PlannedFile['hide']): boolean {
  const decoded = decodeText(bytes);
  const text = decoded.kind === 'text' ? decoded.text : decodeBytes(bytes);
  const plain = text.split(/\r?\n/);
  return hiddenLines(text, hide).some((line, index) => line !== shown(plain[index] ?? ''));
}

/** Each string is masked by what it is and by the key that it stands under: the last one before it, so that the items of a list have its key. */
function maskedStrings(text: string, piece: RegExp = PIECE): string {
  let [key, hasValue, end] = ['', false, 0];
  return text.replace(piece, (literal: string, at: number) => {
    const gap = text.slice(end, at);
    end = at + literal.length;
    // Of a comment no string is a key of what follows it.
    if (literal.startsWith('//')) return `//${maskedStrings(literal.slice(2), LITERAL)}`;
    const mark = literal.charAt(0);
    const isWord = mark !== '"' && mark !== "'";
    const value = isWord ? literal : textIn(literal);
    const isKey = BEFORE_VALUE.test(text.slice(end, end + MOST_BLANKS));
    if (isKey) {
      // A word only where it names a secret: the text may be prose.
      if (!isWord || hasValue || SECRET_NAME.test(value)) [key, hasValue] = [value, false];
      return literal;
    }
    if (isWord) {
      if (!/^\s*[:=]\s*$/.test(gap)) return literal;
      hasValue = true;
      return SECRET_NAME.test(key) ? 'xxxxx' : literal;
    }
    hasValue = true;
    const masked = maskedValue(value, key);
    // The colon may be what is missing.
    if (!SECRET_NAME.test(key) && SECRET_NAME.test(value)) [key, hasValue] = [value, false];
    if (masked === value) return literal;
    if (mark !== '"') return `'${masked}'`;
    // Letters stay as the file spells them.
    return literal.includes('\\u') ? quoted(masked) : JSON.stringify(masked);
  });
}

/**
 * A string in quotes, of which one without an end is taken to the end of its line (it would else be looked for from each of its quotes);
 * a comment; a word outside of both, in which an apostrophe is none that begins a string.
 */
const PIECE = /"(?:[^"\\\r\n]|\\[^\r\n])*"?|'(?:[^'\\\r\n]|\\[^\r\n])*'?|\/\/[^\r\n]*|[\w$.+-][\w$.+'-]*/g;
const LITERAL = /"(?:[^"\\\r\n]|\\[^\r\n])*"?|'(?:[^'\\\r\n]|\\[^\r\n])*'?|[\w$.+-][\w$.+'-]*/g;

const BEFORE_VALUE = /^\s*[:=]/;

/** Where quotes do not come in pairs, a name of a secret in one, and what follows its colon. */
const UNPAIRED =
  /((?:token|password|passwd|secret|api[-_]?key|credentials?)["']\s*[:=]\s*["']?)[^\s"',{}[\]]+/gi;

/** Between a key and its colon: more are no file that a person keeps. */
const MOST_BLANKS = 1000;

/** `HTTP_PROXY=user:password@host`, `API_TOKEN=…`: a value that has no quotes, or all of the line in one pair. */
function maskedAssignment(line: string): string {
  const [name = '', open = '', value = '', close = ''] = (
    /^([\w.\t -]+=[\t ]*)(["']?)(.*?)(["']?)$/s.exec(line) ?? []
  ).slice(1);
  const variable = name.slice(0, name.indexOf('=')).trim().split(/[\t ]/).at(-1) ?? '';
  if (/^(?:HTTP|HTTPS|NO)_PROXY$/.test(variable)) return `${name}${open}${maskCredentials(value)}${close}`;
  return SECRET_NAME.test(variable) && open === '' && value !== '' ? `${name}xxxxx` : line;
}

/** What stands under these may be an address without a scheme: `user:password@host:3128`. */
const ADDRESS_NAMES: ReadonlySet<string> = new Set([
  'http-proxy',
  'https-proxy',
  'no-proxy',
  'registry-mirrors',
]);

function maskedValue(value: string, key: string): string {
  if (SECRET_NAME.test(key)) return value === '' ? value : 'xxxxx';
  if (ADDRESS_NAMES.has(key) || /^[a-z][a-z\d+.-]*:\/\//i.test(value)) return maskAddress(value);
  const name = value.slice(0, Math.max(0, value.indexOf('=')));
  if (SECRET_NAME.test(name) && value.length > name.length + 1) return `${name}=xxxxx`;
  return hasPassword(value) ? maskCredentials(value) : value;
}

/** Of what JSON cannot read, the text between its quotes. */
function textIn(literal: string): string {
  const mark = literal.charAt(0);
  if (mark === '"') {
    try {
      const value: unknown = JSON.parse(literal);
      if (typeof value === 'string') return value;
    } catch {
      // As it stands, then.
    }
  }
  return literal.slice(1, literal.length > 1 && literal.endsWith(mark) ? -1 : undefined);
}
