/** Where in a text the values of a JSON5 document stand, for messages that name a line. */
export interface Positions {
  /** The line (from 1) where the value at `path` begins; that of the nearest known parent, else 1. */
  lineOf(path: Path): number;
  /** Keys that stand more than once in one object; JSON5 keeps the last. */
  readonly duplicates: readonly { readonly path: Path; readonly line: number }[];
}

export type Path = readonly (string | number)[];

/** A value, and those in it by key or index. A tree, so that a place costs its own key and not those of all its parents. */
interface Place {
  line: number;
  readonly path: Path;
  inside: Map<string | number, Place> | null;
}

/**
 * `text` must be JSON5 that has been parsed, and whose depth and count of values are bounded (lists/json-bounds.ts): this reads positions, it
 * does not judge the syntax.
 */
export function positionsIn(text: string): Positions {
  const root: Place = { line: 1, path: [], inside: null };
  let isAtRoot = true;
  const duplicates: { path: Path; line: number }[] = [];
  const open: Container[] = [];
  let line = 1;
  let pendingKey: string | null = null;

  for (const token of text.matchAll(TOKEN)) {
    const word = token[0];
    const at = line;
    line += word.match(NEWLINE)?.length ?? 0;
    const container = open.at(-1);
    if (/^(?:\s|\/[/*])/.test(word) || word === ':') continue;
    if (word === ',') {
      if (container?.kind === 'array') container.index += 1;
      pendingKey = null;
    } else if (word === '}' || word === ']') {
      open.pop();
      pendingKey = null;
    } else if (container?.kind === 'object' && pendingKey === null) {
      pendingKey = keyOf(word);
      const known = container.place.inside?.get(pendingKey);
      if (known === undefined) placeIn(container.place, pendingKey, at);
      else {
        duplicates.push({ path: known.path, line: at });
        known.line = at;
      }
    } else {
      const place = container === undefined ? root : valueIn(container, pendingKey, at);
      if (isAtRoot) root.line = at;
      isAtRoot = false;
      if (word === '{') {
        open.push({ kind: 'object', place });
        pendingKey = null;
      } else if (word === '[') open.push({ kind: 'array', place, index: 0 });
    }
  }
  return {
    duplicates,
    lineOf(path) {
      let nearest: Place = root;
      for (const step of path) {
        const next = nearest.inside?.get(step);
        if (next === undefined) break;
        nearest = next;
      }
      return nearest.line;
    },
  };
}

type Container =
  | { readonly kind: 'object'; readonly place: Place }
  | { readonly kind: 'array'; readonly place: Place; index: number };

/** JSON5's line terminators; a CRLF is one. */
const NEWLINE = /\r\n|[\n\r\u2028\u2029]/g;

/** White space, comments, strings, punctuation, and everything else (numbers, words) up to one of these. */
const TOKEN =
  /[\s\ufeff]+|\/\/[^\n\r\u2028\u2029]*|\/\*[\s\S]*?\*\/|"[^"\\]*(?:\\[\s\S][^"\\]*)*"|'[^'\\]*(?:\\[\s\S][^'\\]*)*'|[{}[\]:,]|[^\s\ufeff"'{}[\]:,/]+/g;

function placeIn(parent: Place, step: string | number, line: number): Place {
  const place: Place = { line, path: [...parent.path, step], inside: null };
  parent.inside ??= new Map();
  parent.inside.set(step, place);
  return place;
}

/** Where the value of a key stands is where the key does. */
function valueIn(container: Container, pendingKey: string | null, line: number): Place {
  const step = container.kind === 'array' ? container.index : (pendingKey ?? '');
  return container.place.inside?.get(step) ?? placeIn(container.place, step, line);
}

/** Escapes in keys are rare enough for the line of the object to do where they stand. */
function keyOf(word: string): string {
  return /^["']/.test(word) ? word.slice(1, -1) : word;
}
