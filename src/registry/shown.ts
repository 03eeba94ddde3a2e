declare const isShown: unique symbol;

/** Text that no terminal obeys, and in which nothing is hidden. `terminal/` writes nothing else; the functions here alone make it. */
export type Shown = string & { readonly [isShown]: true };

/**
 * Spells out what a terminal would obey or a reader could not see (ESC, BEL, C1, bidi and zero-width marks, lone surrogates) as JSON
 * does: `\u001b`. So a document in JSON stays one, of the same value. Line ends and tabs stay.
 */
export function shown(text: string): Shown {
  return spelled(text) as Shown;
}

/** The same of a sentence: a line end in a name or path of somebody's own choice begins no line of ours. */
export function shownOnOneLine(text: string): Shown {
  return shown(text.replace(/[\r\n]+/g, ' '));
}

/** The same of a text that our own colours are in. `level`: chalk's, 0 where there are none. */
export function shownInColour(text: string, level: number): Shown {
  if (level === 0) return shown(text);
  return text
    .split(OUR_COLOURS)
    .map((part, index) => (index % 2 === 0 ? spelled(part) : part))
    .join('') as Shown;
}

/** Codes of our own, that move the cursor or erase: terminal/progress.ts draws with them, and nobody else. */
export function cursorCode(code: '\r' | '\n' | '\x1b[J' | '\x1b[K' | `\x1b[${number}A`): Shown {
  return code as string as Shown;
}

export function joined(parts: readonly Shown[]): Shown {
  return parts.join('') as Shown;
}

function spelled(text: string): string {
  return text.replace(UNSHOWN, (mark) =>
    Array.from({ length: mark.length }, (_, unit) => codeOf(mark.charCodeAt(unit))).join(''),
  );
}

function codeOf(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

/** A carriage return stays before a line feed: CSV has its lines end so (RFC 4180). */
const UNSHOWN = /(?!\t|\n|\r\n)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

/** What chalk makes of bold, dim, red, green, yellow and cyan, and their ends (ECMA-48 SGR). */
const OUR_COLOURS = /(\x1b\[(?:1|2|22|31|32|33|36|39)m)/;
