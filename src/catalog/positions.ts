/** Where in a text the values of a JSON5 document stand, for messages that name a line. */
export interface Positions {
  /** The line (from 1) where the value at `path` begins; that of the nearest known parent, else 1. */
  lineOf(path: Path): number;
  /** Keys that stand more than once in one object; JSON5 keeps the last. */
  readonly duplicates: readonly { readonly path: Path; readonly line: number }[];
}

export type Path = readonly (string | number)[];

/** `text` must be JSON5 that has been parsed: this reads positions, it does not judge the syntax. */
export function positionsIn(text: string): Positions {
  const lines = new Map<string, number>();
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
      const path = [...container.path, pendingKey];
      if (lines.has(keyFor(path))) duplicates.push({ path, line: at });
      lines.set(keyFor(path), at);
    } else {
      const path = pathOf(container, pendingKey);
      if (!lines.has(keyFor(path))) lines.set(keyFor(path), at);
      if (word === '{') {
        open.push({ kind: 'object', path });
        pendingKey = null;
      } else if (word === '[') open.push({ kind: 'array', path, index: 0 });
    }
  }
  return {
    duplicates,
    lineOf(path) {
      for (let length = path.length; length >= 0; length -= 1) {
        const known = lines.get(keyFor(path.slice(0, length)));
        if (known !== undefined) return known;
      }
      return 1;
    },
  };
}

type Container =
  | { readonly kind: 'object'; readonly path: Path }
  | { readonly kind: 'array'; readonly path: Path; index: number };

/** JSON5's line terminators; a CRLF is one. */
const NEWLINE = /\r\n|[\n\r\u2028\u2029]/g;

/** White space, comments, strings, punctuation, and everything else (numbers, words) up to one of these. */
const TOKEN =
  /[\s\ufeff]+|\/\/[^\n\r\u2028\u2029]*|\/\*[\s\S]*?\*\/|"[^"\\]*(?:\\[\s\S][^"\\]*)*"|'[^'\\]*(?:\\[\s\S][^'\\]*)*'|[{}[\]:,]|[^\s\ufeff"'{}[\]:,/]+/g;

const keyFor = (path: Path): string => JSON.stringify(path);

function pathOf(container: Container | undefined, pendingKey: string | null): Path {
  if (container === undefined) return [];
  return [...container.path, container.kind === 'array' ? container.index : (pendingKey ?? '')];
}

/** Escapes in keys are rare enough for the line of the object to do where they stand. */
function keyOf(word: string): string {
  return /^["']/.test(word) ? word.slice(1, -1) : word;
}
