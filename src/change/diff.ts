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

/**
 * A unified diff of what a plan does to a file, credentials masked, in the colours of the chalk handed in. null: more
 * lines differ than anyone would read (`DIFF.lines`).
 */
export function renderDiff({ path, before, after }: FileChange, chalk: ChalkInstance): string | null {
  const limits = { context: 3, maxEditLength: DIFF.lines } as const;
  const patch = structuredPatch(path, path, textOf(before), textOf(after), undefined, undefined, limits);
  if (patch === undefined) return null;
  const header = [
    chalk.bold(`--- ${before === null ? '/dev/null' : path}`),
    chalk.bold(`+++ ${after === null ? '/dev/null' : path}`),
  ];
  return `${[...header, ...patch.hunks.flatMap((hunk) => hunkLines(hunk, chalk))].join('\n')}\n`;
}

function hunkLines(hunk: StructuredPatchHunk, chalk: ChalkInstance): readonly string[] {
  const { oldStart, oldLines, newStart, newLines } = hunk;
  const range = chalk.cyan(`@@ -${rangeOf(oldStart, oldLines)} +${rangeOf(newStart, newLines)} @@`);
  return [range, ...hunk.lines.map((line, index) => hunkLine(line, partnerOf(hunk.lines, index), chalk))];
}

/** Of no lines the start is the line before them. */
function rangeOf(start: number, lines: number): string {
  return `${lines === 0 ? start - 1 : start},${lines}`;
}

function hunkLine(line: string, partner: string, chalk: ChalkInstance): string {
  const sign = line.slice(0, 1);
  const body = maskedLine(line.slice(1).replace(/\r$/, ''));
  const shown = `${sign}${excerpt(body, maskedLine(partner.slice(1)))}`;
  if (sign === '+') return chalk.green(shown);
  if (sign === '-') return chalk.red(shown);
  return sign === '\\' ? chalk.dim(line) : shown;
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
