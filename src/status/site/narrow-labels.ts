import type { SiteMessages } from './context.ts';
import { ROW_COLUMNS } from './row.ts';

/** On a narrow screen each figure bears its column's name: as style, so that it is not in each row of each page. */
export function narrowLabels({ status }: SiteMessages): string {
  const { column, page } = status;
  return ROW_COLUMNS.flatMap((name, index) =>
    LABELLED.has(name)
      ? [
          `@media (max-width: 760px) { :lang(${page.htmlLang}) #mirrors td:nth-child(${index + 1})::before { content: "${column[name]} "; } }\n`,
        ]
      : [],
  ).join('');
}

const LABELLED: ReadonlySet<string> = new Set([
  'day',
  'week',
  'month',
  'ttfbMedian',
  'ttfbP95',
  'speed',
  'pull',
  'fresh',
  'lastUsable',
]);
