import { shown } from '../registry/shown.ts';
import { hasPassword, maskCredentials, maskUrls } from './mask-credentials.ts';
import { quoted } from './quoted.ts';
import { decodeBytes, decodeText } from './text-encoding.ts';

/**
 * A line of a configuration in JSON, TOML or shell as it may be shown: the user and password of every URL are masked, and tokens,
 * however the file spells them (`http:\/\/`, `\u0040`), and what a terminal would obey or hide is spelt out.
 * `before`: the line above, where a key may stand whose value is here.
 */
export function maskedLine(line: string, before = ''): string {
  let key = keyLeftOpen(before);
  const masked = line.replace(STRING, (literal, inner: string, colon: string | undefined) => {
    const value = decoded(literal.slice(0, inner.length + 2));
    const isKey = colon !== undefined;
    const shown = isKey || value === null ? null : maskedValue(value, key);
    key = isKey && value !== null ? value : '';
    return shown === null || shown === value ? literal : `${quoted(shown)}`;
  });
  const assignment = /^((?:HTTP|HTTPS|NO)_PROXY=)(["']?)(.*?)(["']?)$/s.exec(masked);
  if (assignment === null) return shown(maskedOutside(masked));
  const [, name = '', open = '', value = '', close = ''] = assignment;
  return shown(`${name}${open}${maskCredentials(value)}${close}`);
}

/** Does a line of it hold a user or password that `maskedLine` hides? */
export function holdsCredentials(bytes: Uint8Array): boolean {
  const decoded = decodeText(bytes);
  const text = decoded.kind === 'text' ? decoded.text : decodeBytes(bytes);
  const lines = text.split(/\r\n|\n|\r/);
  return lines.some((line, index) => maskedLine(line, lines[index - 1]) !== shown(line));
}

/** A key at the end of a line, with its colon and without its value. */
function keyLeftOpen(line: string): string {
  const text = line.trimEnd();
  if (!text.endsWith(':')) return '';
  const last = [...text.matchAll(STRING)].at(-1);
  const [whole = '', inner = '', colon] = last ?? [];
  const isOpen = colon !== undefined && last?.index === text.length - whole.length;
  return isOpen ? (decoded(whole.slice(0, inner.length + 2)) ?? '') : '';
}

/** What stands in no string of JSON: comments, and single-quoted strings, which a repair makes strict. */
function maskedOutside(line: string): string {
  return maskUrls(
    line.replace(SINGLE_QUOTED, (literal, inner: string) =>
      literal.endsWith("'") && hasPassword(inner) ? `'${maskCredentials(inner)}'` : literal,
    ),
  );
}

/**
 * A string of JSON, and the colon that makes a key of it. One without an end is taken to the end of the line: it would else be looked
 * for from each of its quotes.
 */
const STRING = /"((?:[^"\\]|\\[\s\S])*)(?:"(\s*:)?|\\?$)/g;
const SINGLE_QUOTED = /'((?:[^'\\]|\\[\s\S])*)(?:'|\\?$)/g;

/** What stands under these may be a proxy without a scheme: `user:password@host:3128`. */
const PROXY_NAMES: ReadonlySet<string> = new Set(['http-proxy', 'https-proxy', 'no-proxy']);

/** `splunk-token`, `logentries-token`: options of log drivers. */
const SECRET_NAME = /(?:token|password|passwd|secret)$/i;

function maskedValue(value: string, key: string): string {
  if (SECRET_NAME.test(key)) return value === '' ? value : 'xxxxx';
  const isUrl = /^[a-z][a-z\d+.-]*:\/\/[^@]*@/i.test(value);
  return PROXY_NAMES.has(key) || isUrl || hasPassword(value) ? maskCredentials(value) : value;
}

function decoded(literal: string): string | null {
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}
