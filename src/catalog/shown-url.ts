import { cleanText } from '../registry/untrusted-text.ts';
import { LIST } from './limits.ts';

/**
 * A refused address as it may be shown: whatever could be a user name, a password or a token in a query is left out,
 * wherever a broken form has put it.
 */
export function shownUrl(text: string): string {
  // Too long to be an address, and where a user name in it ends is not worth finding out.
  if (text.length > LIST.urlChars) return `${cleanText(/^https?:\/\//i.exec(text)?.[0] ?? '')}…`;
  const parts = /^([a-z]+:[/\\]*)?(.*)$/is.exec(text.trim());
  const [, scheme = '', rest = ''] = parts ?? [];
  const user = rest.lastIndexOf('@');
  const digest = /@sha256:[0-9a-f]*$/i.test(rest);
  const named = user >= 0 && !digest ? `***${rest.slice(user)}` : rest;
  const query = named.search(/[?#]/);
  const path = query >= 0 ? `${named.slice(0, query + 1)}…` : named;
  return cleanText(`${scheme}${path}`, SHOWN_CHARS);
}

/** One line of a terminal beside the words around it. */
const SHOWN_CHARS = 100;
