import { TEXT } from './limits.ts';

/**
 * A stranger's words, fit to be shown on any terminal: no escape sequence, control, format, bidi or private-use
 * character, no lone surrogate, one line, blanks folded, at most `maxChars` code points with the ellipsis counted.
 * Markup, CSV and label syntax stay: what is special there is for the renderer to escape. Linear in the input.
 */
export function cleanText(text: string, maxChars: number = TEXT.detailChars): string {
  const harmless = text
    .replace(ESCAPE_SEQUENCES, '')
    .replace(UNSHOWABLE, '')
    .replace(PILED_MARKS, '$1')
    .replace(/\s+/gu, ' ')
    .trim();
  return cut(harmless, maxChars);
}

/**
 * A host name or `host:port` from a stranger. Where a character is none that a host can have, `?` stands instead of
 * nothing: a doctored name must not read as an honest one.
 */
export function cleanHost(text: string): string {
  const host = text
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9.:_[\]-]+/g, '?');
  return cut(host, TEXT.hostChars);
}

/**
 * `http://xxxxx:xxxxx@host`, as dockerd masks what it shows (moby daemon/config: MaskCredentials). Up to the last `@`: a
 * password with a stray `@` or `/` in it stays hidden too.
 */
export function maskCredentials(proxy: string): string {
  return proxy.replace(/^([a-z][a-z\d+.-]*:\/\/)?.*@/is, '$1xxxxx:xxxxx@');
}

/** An address of a mirror: the same, and what stands behind `?` or `#`, where tokens stand too. No engine takes a mirror with any of it. */
export function maskAddress(url: string): string {
  const masked = maskCredentials(url);
  const end = masked.search(/[?#]/);
  return end === -1 || end === masked.length - 1 ? masked : `${masked.slice(0, end + 1)}xxxxx`;
}

/**
 * ECMA-48: CSI, then the string functions (OSC, DCS, SOS, PM, APC; an unterminated one swallows the rest, as in a
 * terminal), then other escapes. 7-bit and 8-bit forms. The classes that follow each other are disjoint and none holds
 * ESC, so no start position is scanned twice.
 */
const ESCAPE_SEQUENCES =
  /(?:\x1b\[|\x9b)[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]?|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b[\x20-\x2f]*[\x30-\x7e]?/g;

/** Controls but for white space (that is folded), and all that a reader cannot see or a font cannot know. */
const UNSHOWABLE = /(?!\s)\p{Cc}|\p{Cf}|\p{Cs}|\p{Co}|\p{Cn}|\p{Default_Ignorable_Code_Point}/gu;

/** No script puts more than four marks on one letter; a pile of them paints over the lines above. */
const PILED_MARKS = /(\p{M}{4})\p{M}+/gu;

function cut(text: string, maxChars: number): string {
  // Two code units make one code point at most: what lies beyond cannot be shown.
  const points = Array.from(text.slice(0, 2 * maxChars + 2));
  if (points.length <= maxChars) return text;
  if (maxChars < 1) return '';
  return `${points
    .slice(0, maxChars - 1)
    .join('')
    .trimEnd()}…`;
}
