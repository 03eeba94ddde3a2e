import type { TextLine } from './lines.ts';

/** Is there a table in it? */
export function hasHtmlTable(text: string): boolean {
  return /<t[dr][\s>]/i.test(text);
}

/** The rows of HTML's tables, a line each, their cells between bars; what stands outside of tables is left out. Linear in the text. */
export function htmlRows(text: string): TextLine[] {
  const rows: TextLine[] = [];
  let row: { readonly number: number; text: string } | null = null;
  let number = 1;
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('<', at);
    const end = open === -1 ? text.length : open;
    const words = text.slice(at, end);
    if (row !== null) row.text += words.replaceAll(/\s+/g, ' ');
    number += newlinesIn(words);
    if (open === -1) break;
    const close = text.indexOf('>', open);
    const tag = text.slice(open, close === -1 ? text.length : close + 1);
    const name = /^<(\/?[a-z]{1,10})/i.exec(tag)?.[1]?.toLowerCase();
    if (name === 'tr' || name === '/tr' || name === '/table') {
      if (row !== null) rows.push(row);
      row = name === 'tr' ? { number, text: '' } : null;
    } else if (row !== null && (name === 'td' || name === 'th')) row.text += '|';
    else if (row !== null) row.text += ` ${hrefOf(tag)} `;
    number += newlinesIn(tag);
    at = open + tag.length;
  }
  if (row !== null) rows.push(row);
  return rows;
}

/** A link's own address: its words may be a name. */
function hrefOf(tag: string): string {
  return /\shref\s{0,9}=\s{0,9}["']?([^"'\s>]{1,2000})/i.exec(tag.slice(0, 4_096))?.[1] ?? '';
}

function newlinesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
