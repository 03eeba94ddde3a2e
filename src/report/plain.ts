import type { RenderContext } from './context.ts';
import { footnotes } from './footnotes.ts';
import { details, type MeasurementName, measurement } from './measurements.ts';
import {
  commonCause,
  measuredLine,
  referenceLine,
  sentence,
  shownLine,
  summaryLine,
  titleLine,
  warnings,
} from './sections.ts';
import type { MirrorReport, Report } from './types.ts';
import type { PublicReport } from './views.ts';

/**
 * For grep, awk and screen readers: no boxes, no colour, no wrapping. A mirror is one line of tab-separated fields: the
 * verdict and the code as the contract spells them in any language, the rank or `-`, the whole address, then a usable
 * mirror's figures or another's sentence. All other lines hold no tab.
 */
export function renderPlain(report: PublicReport, context: RenderContext): string {
  const { messages } = context;
  const notes = footnotes(report.mirrors, report.line, context);
  const shown = shownLine(report, messages.report);
  const cause = commonCause(report, messages.report);
  const lines = [
    titleLine(report, messages.report),
    measuredLine(report, messages.report),
    ...warnings(report, messages.report),
    referenceLine(report, messages.report),
    '',
    ...(cause === null ? [] : [cause, '']),
    ...report.mirrors.flatMap((mirror) => [
      mirrorLine(mirror, report, notes.markOf(mirror), context),
      ...(context.verbose ? details(mirror, messages.report).map((text) => `  ${text}`) : []),
    ]),
    ...(report.mirrors.length === 0 ? [] : ['']),
    ...notes.lines.map(({ mark, text }) => `${mark} ${text}`),
    ...(notes.lines.length === 0 ? [] : ['']),
    ...(shown === null ? [] : [shown]),
    summaryLine(report, messages),
    ...(context.nextCommand === null ? [] : [`${messages.report.next} ${context.nextCommand}`]),
  ];
  return `${lines.join('\n')}\n`;
}

const FIGURES: readonly MeasurementName[] = ['pull', 'speed', 'firstByte', 'latency', 'image'];

function mirrorLine(mirror: MirrorReport, report: Report, mark: string, { messages }: RenderContext): string {
  const rest =
    mirror.verdict === 'usable'
      ? FIGURES.map((name) => figure(name, mirror, messages.report))
      : [sentence(mirror, report, messages)];
  return [
    mirror.verdict,
    mirror.code ?? '-',
    mirror.rank === null ? '-' : String(mirror.rank),
    mirror.url,
    ...rest,
    ...(mark === '' ? [] : [mark]),
  ].join('\t');
}

function figure(
  name: MeasurementName,
  mirror: MirrorReport,
  messages: RenderContext['messages']['report'],
): string {
  const value = measurement(name, mirror, messages);
  if (value === null) return messages.plain.notMeasured(messages.column[name]);
  return name === 'speed' || name === 'image' ? value : messages.plain[name](value);
}
