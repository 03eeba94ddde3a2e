import Table from 'cli-table3';
import { cutMiddle, displayWidth, padEnd, padStart } from '../words/width.ts';
import type { RenderContext } from './context.ts';
import type { Footnotes } from './footnotes.ts';
import { DISPLAY } from './limits.ts';
import { type MeasurementName, measurement } from './measurements.ts';
import { shortName } from './sections.ts';
import type { MirrorReport } from './types.ts';

export interface Ranking {
  readonly text: string;
  /** The figures that had room. */
  readonly shows: readonly MeasurementName[];
}

/**
 * The usable mirrors, one line each, in at most so many columns: as many figures as leave the names whole. Boxed from 60
 * columns up; below that neither box nor head. A figure that no mirror has gets no column.
 */
export function renderRanking(
  usable: readonly MirrorReport[],
  notes: Footnotes,
  columns: number,
  context: RenderContext,
): Ranking {
  const { column } = context.messages.report;
  const boxed = columns >= DISPLAY.boxedColumns;
  const ranks = usable.map(({ rank }, index) => String(rank ?? index + 1));
  const names = usable.map((mirror) => withMark(shortName(mirror), notes.markOf(mirror)));
  const nameWidth = widest(boxed ? [column.mirror, ...names] : names);
  const available = figures(usable, boxed, context);
  const sets = COLUMN_SETS.map((set) => available.filter(({ name }) => set.includes(name)));
  const roomFor = (set: readonly Figure[]): number => {
    const gaps = boxed ? 3 * (set.length + 2) + 1 : set.length + 1;
    return columns - gaps - widest(ranks) - set.reduce((sum, { width }) => sum + width, 0);
  };
  const set = sets.find((one) => roomFor(one) >= nameWidth) ?? sets.at(-1) ?? [];
  const room = Math.max(1, Math.min(nameWidth, roomFor(set)));

  const heads = [column.rank, column.mirror, ...set.map(({ name }) => column[name])];
  const leftAligned = [false, true, ...set.map(({ name }) => name === 'image')];
  const rows = usable.map((mirror, index) => [
    ranks[index] ?? '',
    cutName(mirror, notes.markOf(mirror), room),
    ...set.map(({ cells }) => cells[index] ?? ''),
  ]);
  return {
    text: boxed ? box(heads, rows, leftAligned, context) : compact(rows, leftAligned, context),
    shows: set.map(({ name }) => name),
  };
}

/** A name with its footnotes' mark. */
export function withMark(name: string, mark: string): string {
  return mark === '' ? name : `${name} ${mark}`;
}

/** In so many columns. The mark stays whole: without it the footnote is nobody's. */
export function cutName(mirror: MirrorReport, mark: string, columns: number): string {
  const room = mark === '' ? columns : columns - displayWidth(mark) - 1;
  return withMark(cutMiddle(shortName(mirror), room), mark);
}

export function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, displayWidth(text)), 0);
}

/** Richest first; the first that leaves every name whole is taken, else the last. */
const COLUMN_SETS: readonly (readonly MeasurementName[])[] = [
  ['pull', 'speed', 'firstByte', 'latency', 'image'],
  ['pull', 'speed', 'firstByte', 'image'],
  ['pull', 'speed', 'image'],
  ['pull', 'speed'],
];

interface Figure {
  readonly name: MeasurementName;
  readonly cells: readonly string[];
  readonly width: number;
}

function figures(
  usable: readonly MirrorReport[],
  headed: boolean,
  { messages: { report: messages } }: RenderContext,
): readonly Figure[] {
  const names: readonly MeasurementName[] = ['pull', 'speed', 'firstByte', 'latency', 'image'];
  return names.flatMap((name) => {
    const values = usable.map((mirror) => measurement(name, mirror, messages));
    if (values.every((value) => value === null)) return [];
    const cells = values.map((value) => value ?? '-');
    return [{ name, cells, width: widest(headed ? [messages.column[name], ...cells] : cells) }];
  });
}

/** One rule under the head and none between the rows: one line a mirror. */
function box(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  leftAligned: readonly boolean[],
  { chalk }: RenderContext,
): string {
  const table = new Table({
    head: heads.map((head) => chalk.bold(head)),
    colAligns: leftAligned.map((left) => (left ? 'left' : 'right')),
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  table.push(...rows.map((row) => [...row]));
  const [top = '', head = '', ...rest] = table.toString().split('\n');
  const rule = top.replace('┌', '├').replace('┐', '┤').replaceAll('┬', '┼');
  return [top, head, rule, ...rest].join('\n');
}

function compact(
  rows: readonly (readonly string[])[],
  leftAligned: readonly boolean[],
  { chalk }: RenderContext,
): string {
  const widths = leftAligned.map((_, column) => widest(rows.map((row) => row[column] ?? '')));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (leftAligned[column] ? padEnd : padStart)(cell, widths[column] ?? 0))
        .map((cell, column) => (column === 1 ? chalk.bold(cell) : cell))
        .join(' ')
        .trimEnd(),
    )
    .join('\n');
}
