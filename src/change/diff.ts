import type { ChalkInstance } from 'chalk';
import { type StructuredPatchHunk, structuredPatch } from 'diff';
import { DIFF } from './limits.ts';
import { maskedLine } from './masked-text.ts';
import { decodeBytes, decodeText } from './text-encoding.ts';

/** null: no file. */
export interface FileChange {
  readonly path: string;
  readonly before: Uint8Array | null;
  readonly after: Uint8Array | null;
}

export interface DiffView {
  readonly chalk: ChalkInstance;
  /** What is said of a line in which only what is masked has changed. */
  readonly hidden: string;
}

/**
 * A unified diff of what a plan does to a file, credentials masked, in the colours of the chalk handed in. null: more
 * lines differ than anyone would read (`DIFF.lines`).
 */
export function renderDiff({ path, before, after }: FileChange, view: DiffView): string | null {
  const { chalk } = view;
  const limits = { context: 3, maxEditLength: DIFF.lines } as const;
  const patch = structuredPatch(path, path, textOf(before), textOf(after), undefined, undefined, limits);
  if (patch === undefined) return null;
  const header = [
    chalk.bold(`--- ${before === null ? '/dev/null' : path}`),
    chalk.bold(`+++ ${after === null ? '/dev/null' : path}`),
  ];
  return `${[...header, ...patch.hunks.flatMap((hunk) => hunkLines(hunk, view))].join('\n')}\n`;
}

function hunkLines(hunk: StructuredPatchHunk, view: DiffView): readonly string[] {
  const { oldStart, oldLines, newStart, newLines } = hunk;
  const range = view.chalk.cyan(`@@ -${rangeOf(oldStart, oldLines)} +${rangeOf(newStart, newLines)} @@`);
  return [range, ...hunk.lines.map((_, index) => hunkLine(hunk.lines, index, view))];
}

/** Of no lines the start is the line before them. */
function rangeOf(start: number, lines: number): string {
  return `${lines === 0 ? start - 1 : start},${lines}`;
}

function hunkLine(lines: readonly string[], index: number, { chalk, hidden }: DiffView): string {
  const line = lines[index] ?? '';
  const sign = line.slice(0, 1);
  const text = line.slice(1).replace(/\r$/, '');
  const partner = partnerOf(lines, index).slice(1).replace(/\r$/, '');
  const above = lineAbove(lines, index);
  const [body, other] = [maskedLine(text, above), maskedLine(partner, above)];
  // What differs is masked: without a word about it a line would take the place of itself.
  const mark = sign === '+' && body === other && text !== partner ? `   ${hidden}` : '';
  const shown = `${sign}${excerpt(body, other)}${mark}`;
  if (sign === '+') return chalk.green(shown);
  if (sign === '-') return chalk.red(shown);
  return sign === '\\' ? chalk.dim(line) : shown;
}

/** In the file that this line is of: what was taken out is not above what was put in. */
function lineAbove(lines: readonly string[], index: number): string {
  const gone = lines[index]?.startsWith('-') ? '+' : '-';
  return (lines.slice(0, index).findLast((line) => !line.startsWith(gone)) ?? '').slice(1);
}

/** The line that took this one's place, or whose place it took: what two long lines share is not worth showing. */
function partnerOf(lines: readonly string[], index: number): string {
  const sign = lines[index]?.slice(0, 1);
  if (sign === '-') return lines.slice(index).find((line) => line.startsWith('+')) ?? '';
  if (sign === '+') return lines.slice(0, index).findLast((line) => line.startsWith('-')) ?? '';
  return '';
}

function excerpt(line: string, partner: string): string {
  const { columns } = DIFF;
  if (line.length <= columns) return line;
  let same = 0;
  while (same < partner.length && line[same] === partner[same]) same += 1;
  const start = partner === '' ? 0 : Math.max(0, Math.min(same - 40, line.length - columns));
  const end = start + columns;
  return `${start > 0 ? '…' : ''}${line.slice(start, end)}${end < line.length ? '…' : ''}`;
}

function textOf(bytes: Uint8Array | null): string {
  if (bytes === null) return '';
  const decoded = decodeText(bytes);
  return decoded.kind === 'text' ? decoded.text : decodeBytes(bytes);
}
