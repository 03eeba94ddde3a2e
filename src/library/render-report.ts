import type { Format } from '../report/context.ts';
import type { Report } from '../report/types.ts';
import { colourLevel, createChalk } from '../terminal/colour.ts';
import { loadMessages } from '../words/index.ts';
import type { Lang } from '../words/lang.ts';

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

/** The text of a report, as `mirror-check --format` prints it, with its final newline. */
export async function renderReport(report: Report, format: Format, how: RenderHow = {}): Promise<string> {
  const { lang = 'en', columns = 80, color = false, top = null, verbose = false } = how;
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
