import type { StatusColumn } from '../words/status/messages.ts';

/** What a column of the Markdown table may be: all but the strip of days, which is drawn. */
export type TableColumn = Exclude<StatusColumn, 'days'>;

/** In the order in which they stand where nobody chooses. */
export const TABLE_COLUMNS: readonly TableColumn[] = [
  'rank',
  'mirror',
  'verdict',
  'day',
  'week',
  'month',
  'ttfbMedian',
  'ttfbP95',
  'speed',
  'pull',
  'fresh',
  'access',
  'lastUsable',
];
