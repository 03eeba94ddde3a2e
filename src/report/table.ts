import Table from 'cli-table3';
import { DISPLAY } from '../limits.ts';
import type { Verdict } from '../probe/codes.ts';
import { cutMiddle, displayWidth, padEnd, padStart, wrap } from '../terminal/width.ts';
import type { RenderContext } from './context.ts';
import { type Footnotes, footnotes } from './footnotes.ts';
import { details, type MeasurementName, measurement } from './measurements.ts';
import {
  type Group,
  groups,
  type ImageState,
  imageState,
  isWithoutNetwork,
  measuredLine,
  referenceLine,
  sentence,
  shortName,
  shownLine,
  summaryLine,
  titleLine,
  usableMirrors,
  warnings,
} from './sections.ts';
import type { MirrorReport, Report } from './types.ts';

/**
 * For a person at a terminal: the usable mirrors best first, then each other one with the reason, then what the marks
 * mean and what to do next. No line is wider than the terminal; colour only repeats what words say.
 */
export function renderTable(report: Report, context: RenderContext): string {
  const { chalk, messages } = context;
  const columns = Math.max(DISPLAY.leastColumns, context.columns);
  const usable = usableMirrors(report);
  const others = isWithoutNetwork(report) ? [] : groups(report);
  const notes = footnotes([...usable, ...others.flatMap(({ mirrors }) => mirrors)], context);
  const flow = (text: string): string => wrap(text, columns).join('\n');
  const shown = shownLine(report, messages.report);

  const blocks = [
    [
      chalk.bold(flow(titleLine(report, messages.report))),
      chalk.dim(flow(measuredLine(report, messages.report))),
      ...warnings(report, messages.report).map((text) => chalk.yellow(flow(text))),
    ],
    usable.length === 0
      ? [chalk.bold(flow(isWithoutNetwork(report) ? messages.report.noNetwork : messages.report.noneUsable))]
      : [rankedMirrors(usable, notes, columns, context)],
    usable.length === 0 ? [] : legend(report, usable, context).map((text) => chalk.dim(flow(text))),
    context.verbose ? usable.flatMap((mirror) => detailBlock(mirror, columns, context)) : [],
    ...others.map((group) => groupBlock(group, report, notes, columns, context)),
    notes.lines.map(({ mark, text }) => chalk.dim(hanging(`${mark} `, text, columns))),
    [...(shown === null ? [] : [flow(shown)]), flow(summaryLine(report, messages))],
    context.nextCommand === null ? [] : [next(context.nextCommand, columns, context)],
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

/** Richest first; the first that leaves every name whole is taken. */
const COLUMN_SETS: readonly (readonly MeasurementName[])[] = [
  ['pull', 'speed', 'firstByte', 'latency', 'image'],
  ['pull', 'speed', 'firstByte', 'image'],
  ['pull', 'speed', 'image'],
  ['pull', 'speed'],
];

function rankedMirrors(
  usable: readonly MirrorReport[],
  notes: Footnotes,
  columns: number,
  context: RenderContext,
): string {
  const messages = context.messages.report;
  const cellsOf = (name: MeasurementName): readonly string[] => {
    const values = usable.map((mirror) => measurement(name, mirror, messages));
    return values.every((value) => value === null) ? [] : values.map((value) => value ?? '-');
  };
  const names = usable.map((mirror) => withMark(shortName(mirror), notes.markOf(mirror)));
  const ranks = usable.map(({ rank }, index) => String(rank ?? index + 1));
  const nameWidth = widest([messages.column.mirror, ...names]);
  const boxed = columns >= DISPLAY.boxedColumns;

  const sets = COLUMN_SETS.map((set) =>
    set.flatMap((name) => {
      const cells = cellsOf(name);
      return cells.length === 0 ? [] : [{ name, cells, width: widest([messages.column[name], ...cells]) }];
    }),
  );
  const roomFor = (set: (typeof sets)[number]): number => {
    const gaps = boxed ? 3 * (set.length + 2) + 1 : set.length + 1;
    return columns - gaps - widest(ranks) - set.reduce((sum, { width }) => sum + width, 0);
  };
  const set = sets.find((one) => roomFor(one) >= nameWidth) ?? sets.at(-1) ?? [];
  const room = Math.max(1, Math.min(nameWidth, roomFor(set)));
  const rows = usable.map((mirror, index) => [
    ranks[index] ?? '',
    cutName(mirror, notes.markOf(mirror), room),
    ...set.map(({ cells }) => cells[index] ?? ''),
  ]);
  const heads = [
    messages.column.rank,
    messages.column.mirror,
    ...set.map(({ name }) => messages.column[name]),
  ];
  const ends = [false, true, ...set.map(({ name }) => name === 'image')];
  return boxed ? box(heads, rows, ends, context) : compact(rows, ends, context);
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

/** Under 60 columns: no box, no head. */
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

function legend(
  report: Report,
  usable: readonly MirrorReport[],
  { messages: { report: messages } }: RenderContext,
): readonly string[] {
  const states = new Set<ImageState>(usable.map(imageState));
  return [
    ...(usable.some(({ pullSeconds }) => pullSeconds !== null)
      ? [messages.legend.pull(report.reference.image)]
      : []),
    ...(usable.some(({ throughput }) => throughput?.steady === false) ? [messages.legend.unsteady] : []),
    ...[...states].map((state) => messages.legend.image[state]),
    referenceLine(report, messages),
  ];
}

function groupBlock(
  { verdict, mirrors }: Group,
  report: Report,
  notes: Footnotes,
  columns: number,
  context: RenderContext,
): readonly string[] {
  const { messages, verbose } = context;
  const names = mirrors.map((mirror) => withMark(shortName(mirror), notes.markOf(mirror)));
  // The sentences get the larger part of the line; a longer name has a line of its own.
  const nameColumn = columns < DISPLAY.boxedColumns ? 0 : Math.min(widest(names), Math.floor(columns * 0.4));
  const lines = mirrors.flatMap((mirror, index) => {
    const name = names[index] ?? '';
    const why = sentence(mirror, report, messages);
    const more = verbose ? detailLines(mirror, columns, context) : [];
    if (displayWidth(name) > nameColumn) {
      return [
        `  ${cutName(mirror, notes.markOf(mirror), columns - 2)}`,
        hanging('    ', why, columns),
        ...more,
      ];
    }
    return [hanging(`  ${padEnd(name, nameColumn)}  `, why, columns), ...more];
  });
  const head = messages.report.groupHead(messages.report.group[verdict], mirrors.length);
  return [paint(verdict, context)(wrap(head, columns).join('\n')), ...lines];
}

function detailBlock(mirror: MirrorReport, columns: number, context: RenderContext): readonly string[] {
  return [
    context.chalk.bold(cutMiddle(shortName(mirror), columns)),
    ...detailLines(mirror, columns, context),
  ];
}

function detailLines(
  mirror: MirrorReport,
  columns: number,
  { messages, chalk }: RenderContext,
): readonly string[] {
  return details(mirror, messages.report).map((text) => chalk.dim(hanging('    ', text, columns)));
}

/** A command is never broken: where it is too long the terminal folds it, and it can still be copied whole. */
function next(command: string, columns: number, { chalk, messages }: RenderContext): string {
  const label = messages.report.next;
  const fits = displayWidth(label) + 1 + displayWidth(command) <= columns;
  return `${label}${fits ? ' ' : '\n  '}${chalk.bold(command)}`;
}

/** The lead on the first line, as much blank on the others. */
function hanging(lead: string, text: string, columns: number): string {
  const indent = displayWidth(lead);
  return wrap(text, columns - indent)
    .map((line, index) => (index === 0 ? lead : ' '.repeat(indent)) + line)
    .join('\n');
}

function withMark(name: string, mark: string): string {
  return mark === '' ? name : `${name} ${mark}`;
}

/** The mark stays whole: without it the footnote is nobody's. */
function cutName(mirror: MirrorReport, mark: string, columns: number): string {
  const room = mark === '' ? columns : columns - displayWidth(mark) - 1;
  return withMark(cutMiddle(shortName(mirror), room), mark);
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, displayWidth(text)), 0);
}

function paint(verdict: Verdict, { chalk }: RenderContext): (text: string) => string {
  switch (verdict) {
    case 'usable':
      return chalk.bold.green;
    case 'unsafe':
      return chalk.bold.red;
    case 'degraded':
    case 'limited':
      return chalk.bold.yellow;
    case 'restricted':
    case 'broken':
    case 'dead':
    case 'unknown':
      return chalk.bold;
    default: {
      const unhandled: never = verdict;
      return unhandled;
    }
  }
}
