import { ROW_COLUMNS, type RowColumn } from '../columns.ts';
import type { SiteMessages } from './context.ts';

/** On a narrow screen each figure bears its column's name: as style, so that it is not in each row of each page. */
export function narrowLabels({ status }: SiteMessages): string {
  const { column, page } = status;
  return ROW_COLUMNS.flatMap((name, index) =>
    UNLABELLED.has(name)
      ? []
      : [
          `@media (max-width: 760px) { :lang(${page.htmlLang}) #mirrors td:nth-child(${index + 1})::before { content: "${column[name]} "; } }\n`,
        ],
  ).join('');
}

/** What these show is told by the figure itself. */
const UNLABELLED: ReadonlySet<RowColumn> = new Set<RowColumn>(['rank', 'mirror', 'verdict', 'days']);
