import stringWidth from 'string-width';

/** Terminal columns that a text takes: 2 for a Chinese character, 0 for a colour code or a combining mark. */
export function displayWidth(text: string): number {
  return stringWidth(text);
}

export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
}

export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - displayWidth(text))) + text;
}

/** At most so many columns; what is cut off at the end is an ellipsis. For text without colour codes. */
export function cutEnd(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  return columns < 1 ? '' : `${head(graphemes(text), columns - 1)}…`;
}

/** As `cutEnd`, with the ellipsis in the middle: of a host name both ends tell something. */
export function cutMiddle(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  if (columns < 1) return '';
  const all = graphemes(text);
  const backwards = head([...all].reverse(), Math.floor((columns - 1) / 2));
  const end = [...graphemes(backwards)].reverse().join('');
  return `${head(all, columns - 1 - displayWidth(end))}…${end}`;
}

/**
 * Lines of at most so many columns. Breaks at spaces and between Chinese characters, never before a closing or after an
 * opening mark; a word longer than the line is broken. For text without colour codes; at least one line.
 */
export function wrap(text: string, columns: number): readonly string[] {
  return wrapped(text, columns, broken);
}

/** As `wrap`, with every word whole: an address, a path or a command that is cut at the line's end cannot be copied. */
export function wrapWhole(text: string, columns: number): readonly string[] {
  return wrapped(text, columns, (word) => [word]);
}

function wrapped(
  text: string,
  columns: number,
  piecesOf: (word: string, columns: number) => readonly string[],
): readonly string[] {
  const room = Math.max(2, columns);
  const lines: string[] = [];
  let line = '';
  for (const [, space = '', word = ''] of text.matchAll(UNBREAKABLE)) {
    const joined = line === '' ? word : line + (space === '' ? '' : ' ') + word;
    if (displayWidth(joined) <= room) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = piecesOf(word, room);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
}

/** Spaces, then one wide character or a run of others, with the full-width marks that cling to it. */
const UNBREAKABLE =
  /( *)([（「『【《〈]*(?:[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[^ （「『【《〈，。、；：！？）」』】》〉\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+)?[，。、；：！？）」』】》〉]*)/gu;

function broken(word: string, columns: number): readonly string[] {
  const pieces: string[] = [];
  let rest = graphemes(word);
  while (rest.length > 0) {
    // A grapheme wider than the line still has to go somewhere.
    const count = Math.max(1, countFitting(rest, columns));
    pieces.push(rest.slice(0, count).join(''));
    rest = rest.slice(count);
  }
  return pieces;
}

function head(all: readonly string[], columns: number): string {
  return all.slice(0, countFitting(all, columns)).join('');
}

/** How many of the first graphemes fit into so many columns. */
function countFitting(all: readonly string[], columns: number): number {
  let width = 0;
  let count = 0;
  for (const grapheme of all) {
    width += displayWidth(grapheme);
    if (width > columns) break;
    count += 1;
  }
  return count;
}

const segmenter: Intl.Segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function graphemes(text: string): readonly string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
