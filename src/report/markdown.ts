import type { RenderContext } from './context.ts';
import { footnotes } from './footnotes.ts';
import { code, inert, markdownTable as table } from './markdown-text.ts';
import { details, type MeasurementName, measurement } from './measurements.ts';
import {
  commonCause,
  groups,
  measuredLine,
  referenceLine,
  sentence,
  shownLine,
  summaryLine,
  titleLine,
  usableMirrors,
  warnings,
} from './sections.ts';
import type { PublicReport } from './views.ts';

/**
 * GitHub's Markdown, fit to be pasted into an issue: a table of the usable mirrors, a table of the others, footnotes as a
 * list. Every text goes through `inert`, so nothing in it is a link, a mention, HTML, or the end of its cell.
 */
export function renderMarkdown(report: PublicReport, context: RenderContext): string {
  const { messages } = context;
  const { column } = messages.report;
  const usable = usableMirrors(report);
  const cause = commonCause(report, messages.report);
  const others = cause !== null ? [] : groups(report);
  const shownMirrors = [...usable, ...others.flatMap(({ mirrors }) => mirrors)];
  const notes = footnotes(shownMirrors, report.line, context);
  const shown = shownLine(report, messages.report);
  const marked = (url: string, mark: string): string => code(url) + (mark === '' ? '' : ` ${code(mark)}`);

  const blocks = [
    [`**${inert(titleLine(report, messages.report))}**`],
    [inert(measuredLine(report, messages.report))],
    ...warnings(report, messages.report).map((text) => [inert(text)]),
    usable.length === 0
      ? [inert(cause ?? messages.report.noneUsable)]
      : table(
          [column.rank, column.mirror, ...FIGURES.map((name) => column[name])],
          usable.map((mirror, index) => [
            String(mirror.rank ?? index + 1),
            marked(mirror.url, notes.markOf(mirror)),
            ...FIGURES.map((name) => inert(measurement(name, mirror, messages.report) ?? '-')),
          ]),
        ),
    [inert(referenceLine(report, messages.report))],
    others.length === 0
      ? []
      : table(
          [column.mirror, column.verdict, column.reason],
          others.flatMap(({ verdict, mirrors }) =>
            mirrors.map((mirror) => [
              marked(mirror.url, notes.markOf(mirror)),
              inert(messages.verdict.verdict[verdict]),
              inert(sentence(mirror, report, messages)),
            ]),
          ),
        ),
    context.verbose
      ? report.mirrors.map(
          (mirror) => `- ${code(mirror.url)}: ${details(mirror, messages.report).map(inert).join('; ')}`,
        )
      : [],
    notes.lines.map(({ mark, text }) => `- ${code(mark)} ${inert(text)}`),
    [[...(shown === null ? [] : [shown]), summaryLine(report, messages)].map(inert).join('\n')],
    context.nextCommand === null ? [] : [`${messages.report.next} ${code(context.nextCommand)}`],
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

const FIGURES: readonly MeasurementName[] = ['pull', 'speed', 'firstByte', 'latency', 'image'];
