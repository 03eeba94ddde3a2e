import type { Verdict } from '../probe/codes.ts';
import { formatBytesPerSecond, formatInstant, formatMs, formatSeconds } from '../report/format.ts';
import { code, inert, markdownTable } from '../report/markdown-text.ts';
import type { Messages } from '../words/index.ts';
import { type Availability, countedAs } from './availability.ts';
import { TABLE_COLUMNS, type TableColumn } from './columns.ts';
import { isSmallBase } from './view/mirror-status.ts';
import type { MirrorStatus, VantageStatus } from './view/vantage-status.ts';

export type TableWords = Pick<Messages, 'status' | 'verdict'>;

/** How a table is wanted. null: all there is. */
export interface TableChoice {
  readonly columns: readonly TableColumn[] | null;
  /** Verdicts of the mirrors that are listed. */
  readonly only: readonly Verdict[] | null;
  /** Mirrors that do not work now stand in a table of their own, so that a list in a README keeps to those that do. */
  readonly apart: boolean;
}

export const WHOLE_TABLE: TableChoice = { columns: null, only: null, apart: false };

/**
 * The table in GitHub's Markdown, one for each vantage; with a heading over each where there are several. Texts of mirrors
 * and operators stand in code spans, so nothing in them is a link, a mention, HTML or the end of a cell. Pure.
 */
export function renderStatusTable(
  vantages: readonly VantageStatus[],
  messages: TableWords,
  choice: TableChoice = WHOLE_TABLE,
): string {
  if (vantages.length === 0) return `${messages.status.table.none}\n`;
  return vantages
    .map((vantage) => {
      const head = vantages.length > 1 ? [`### ${code(vantage.name)}`, ''] : [];
      return [...head, ...section(vantage, messages, choice)].map((line) => `${line}\n`).join('');
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

/** The share, and where few of the runs that asked count (`isSmallBase`) how few. */
export function formatBase(availability: Availability, asked: number, { table }: Messages['status']): string {
  const share = formatShare(availability);
  return isSmallBase(availability, asked) ? table.smallBase(share, availability.counted, asked) : share;
}

function section(vantage: VantageStatus, messages: TableWords, choice: TableChoice): readonly string[] {
  const { table } = messages.status;
  const { newestRun, withoutNetwork, counts, name, isSilent } = vantage;
  const columns = choice.columns ?? TABLE_COLUMNS;
  const mirrors = vantage.mirrors.filter(({ verdict }) => choice.only?.includes(verdict) ?? true);
  const works = mirrors.filter(({ verdict }) => !choice.apart || countedAs(verdict) === 'up');
  const others = mirrors.filter((mirror) => !works.includes(mirror));
  const measured = table.measured(
    counts.usable,
    vantage.mirrors.length,
    name,
    formatTime(vantage.knownAt),
    newestRun.version,
  );
  const rows = (some: readonly MirrorStatus[]): readonly string[] =>
    markdownTable(
      columns.map((column) => messages.status.column[column]),
      some.map((mirror) => columns.map((column) => CELLS[column](mirror, messages))),
    );
  return [
    ...(newestRun.demo ? [`**${inert(table.demo)}**`, ''] : []),
    ...(withoutNetwork === null
      ? []
      : [
          `**${inert(table[vantage.knownRun === null ? 'withoutNetworkYet' : 'withoutNetwork'](formatTime(withoutNetwork.finishedAt)))}**`,
          '',
        ]),
    ...(isSilent ? [`**${inert(table.silent(formatTime(vantage.heardAt)))}**`, ''] : []),
    inert(measured),
    '',
    ...rows(works),
    ...(others.length === 0 ? [] : ['', inert(table.apart(others.length)), '', ...rows(others)]),
  ];
}

type Cell = (mirror: MirrorStatus, words: TableWords) => string;

const share =
  (window: 'day' | 'week' | 'month'): Cell =>
  ({ availability, asked }, { status }) =>
    formatBase(availability[window], asked[window], status);

const CELLS: Readonly<Record<TableColumn, Cell>> = {
  rank: ({ rank }) => (rank === null ? '–' : String(rank)),
  mirror: ({ url }) => code(url),
  verdict: ({ verdict, newest }, words) =>
    inert(words.verdict.verdict[verdict]) + (newest.code === null ? '' : ` ${code(newest.code)}`),
  day: share('day'),
  week: share('week'),
  month: share('month'),
  ttfbMedian: ({ ttfb }) => (ttfb === null ? '–' : formatMs(ttfb.medianMs)),
  ttfbP95: ({ ttfb }) => (ttfb === null ? '–' : formatMs(ttfb.p95Ms)),
  speed: ({ bytesPerSecond }) => (bytesPerSecond === null ? '–' : formatBytesPerSecond(bytesPerSecond)),
  pull: ({ pullSeconds }) => (pullSeconds === null ? '–' : formatSeconds(pullSeconds)),
  fresh: ({ fresh }, { status }) => status.table.fresh[fresh === null ? 'unknown' : fresh ? 'yes' : 'no'],
  access: ({ access }, { status }) => (access === null ? '' : inert(status.table.access[access])),
  lastUsable: (mirror, { status: { table } }) => {
    const at = lastUsableAt(mirror);
    return at === 'now' ? table.now : at === null ? table.never(mirror.knownDays) : formatTime(at);
  },
};

/** 'now' only of what may be said of now; else the end of the run that found it so. null: not within the days that are kept. */
export function lastUsableAt({ verdict, current, newest, lastUsable }: MirrorStatus): number | 'now' | null {
  if (verdict !== 'usable') return lastUsable;
  return current ? 'now' : newest.run.finishedAt;
}
