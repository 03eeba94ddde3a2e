import { addressWords } from './address-words.ts';
import type { TextLine } from './lines.ts';

/** The line as cells, where it is a row: of Markdown, of a box drawn with lines, or of what html.ts made of HTML. */
export function barCells(text: string): string[] | null {
  const cells = text.split(/[|│┃]/);
  return cells.length >= 3 ? cells : null;
}

/** One line of a file with separators (RFC 4180); quotes hold a separator. */
export function separatedCells(text: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (const char of text) {
    if (char === '"') isQuoted = !isQuoted;
    else if (char === separator && !isQuoted) {
      cells.push(cell);
      cell = '';
    } else cell += char;
  }
  return [...cells, cell];
}

/** The separator of a file whose first line names columns, and whose every line has as many of them; null: it is not such a file. */
export function separatorOf(lines: readonly TextLine[]): string | null {
  const [head, ...rows] = lines;
  if (head === undefined || rows.length === 0 || addressWords(head.text).length > 0) return null;
  return (
    [',', ';', '\t'].find((separator) => {
      const columns = separatedCells(head.text, separator).length;
      return columns > 1 && rows.every(({ text }) => separatedCells(text, separator).length === columns);
    }) ?? null
  );
}

export interface TableRow {
  readonly number: number;
  readonly cells: readonly string[];
}

/**
 * The cells of a table in which the mirrors stand. Where a head names the columns (it has no address in it), that is one column: of those
 * called after addresses, else of all, the one with the most of them; home pages and sources stand in the others.
 */
export function addressCells(rows: readonly TableRow[]): TextLine[] {
  const [head, ...body] = rows;
  const all = rows.flatMap(({ number, cells }) => cells.map((text) => ({ number, text })));
  if (head === undefined || head.cells.some((cell) => addressWords(cell).length > 0)) return all;
  const counts = head.cells.map((_, column) => body.filter(({ cells }) => hasAddress(cells[column])).length);
  const named = counts.map((count, column) => (NAMES.test(head.cells[column] ?? '') ? count : 0));
  const judged = named.some((count) => count > 0) ? named : counts;
  const column = judged.indexOf(Math.max(...judged));
  return body.map(({ number, cells }) => ({ number, text: cells[column] ?? '' }));
}

const NAMES = /url|address|mirror|endpoint|host|registry|地址|加速|镜像|网址|域名|站点/i;

function hasAddress(cell: string | undefined): boolean {
  return cell !== undefined && addressWords(cell, true).length > 0;
}
