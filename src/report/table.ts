import type { Verdict } from '../probe/codes.ts';
import { cutMiddle, displayWidth, padEnd, wrap } from '../words/width.ts';
import type { RenderContext } from './context.ts';
import { type Footnotes, footnotes } from './footnotes.ts';
import { DISPLAY } from './limits.ts';
import { details, type MeasurementName } from './measurements.ts';
import { cutName, renderRanking, widest, withMark } from './ranking-table.ts';
import {
  commonCause,
  type Group,
  groups,
  type ImageState,
  imageState,
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
import type { PublicReport } from './views.ts';

/**
 * For a person at a terminal: the usable mirrors best first, then each other one with the reason, then what the marks
 * mean and what to do next. No line is wider than the terminal; colour only repeats what words say.
 */
export function renderTable(report: PublicReport, context: RenderContext): string {
  const { chalk, messages } = context;
  const columns = Math.max(DISPLAY.leastColumns, context.columns);
  const usable = usableMirrors(report);
  const cause = commonCause(report, messages.report);
  const others = cause !== null ? [] : groups(report);
  const shownMirrors = [...usable, ...others.flatMap(({ mirrors }) => mirrors)];
  const notes = footnotes(shownMirrors, report.line, context);
  const flow = (text: string): string => wrap(text, columns).join('\n');
  const shown = shownLine(report, messages.report);

  const ranking = renderRanking(usable, notes, columns, context);
  const blocks = [
    [
      chalk.bold(flow(titleLine(report, messages.report))),
      chalk.dim(flow(measuredLine(report, messages.report))),
      ...warnings(report, messages.report).map((text) => chalk.yellow(flow(text))),
    ],
    usable.length === 0 ? [chalk.bold(flow(cause ?? noneUsable(report, messages.report)))] : [ranking.text],
    usable.length === 0
      ? []
      : legend(report, usable, ranking.shows, context).map((text) => chalk.dim(flow(text))),
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

/** Where the registry itself does not give the image, no mirror can. */
function noneUsable(report: Report, messages: RenderContext['messages']['report']): string {
  return report.reference.code == null ? messages.noneUsable : referenceLine(report, messages);
}

/**
 * The sentences get the larger part of the line. A name that is longer than its part has a line of its own; where most
 * names are, all have (0).
 */
function nameColumnFor(names: readonly string[], columns: number): number {
  if (columns < DISPLAY.boxedColumns) return 0;
  const fitting = names.filter((name) => displayWidth(name) <= Math.floor(columns * DISPLAY.nameShare));
  return 2 * fitting.length > names.length ? widest(fitting) : 0;
}

/** What the columns that are shown mean, and what the images were held against. */
function legend(
  report: Report,
  usable: readonly MirrorReport[],
  shows: readonly MeasurementName[],
  { messages: { report: messages } }: RenderContext,
): readonly string[] {
  const states = new Set<ImageState>(usable.map(imageState));
  return [
    ...(shows.includes('pull') ? [messages.legend.pull(report.reference.image)] : []),
    ...(shows.includes('firstByte') ? [messages.legend.firstByte] : []),
    ...(usable.some(({ throughput }) => throughput?.steady === false) ? [messages.legend.unsteady] : []),
    ...(shows.includes('image') ? [...states].map((state) => messages.legend.image[state]) : []),
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
  const nameColumn = nameColumnFor(names, columns);
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
