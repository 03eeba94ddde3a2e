import { hasPassword } from '../change/mask-credentials.ts';
import { cleanText } from '../registry/untrusted-text.ts';

/**
 * What puts `xxxxx:xxxxx` for the user and password of each word of a command line, in whatever text they come up again: a password
 * that was given to an option which takes none is told with "not a platform", a file that is not there, a plan. Wherever the word is
 * cut short (`…`), what is left of them goes too. Pure.
 */
export function maskTyped(argv: readonly string[]): (text: string) => string {
  const typed = [...new Set(argv.flatMap(userInfosOf).flatMap(spellingsOf))].toSorted(byLength);
  return (text) => typed.reduce((masked, userInfo) => without(masked, userInfo), text);
}

/** `u:p` of `https://u:p@host`, `--proxy=u:p@host`, `-pu:p@host`; of a text all its words too. */
function userInfosOf(word: string): readonly string[] {
  const parts = [word, ...word.split(/\s+/), ...(/^-[a-z]/i.test(word) ? [word.slice(2)] : [])];
  return [...new Set(parts)].map(userInfoOf).filter((found) => found !== '');
}

/** '': there is none. */
function userInfoOf(word: string): string {
  if (WINDOWS_PATH.test(word)) return '';
  const slashes = word.indexOf('://');
  if (slashes > 0 && !/\s/.test(word.slice(0, slashes))) {
    const url = word.slice(schemeStart(word, slashes));
    // `https://host/package@1.2/list.txt` has none; where a stray `/` in the password keeps it from being a URL, up to the last `@`.
    const authority = URL.canParse(url)
      ? (/^[^/]*\/\/([^/?#\\]*)/.exec(url)?.[1] ?? '')
      : word.slice(slashes + 3);
    const userInfo = authority.slice(0, Math.max(0, authority.lastIndexOf('@')));
    // An account to log in as, which the address is of no use without; elsewhere a user alone may be a token.
    return /^ssh:/i.test(url) && !userInfo.includes(':') ? '' : userInfo;
  }
  if (!hasPassword(word)) return '';
  const start =
    1 + Math.max(...[...'=[({,;<'].map((mark) => word.slice(0, word.indexOf(':')).lastIndexOf(mark)));
  return word.slice(start, word.lastIndexOf('@'));
}

/** Where the scheme begins that ends before `end`, behind `--list=` or not. */
function schemeStart(word: string, end: number): number {
  let start = end;
  while (start > 0 && /[a-z\d+.-]/i.test(word.charAt(start - 1))) start--;
  return start;
}

/** As it was typed, as `cleanText` leaves it, as JSON has it, in small letters. */
function spellingsOf(userInfo: string): readonly string[] {
  const clean = cleanText(userInfo, userInfo.length);
  return [userInfo, clean, JSON.stringify(userInfo).slice(1, -1), clean.toLowerCase()];
}

function without(text: string, userInfo: string): string {
  const head = userInfo.slice(0, HEAD_CHARS);
  let masked = '';
  let from = 0;
  for (let at = text.indexOf(head); at !== -1; at = text.indexOf(head, from)) {
    let length = head.length;
    while (length < userInfo.length && text[at + length] === userInfo[length]) length++;
    const next = text[at + length];
    const found = next === '…' || (next === '@' && length === userInfo.length);
    const end = found ? at + length : at + 1;
    masked += found ? `${text.slice(from, at)}${MASK}` : text.slice(from, end);
    from = end;
  }
  return masked + text.slice(from);
}

const byLength = (one: string, other: string): number => other.length - one.length;

const MASK = 'xxxxx:xxxxx';

/** Of what is cut short as many characters tell that it is this one. */
const HEAD_CHARS = 4;

const WINDOWS_PATH = /^[a-z]:[\\/]/i;
