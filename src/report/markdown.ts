import type { RenderContext } from './context.ts';
import { footnotes } from './footnotes.ts';
import { details, type MeasurementName, measurement } from './measurements.ts';
import {
  groups,
  isWithoutNetwork,
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
  const others = isWithoutNetwork(report) ? [] : groups(report);
  const notes = footnotes([...usable, ...others.flatMap(({ mirrors }) => mirrors)], context);
  const shown = shownLine(report, messages.report);
  const marked = (url: string, mark: string): string => code(url) + (mark === '' ? '' : ` ${code(mark)}`);

  const blocks = [
    [`**${inert(titleLine(report, messages.report))}**`],
    [inert(measuredLine(report, messages.report))],
    ...warnings(report, messages.report).map((text) => [inert(text)]),
    usable.length === 0
      ? [inert(isWithoutNetwork(report) ? messages.report.noNetwork : messages.report.noneUsable)]
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

function table(heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)];
}

/**
 * Text that no Markdown renderer can take for anything else. Backslashes are not enough: GitHub and others look for
 * links, mentions and issue numbers in the rendered text, where escapes are gone. In code they don't. So each run of
 * ASCII that is not a plain word or number stands in a code span, without the two characters that could end the span or
 * the cell.
 */
function inert(text: string): string {
  return text.replace(/[\x21-\x7e]+/g, (run) => {
    const [, before = '', body = '', after = ''] = /^([("]*)(.*?)([,.;:!?)"]*)$/.exec(run) ?? [];
    if (body === '' || PLAIN.test(body)) return run;
    return before + code(body) + after;
  });
}

function code(text: string): string {
  return `\`${text.replaceAll('`', "'").replaceAll('|', '¦')}\``;
}

/** Words, numbers, a date, a time, a rate's unit. Not `a1b2c3d` (a commit), `GH-1` or `#1` (issues), `:100:` (an emoji). */
const PLAIN = /^(?:[A-Za-z]+(?:[-'][A-Za-z]+)*|\d{1,6}(?:\.\d{1,3})?|\d{4}-\d\d-\d\d|\d\d:\d\d|[kMGT]?B\/s)$/;
