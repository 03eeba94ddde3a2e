import type { JsonText } from './syntax.ts';

/** How an object is laid out: what a new member needs so that it looks like its neighbours. */
export interface Layout {
  /** White space in front of a member: a line end and the indentation, or what parts members on one line. */
  readonly lead: string;
  /** White space in front of the closing brace, where the object had been empty. */
  readonly tail: string;
  /** From key to value: `: `, `:` … */
  readonly colon: string;
  /** One more level of indentation. */
  readonly unit: string;
}

/** For a file that has no member to learn from; `eol` is its line end. */
export function defaultLayout(eol: string): Layout {
  return { lead: `${eol}  `, tail: eol, colon: ': ', unit: '  ' };
}

/** Learnt from the last member, which the new one will follow. */
export function layoutOf(object: JsonText, fallback: Layout): Layout {
  const { text, members } = object;
  const last = members.at(-1);
  if (last === undefined) return fallback;
  const previous = members.at(-2);
  const from = previous === undefined ? object.start + 1 : text.indexOf(',', previous.end) + 1;
  const between = text.slice(last.keyEnd, last.start);
  const colon = lineEndOf(between) === null ? between : ': ';
  const space = text.slice(from, last.keyStart);
  const eol = lineEndOf(space);
  const tail = text.slice(last.end, object.end - 1);
  if (eol === null) {
    const lead = previous === undefined && space === '' && colon.endsWith(' ') ? ' ' : space;
    return { lead, tail, colon, unit: fallback.unit };
  }
  // Blank lines in front of the last member are its own: one line end is enough for the next.
  const indent = indentationOf(space);
  const base = lineEndOf(tail) === null ? '' : indentationOf(tail);
  const unit =
    indent.startsWith(base) && indent !== base ? indent.slice(base.length) : indent || fallback.unit;
  return { lead: eol + indent, tail, colon, unit };
}

/** The layout inside a new value of a member laid out so. */
export function nestedLayout(layout: Layout): Layout {
  if (lineEndOf(layout.lead) === null) return { ...layout, lead: gapOf(layout), tail: '' };
  return { ...layout, lead: layout.lead + layout.unit, tail: layout.lead };
}

/** What parts values on one line: the blanks that follow a colon. */
export function gapOf(layout: Layout): string {
  return layout.colon.slice(layout.colon.indexOf(':') + 1);
}

/** The first line end in a text; null where it is all one line. */
export function lineEndOf(text: string): string | null {
  return /\r\n|\n|\r/.exec(text)?.[0] ?? null;
}

function indentationOf(space: string): string {
  return space.slice(Math.max(space.lastIndexOf('\n'), space.lastIndexOf('\r')) + 1);
}
