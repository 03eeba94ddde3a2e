/** Which tags are wanted: `*-alpine`, of one repository `nginx:1.2?`. */
export interface TagPattern {
  /** null: of any. As the library names it, `nginx`. */
  readonly repository: string | null;
  readonly tag: string;
}

/** `*` stands for any number of characters, `?` for one. null: it is no pattern. Pure. */
export function parseTagPattern(text: string): TagPattern | null {
  if (text.length > PATTERN_CHARS) return null;
  const [, repository, tag] = /^(?:([a-z0-9*?][a-z0-9._*?/-]*):)?([\w.*?-]+)$/.exec(text.trim()) ?? [];
  return tag === undefined ? null : { repository: repository ?? null, tag };
}

/** A tag has 128, a repository 255. */
const PATTERN_CHARS = 1_024;

/** Without patterns every tag is wanted. */
export function isWantedTag(patterns: readonly TagPattern[], repository: string, tag: string): boolean {
  return (
    patterns.length === 0 ||
    patterns.some((pattern) => {
      const isOf = pattern.repository === null || matches(pattern.repository, repository);
      return isOf && matches(pattern.tag, tag);
    })
  );
}

/** The usual walk with one place to come back to: at worst the product of both lengths. */
function matches(pattern: string, text: string): boolean {
  let [at, here] = [0, 0];
  let [star, from] = [-1, 0];
  while (here < text.length) {
    const sign = pattern[at];
    if (sign === '*') {
      star = at;
      from = here;
      at += 1;
    } else if (sign === '?' || sign === text[here]) {
      at += 1;
      here += 1;
    } else if (star >= 0) {
      at = star + 1;
      from += 1;
      here = from;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
