import { maskCredentials } from '../registry/untrusted-text.ts';

/** Of a text that was to name an image or a file, by whatever address: what may be a login, and a query; what is behind the last `@` may be a digest instead. */
export function maskName(text: string): string {
  const pin = /@sha(?:256|512):[0-9a-f]*$/i.exec(text)?.index ?? text.length;
  return maskQuery(maskCredentials(text.slice(0, pin))) + text.slice(pin);
}

/**
 * The same of every URL in a text, and of `user:password@host` without a scheme; one ends at a blank or a quote. A digest behind an `@`
 * is none, and a fragment stays: comments name chapters by it. Linear in the text, which may be a line of megabytes.
 */
export function maskUrls(text: string): string {
  return text.replace(/[^\s"']+/g, (word) => maskQuery(maskUser(word)));
}

/** The same, and queries stay. */
export function maskUsers(text: string): string {
  return text.replace(/[^\s"']+/g, maskUser);
}

function maskUser(word: string): string {
  const slashes = word.indexOf('://');
  const at = word.lastIndexOf('@');
  const isUrl = slashes > 0 && at > slashes && /[a-z\d+.-]/i.test(word.charAt(slashes - 1));
  if (isUrl) return `${word.slice(0, slashes)}://xxxxx:xxxxx@${word.slice(at + 1)}`;
  if (!hasPassword(word)) return word;
  // `HTTP_PROXY=user:…@`, `[user:…@`
  const head = word.slice(0, word.indexOf(':'));
  const start = 1 + Math.max(...[...'=[({,;<'].map((mark) => head.lastIndexOf(mark)));
  return `${word.slice(0, start)}xxxxx:xxxxx@${word.slice(at + 1)}`;
}

function maskQuery(word: string): string {
  const start = word.indexOf('?');
  const query = word.slice(start);
  const isOne = start > 0 && (word.slice(0, start).includes('://') || query.includes('='));
  return isOne && /[\p{L}\d]/u.test(query) ? `${word.slice(0, start)}?xxxxx` : word;
}

/**
 * Of an address that is to be used nothing stands in their place: in every URL of a text `https://user:secret@host/` becomes `https://host/`. What follows `//` holds no other
 * `//`: no place is looked at twice.
 */
export function withoutLogins(text: string): string {
  return text.replace(/:\/\/[^/?#\s@]*@/g, '://');
}

/** `user:…@`, whatever stands before the user: a scheme, or nothing. `image:tag@sha256:…` is an image. Linear. */
export function hasPassword(text: string): boolean {
  const [at, colon] = [text.lastIndexOf('@'), text.indexOf(':')];
  if (at === -1 || colon === -1 || colon > at || /\s/.test(text.slice(0, colon))) return false;
  return !/^sha(?:256|512):[\da-f]/i.test(text.slice(at + 1, at + 10));
}
