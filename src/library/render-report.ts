import { UsageError } from '../commands/frame/usage-error.ts';
import { cleanText } from '../registry/untrusted-text.ts';
import { FORMATS, type Format } from '../report/context.ts';
import type { Report } from '../report/types.ts';
import { colourLevel, createChalk } from '../terminal/colour.ts';
import type { UsageMessages } from '../words/frame/messages.ts';
import { loadMessages } from '../words/index.ts';
import type { Lang } from '../words/lang.ts';
import { languageIn, type Shape, wrongShape } from './check-shape.ts';

export interface RenderHow {
  /** Default `en`. */
  readonly lang?: Lang;
  /** Width in columns of a terminal; default 80. */
  readonly columns?: number;
  readonly color?: boolean;
  /** Only the best n mirrors. */
  readonly top?: number;
  /** All that was measured of each. */
  readonly verbose?: boolean;
}

/**
 * The text of a report, as `mirror-check --format` prints it, with its final newline. Rejects with UsageError where it is no report, the format none of
 * `FORMATS`, or an option not one that there is.
 */
export async function renderReport(report: Report, format: Format, how: RenderHow = {}): Promise<string> {
  const lang = languageIn(how);
  const { usage } = (await loadMessages(lang, ['frame'])).frame;
  const wrong = [...wrongShape('how', how, HOW, usage), ...wrongFormat(format, usage)];
  const { asReport } = await import('../survey/stored-report.ts');
  const read = await asReport(report);
  if (!read.ok) wrong.push(usage.notAReport(cleanText(read.detail)));
  if (wrong.length > 0) throw new UsageError(wrong);
  const { columns = 80, color = false, top = null, verbose = false } = how;
  const { renderReport: render } = await import('../report/index.ts');
  return render(report, format, {
    messages: await loadMessages(lang, ['report', 'verdict']),
    chalk: createChalk(colourLevel({ flag: color, env: process.env, isTTY: false })),
    columns,
    top,
    verbose,
    mirrorNotes: new Map(),
    privateUrls: new Map(),
    nextCommand: null,
  });
}

const HOW: Shape<RenderHow> = {
  lang: 'lang',
  columns: 'count',
  color: 'switch',
  top: 'count',
  verbose: 'switch',
};

function wrongFormat(format: unknown, usage: UsageMessages): readonly string[] {
  if (FORMATS.some((one) => one === format)) return [];
  return [usage.oneOf('format', cleanText(String(format)), FORMATS)];
}
