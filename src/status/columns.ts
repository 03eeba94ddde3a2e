import type { StatusColumn } from '../words/status/messages.ts';

/** Every column that the list of mirrors may have, in the order in which they stand. */
export const STATUS_COLUMNS: readonly StatusColumn[] = [
  'rank',
  'mirror',
  'verdict',
  'days',
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

/** What a column of the Markdown table may be: all but the strip of days, which is drawn. */
export type TableColumn = Exclude<StatusColumn, 'days'>;

/** In the order in which they stand where nobody chooses. */
export const TABLE_COLUMNS: readonly TableColumn[] = STATUS_COLUMNS.filter((column) => column !== 'days');

/** A column of the page: there, the mirror's own cell also tells of its access. */
export type RowColumn = Exclude<StatusColumn, 'access'>;

export const ROW_COLUMNS: readonly RowColumn[] = STATUS_COLUMNS.filter((column) => column !== 'access');
