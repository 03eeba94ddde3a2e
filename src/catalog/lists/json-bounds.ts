import { LIST } from '../limits.ts';

/** What a JSON text is beyond its size, counted without parsing it. */
export type JsonExcess =
  /** Not even closed. `line` and `column` from 1: of its end. */
  | { readonly kind: 'syntax'; readonly line: number; readonly column: number }
  | { readonly kind: 'too-deep'; readonly limit: number }
  | { readonly kind: 'too-many-values'; readonly limit: number };

/**
 * Is a text of JSON5 nested deeper, or made of more values, than any list is? Counted in one pass over its characters, before a
 * parser or a pattern sees it: what a few KiB of brackets cost otherwise is not bounded by their size. null: it is not.
 */
export function jsonExcess(text: string): JsonExcess | null {
  let depth = 0;
  let deepest = 0;
  let values = 1;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (quote !== '') {
      if (char === '\\') at += 1;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '/' && (text[at + 1] === '/' || text[at + 1] === '*')) at = endOfComment(text, at);
    else if (char === '{' || char === '[') {
      depth += 1;
      values += 1;
      deepest = Math.max(deepest, depth);
    } else if (char === '}' || char === ']') depth -= 1;
    else if (char === ',' || char === ':') values += 1;
  }
  if (deepest <= LIST.jsonDepth && values <= LIST.jsonValues) return null;
  if (depth !== 0 || quote !== '') {
    const lines = text.split('\n');
    return { kind: 'syntax', line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
  }
  return deepest > LIST.jsonDepth
    ? { kind: 'too-deep', limit: LIST.jsonDepth }
    : { kind: 'too-many-values', limit: LIST.jsonValues };
}

function endOfComment(text: string, at: number): number {
  const end = text[at + 1] === '/' ? text.indexOf('\n', at) : text.indexOf('*/', at + 2) + 1;
  return end <= at ? text.length : end;
}
