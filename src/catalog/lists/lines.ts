import { LIST } from '../limits.ts';

/** One line of a text, from 1. */
export interface TextLine {
  readonly number: number;
  readonly text: string;
}

/** The lines that say something; `tooLong`: those of more than LIST.lineChars, which no one wrote by hand, and on which no pattern is run. */
export function linesOf(text: string): {
  readonly lines: readonly TextLine[];
  readonly tooLong: readonly number[];
} {
  const lines: TextLine[] = [];
  const tooLong: number[] = [];
  let number = 1;
  for (let start = 0; start <= text.length; number += 1) {
    let end = start;
    while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end += 1;
    if (end - start > LIST.lineChars) tooLong.push(number);
    else {
      const line = text.slice(start, end).trim() === '' ? '' : text.slice(start, end);
      if (line !== '') lines.push({ number, text: line });
    }
    start = text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : end + 1;
  }
  return { lines, tooLong };
}

/** Without what follows a `#` that begins the line or stands after a blank. */
export function withoutComment(text: string): string {
  for (let at = text.indexOf('#'); at !== -1; at = text.indexOf('#', at + 1)) {
    if (at === 0 || text[at - 1]?.trim() === '') return text.slice(0, at);
  }
  return text;
}
