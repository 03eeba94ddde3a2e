import { VERDICTS } from '../../probe/codes.ts';
import { formatBytesPerSecond, formatMs, formatSeconds } from '../../report/format.ts';
import type { RowColumn } from '../columns.ts';
import { formatShare, formatTime, lastUsableAt } from '../table.ts';
import { isSmallBase, type Window } from '../view/mirror-status.ts';
import type { MirrorStatus } from '../view/vantage-status.ts';
import { blockStrip } from './blocks.ts';
import { linkFrom, mirrorFolder, type PageContext } from './context.ts';
import { glyph } from './glyphs.ts';
import { type Markup, type MarkupContent, markup } from './markup.ts';
import { shortUrl } from './short-url.ts';

/** Which way a column is sorted first; null: words. `days` is not a figure. */
export const SORT_FIRST: Readonly<Record<RowColumn, 'up' | 'down' | null>> = {
  rank: 'up',
  mirror: 'up',
  verdict: 'up',
  days: null,
  day: 'down',
  week: 'down',
  month: 'down',
  ttfbMedian: 'up',
  ttfbP95: 'up',
  speed: 'down',
  pull: 'up',
  fresh: 'up',
  lastUsable: 'down',
};

/**
 * One mirror, its cells in the order of ROW_COLUMNS. `data-s` is what a cell is sorted by, where that is not its text; a cell without a figure has an empty one and
 * comes last either way. The roles say again what the elements are, for the narrow layout is not a table to the browser.
 */
export function renderRow(mirror: MirrorStatus, position: number, context: PageContext): Markup {
  const { messages } = context;
  const { status } = messages;
  const { ttfb } = mirror;
  return markup`<tr role=row data-v="${mirror.verdict}" data-n="${position}">${figure(
    mirror.rank,
    mirror.rank === null ? '–' : String(mirror.rank),
  )}<th scope=row role=rowheader>${name(mirror, context)}</th><td role=cell data-s="${VERDICTS.indexOf(mirror.verdict)}">${glyph(mirror.verdict)}${messages.verdict.verdict[mirror.verdict]}${reason(mirror, context)}${ownTime(mirror, context)}</td><td role=cell>${blockStrip(mirror.blocks, status)}</td>${share(mirror, 'day', context)}${share(mirror, 'week', context)}${share(mirror, 'month', context)}${figure(
    ttfb?.medianMs ?? null,
    ttfb === null ? '–' : formatMs(ttfb.medianMs),
  )}${figure(ttfb?.p95Ms ?? null, ttfb === null ? '–' : formatMs(ttfb.p95Ms))}${figure(
    mirror.bytesPerSecond,
    mirror.bytesPerSecond === null ? '–' : formatBytesPerSecond(mirror.bytesPerSecond),
  )}${figure(
    mirror.pullSeconds,
    mirror.pullSeconds === null ? '–' : formatSeconds(mirror.pullSeconds),
  )}${figure(
    mirror.fresh === null ? null : mirror.fresh ? 0 : 1,
    status.table.fresh[mirror.fresh === null ? 'unknown' : mirror.fresh ? 'yes' : 'no'],
  )}${figure(lastUsable(mirror), lastUsableText(mirror, context))}</tr>
`;
}

/** The program's own sentence for the code, about the mirror itself. */
export function verdictSentence({ url, newest }: MirrorStatus, { messages }: PageContext): string | null {
  const host = url.replace(/^https?:\/\//, '');
  const { code, httpStatus, run } = newest;
  return code === null
    ? null
    : messages.verdict.code[code]({ host, mirrorHost: host, httpStatus, image: run.image });
}

function name({ id, url, operator, access }: MirrorStatus, context: PageContext): MarkupContent {
  const { lang, messages, vantage } = context;
  const href = linkFrom(context, mirrorFolder(lang, vantage.name, id));
  const said = access === null ? '' : messages.status.table.access[access];
  return [
    markup`<a href="${href}">${shortUrl(url)}</a>`,
    (operator !== null || said !== '') &&
      markup`<small>${operator}${operator !== null && said !== '' && ' · '}${said}</small>`,
  ];
}

function reason(mirror: MirrorStatus, context: PageContext): MarkupContent {
  const sentence = verdictSentence(mirror, context);
  return sentence !== null && markup`<small>${sentence}</small>`;
}

/** When it was found, where that is another time than that of the whole list: each mirror's state has its own age. */
function ownTime({ newest }: MirrorStatus, { messages, vantage }: PageContext): MarkupContent {
  const at = newest.run.finishedAt;
  return at !== vantage.knownAt && markup`<small>${messages.status.page.checked(formatTime(at))}</small>`;
}

/** What rests on few of its runs is shown as such, and not sorted among the others. */
function share({ availability, asked }: MirrorStatus, window: Window, { messages }: PageContext): Markup {
  const one = availability[window];
  const small = isSmallBase(one, asked[window]);
  const sort = one.share === null || small ? '' : String(Math.round(one.share * 1e4));
  const low = one.share !== null && one.share < 0.5;
  return markup`<td role=cell${(low || small) && markup` class=low`} data-s="${sort}">${formatShare(one)}${small && markup`<small>${messages.status.page.base(one.counted, asked[window])}</small>`}</td>`;
}

function figure(value: number | null, text: string): Markup {
  return markup`<td role=cell data-s="${value === null ? '' : String(Math.round(value * 100) / 100)}">${text}</td>`;
}

/** By the minute: enough to sort by. */
function lastUsable(mirror: MirrorStatus): number | null {
  const at = lastUsableAt(mirror);
  const ms = at === 'now' ? mirror.newest.run.finishedAt : at;
  return ms === null ? null : Math.round(ms / 60_000);
}

function lastUsableText(mirror: MirrorStatus, { messages }: PageContext): string {
  const { now, never } = messages.status.table;
  const at = lastUsableAt(mirror);
  return at === 'now' ? now : at === null ? never(mirror.knownDays) : formatTime(at).replace(' UTC', '');
}
