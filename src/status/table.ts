import { formatBytesPerSecond, formatInstant, formatMs, formatSeconds } from '../report/format.ts';
import { code, inert, markdownTable } from '../report/markdown-text.ts';
import type { Messages } from '../words/index.ts';
import type { Availability } from './availability.ts';
import type { MirrorStatus, VantageStatus } from './view/vantage-status.ts';

export type TableWords = Pick<Messages, 'status' | 'verdict'>;

/**
 * The table in GitHub's Markdown, one for each vantage; with a heading over each where there are several. Texts of mirrors
 * and operators stand in code spans, so nothing in them is a link, a mention, HTML or the end of a cell. Pure.
 */
export function renderStatusTable(vantages: readonly VantageStatus[], messages: TableWords): string {
  if (vantages.length === 0) return `${messages.status.table.none}\n`;
  return vantages
    .map((vantage) => {
      const head = vantages.length > 1 ? [`### ${code(vantage.name)}`, ''] : [];
      return [...head, ...section(vantage, messages)].map((line) => `${line}\n`).join('');
    })
    .join('\n');
}

/** `98.2 %`, `100 %`, and never `100 %` where a run failed; '–' where no run counts. */
export function formatShare({ share }: Availability): string {
  if (share === null) return '–';
  const tenths = share === 1 ? 1000 : Math.min(999, Math.round(share * 1000));
  return `${tenths % 10 === 0 ? tenths / 10 : (tenths / 10).toFixed(1)} %`;
}

/** `2026-08-30 10:20 UTC`. Ms since 1970. */
export function formatTime(ms: number): string {
  return formatInstant(new Date(ms).toISOString(), '');
}

function section(vantage: VantageStatus, messages: TableWords): readonly string[] {
  const { column, table } = messages.status;
  const { newestRun, mirrors, counts, name } = vantage;
  const measured = table.measured(
    counts.usable,
    mirrors.length,
    name,
    formatTime(newestRun.finishedAt),
    newestRun.version,
  );
  return [
    ...(newestRun.demo ? [`**${inert(table.demo)}**`, ''] : []),
    inert(measured),
    '',
    ...markdownTable(
      [
        column.rank,
        column.mirror,
        column.verdict,
        column.day,
        column.week,
        column.month,
        column.ttfbMedian,
        column.ttfbP95,
        column.speed,
        column.pull,
        column.fresh,
        column.access,
        column.lastUsable,
      ],
      mirrors.map((mirror) => row(mirror, messages)),
    ),
  ];
}

function row(mirror: MirrorStatus, { status: { table }, verdict }: TableWords): readonly string[] {
  const { availability, ttfb } = mirror;
  return [
    mirror.rank === null ? '–' : String(mirror.rank),
    code(mirror.url),
    inert(verdict.verdict[mirror.verdict]) +
      (mirror.newest.code === null ? '' : ` ${code(mirror.newest.code)}`),
    formatShare(availability.day),
    formatShare(availability.week),
    formatShare(availability.month),
    ttfb === null ? '–' : formatMs(ttfb.medianMs),
    ttfb === null ? '–' : formatMs(ttfb.p95Ms),
    mirror.bytesPerSecond === null ? '–' : formatBytesPerSecond(mirror.bytesPerSecond),
    mirror.pullSeconds === null ? '–' : formatSeconds(mirror.pullSeconds),
    table.fresh[mirror.fresh === null ? 'unknown' : mirror.fresh ? 'yes' : 'no'],
    mirror.access === null ? '' : inert(table.access[mirror.access]),
    lastUsable(mirror, table),
  ];
}

function lastUsable(mirror: MirrorStatus, table: TableWords['status']['table']): string {
  if (mirror.verdict === 'usable') return table.now;
  return mirror.lastUsable === null ? table.never : formatTime(mirror.lastUsable);
}
