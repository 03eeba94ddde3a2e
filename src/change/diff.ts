import type { ChalkInstance } from 'chalk';
import { type StructuredPatchHunk, structuredPatch } from 'diff';
import { shownOnOneLine } from '../registry/shown.ts';
import { DIFF } from './limits.ts';
import { hiddenLines } from './masked-text.ts';
import { decodeBytes, decodeText } from './text-encoding.ts';
import type { PlannedFile } from './types.ts';

/** null: no file. */
export interface FileChange {
  readonly path: string;
  readonly before: Uint8Array | null;
  readonly after: Uint8Array | null;
  readonly hide?: PlannedFile['hide'];
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
export function renderDiff({ path, before, after, hide }: FileChange, view: DiffView): string | null {
  const { chalk } = view;
  const limits = { context: 3, maxEditLength: DIFF.lines } as const;
  const [old, next] = [textOf(before), textOf(after)];
  const patch = structuredPatch(path, path, old, next, undefined, undefined, limits);
  if (patch === undefined) return null;
  const name = shownOnOneLine(path);
  const masked = { old: hiddenLines(old, hide), next: hiddenLines(next, hide) };
  const header = [
    chalk.bold(`--- ${before === null ? '/dev/null' : name}`),
    chalk.bold(`+++ ${after === null ? '/dev/null' : name}`),
  ];
  return `${[...header, ...patch.hunks.flatMap((hunk) => hunkLines(hunk, masked, view))].join('\n')}\n`;
}

/** All lines of a text, as they may be shown. */
interface MaskedTexts {
  readonly old: readonly string[];
  readonly next: readonly string[];
}

interface Row {
  readonly sign: string;
  /** As the file has it, and as it may be shown. */
  readonly text: string;
  readonly body: string;
}

function hunkLines(hunk: StructuredPatchHunk, masked: MaskedTexts, view: DiffView): readonly string[] {
  const { oldStart, oldLines, newStart, newLines } = hunk;
  const range = view.chalk.cyan(`@@ -${rangeOf(oldStart, oldLines)} +${rangeOf(newStart, newLines)} @@`);
  const rows = rowsOf(hunk, masked);
  return [range, ...rows.map((_, index) => rowLine(rows, index, view))];
}

/** Of no lines the start is the line before them. */
function rangeOf(start: number, lines: number): string {
  return `${lines === 0 ? start - 1 : start},${lines}`;
}

function rowsOf({ oldStart, newStart, lines }: StructuredPatchHunk, masked: MaskedTexts): readonly Row[] {
  let [old, next] = [oldStart - 1, newStart - 1];
  return lines.map((line): Row => {
    const sign = line.slice(0, 1);
    // A remark of the diff itself.
    if (sign === '\\') return { sign, text: line, body: line };
    const body = sign === '-' ? masked.old[old] : masked.next[next];
    if (sign !== '+') old += 1;
    if (sign !== '-') next += 1;
    return { sign, text: line.slice(1).replace(/\r$/, ''), body: body ?? '' };
  });
}

function rowLine(rows: readonly Row[], index: number, { chalk, hidden }: DiffView): string {
  const { sign, text, body } = rows[index] ?? NO_ROW;
  if (sign === '\\') return chalk.dim(text);
  const partner = partnerOf(rows, index);
  // What differs is masked: without a word about it a line would take the place of itself.
  const mark = sign === '+' && body === partner.body && text !== partner.text ? `   ${hidden}` : '';
  const shown = `${sign}${excerpt(body, partner.body)}${mark}`;
  if (sign === '+') return chalk.green(shown);
  return sign === '-' ? chalk.red(shown) : shown;
}

/** The line that took this one's place, or whose place it took: what two long lines share is not worth showing. */
function partnerOf(rows: readonly Row[], index: number): Row {
  const sign = rows[index]?.sign;
  if (sign === '-') return rows.slice(index).find((row) => row.sign === '+') ?? NO_ROW;
  if (sign === '+') return rows.slice(0, index).findLast((row) => row.sign === '-') ?? NO_ROW;
  return NO_ROW;
}

const NO_ROW: Row = { sign: '', text: '', body: '' };

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
