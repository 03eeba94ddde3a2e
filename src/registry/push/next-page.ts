/** `unreadable`: there is a Link header, and what it says is not known, or is two pages. */
export type NextPage =
  | { readonly kind: 'next'; readonly target: string }
  | { readonly kind: 'last' }
  | { readonly kind: 'unreadable' };

/** What the Link headers of an answer name as its next page: several headers, several links in one, parameters in any order. RFC 8288, 3. Pure. */
export function nextPage(headers: readonly string[]): NextPage {
  let next: string | null = null;
  for (const header of headers) {
    const links = header.length > LINK_CHARS ? null : linksIn(header);
    if (links === null) return { kind: 'unreadable' };
    for (const { target, relations } of links) {
      if (!relations.includes('next')) continue;
      if (next !== null && next !== target) return { kind: 'unreadable' };
      next = target;
    }
  }
  return next === null ? { kind: 'last' } : { kind: 'next', target: next };
}

interface Link {
  readonly target: string;
  /** In lower case. */
  readonly relations: readonly string[];
}

/** Longer than any address that a server takes. */
const LINK_CHARS = 8_192;

const BETWEEN = /[\s,]*/y;
const TARGET = /<([^<>]*)>\s*/y;
const PARAMETER = /;\s*(?:([^\s=;,"<>]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"\s*|([^\s;,"<>]+)\s*)?)?)?/y;

/** null: it is not of that form. */
function linksIn(header: string): readonly Link[] | null {
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const taken = pattern.exec(header);
    at += taken?.[0].length ?? 0;
    return taken;
  };
  const links: Link[] = [];
  for (take(BETWEEN); at < header.length; take(BETWEEN)) {
    const target = take(TARGET)?.[1];
    if (target === undefined) return null;
    let relations: readonly string[] | null = null;
    for (let found = take(PARAMETER); found !== null; found = take(PARAMETER)) {
      const [, name = '', quoted, word = ''] = found;
      // Of two the first one counts.
      if (name.toLowerCase() === 'rel') relations ??= (quoted ?? word).toLowerCase().trim().split(/\s+/);
    }
    if (at < header.length && header[at] !== ',') return null;
    links.push({ target, relations: relations ?? [] });
  }
  return links;
}
