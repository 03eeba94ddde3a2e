import type { Format, RenderContext } from './context.ts';
import { renderCsv } from './csv.ts';
import { renderJson, renderNdjson } from './json.ts';
import { renderMarkdown } from './markdown.ts';
import { renderPlain } from './plain.ts';
import { renderPrometheus } from './prometheus.ts';
import { renderTable } from './table.ts';
import type { Report } from './types.ts';
import { localView, publicView } from './views.ts';

export type { Format, MirrorNote, RenderContext } from './context.ts';

/**
 * The whole text of a report in one format, with its final newline. Pure: the same arguments give the same text.
 * Nothing that a mirror said takes effect in any format, and a personal address is whole in JSON and NDJSON only.
 */
export function renderReport(report: Report, format: Format, context: RenderContext): string {
  switch (format) {
    case 'table':
      return renderTable(publicView(report, context), context);
    case 'plain':
      return renderPlain(publicView(report, context), context);
    case 'json':
      return renderJson(localView(report, context));
    case 'ndjson':
      return renderNdjson(localView(report, context));
    case 'csv':
      return renderCsv(publicView(report, context));
    case 'markdown':
      return renderMarkdown(publicView(report, context), context);
    case 'prometheus':
      return renderPrometheus(publicView(report, context));
    default: {
      const unhandled: never = format;
      throw new TypeError(`No renderer for ${String(unhandled)}`);
    }
  }
}
