import { formatBytesPerSecond, formatMs, formatSeconds } from '../../report/format.ts';
import { type Availability, countedAs } from '../availability.ts';
import { isChosen } from '../history/scope.ts';
import { STATUS } from '../limits.ts';
import { DAY_MS } from '../names.ts';
import { formatShare, lastUsableAt } from '../table.ts';
import type { RecordedResult } from '../types.ts';
import { verdictChanges } from '../view/changes.ts';
import { causesOf } from '../view/failures.ts';
import { monthAvailability } from '../view/month.ts';
import { type DayFigure, dailyFigures } from '../view/series.ts';
import type { MirrorStatus } from '../view/vantage-status.ts';
import { whySentence } from './best.ts';
import { BLOCK_KINDS, blockCalendar, hourStrip, legendBlock } from './blocks.ts';
import { linkFrom, type PageContext, vantageFolder } from './context.ts';
import { glyph } from './glyphs.ts';
import { copyable } from './index-page.ts';
import { renderPage, timeElement, vantageSwitch } from './layout.ts';
import { type Markup, type MarkupContent, markup } from './markup.ts';
import { renderPlot } from './plot.ts';
import { verdictSentence } from './row.ts';
import { shortUrl } from './short-url.ts';
import { checkCommand, daemonJson } from './snippets.ts';

/** Everything that one vantage knows of one mirror. */
export function renderMirrorPage(mirror: MirrorStatus, context: PageContext): string {
  const { site, lang, messages, vantage } = context;
  const { page } = messages.status;
  const below = `mirrors/${mirror.id}/`;
  const vantages = site.vantages
    .filter(({ mirrors, unlisted }) => [...mirrors, ...unlisted].some(({ id }) => id === mirror.id))
    .map(({ name }) => name);
  const sentence = verdictSentence(mirror, context);
  return renderPage(
    {
      title: `${shortUrl(mirror.url)} · ${messages.verdict.verdict[mirror.verdict]} · ${vantage.name}`,
      below,
      vantages,
      header: markup`${vantageSwitch({ below, vantages }, context)}
<p class="back"><a href="${linkFrom(context, vantageFolder(lang, vantage.name))}">← ${page.back}</a></p>
<h1 class="mirror">${shortUrl(mirror.url)} <span>${page.fromVantage(vantage.name)}</span></h1>
<p class="lead">${glyph(mirror.verdict)}<b>${messages.verdict.verdict[mirror.verdict]}</b>${sentence !== null && markup` ${sentence}`} ${timeElement(mirror.newest.run.finishedAt)}</p>
${mirror.listed && markup`<p class="meta">${whySentence(mirror, context)}</p>`}
${remarks(mirror, context)}`,
      main: markup`${figures(mirror, context)}
<section><h2>${messages.status.column.days}</h2>
${blockCalendar(mirror.blocks, messages)}
<p class="ends"><span>${mirror.blocks[0]?.day ?? null}</span><span>${mirror.blocks.at(-1)?.day ?? null}</span></p>
<p class="legend">${BLOCK_KINDS.map((kind) => markup`<span>${legendBlock(kind)}${page.block[kind]}</span> `)}</p></section>
<section><h2>${page.hoursTitle}</h2>${hourStrip(mirror.hours, messages.status)}</section>
<div class="columns">${plots(mirror, context)}</div>
<div class="columns">
${changes(mirror, context)}
${failures(mirror, context)}
</div>
<div class="columns">
${months(mirror, context)}
${use(mirror, context)}
</div>`,
    },
    context,
  );
}

function remarks(mirror: MirrorStatus, { site, messages, vantage }: PageContext): MarkupContent {
  const { page } = messages.status;
  const lines: MarkupContent[] = [];
  if (!mirror.listed) {
    const [before = '', after = ''] = page[wasListed(mirror) ? 'unlisted' : 'neverListed']('\0').split('\0');
    return markup`<p class="remark">${before}${timeElement(mirror.newest.run.finishedAt)}${after}</p>`;
  }
  if (vantage.withoutNetwork === null && mirror.newest.run.startedAt < vantage.newestRun.startedAt) {
    const [before = '', after = ''] = page.notAsked('\0').split('\0');
    lines.push([before, timeElement(mirror.newest.run.finishedAt), after]);
  }
  if (mirror.downSince !== null && mirror.downSince < site.builtAt - STATUS.beforeDays * DAY_MS) {
    lines.push(page.downLong(STATUS.beforeDays));
  } else if (mirror.downSince !== null) {
    const [before = '', after = ''] = page.downSince('\0').split('\0');
    lines.push([before, timeElement(mirror.downSince), after]);
  } else if (countedAs(mirror.verdict) === 'failure') lines.push(page.failedOnce);
  return lines.map((line) => markup`<p class="remark">${line}</p>`);
}

function wasListed({ history }: MirrorStatus): boolean {
  return history.observations.some(({ run }) => !isChosen(run.scope));
}

function figures(mirror: MirrorStatus, { messages }: PageContext): Markup {
  const { page, column, table } = messages.status;
  const { availability, ttfb, operator, access } = mirror;
  const usableAt = lastUsableAt(mirror);
  const pair = (name: string, value: MarkupContent): Markup =>
    markup`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  const share = (one: Availability): MarkupContent => [
    formatShare(one),
    one.counted > 0 && markup` <small>${one.up}/${one.counted}</small>`,
  ];
  return markup`<section><h2>${page.figures}</h2>
<dl class="figures">${[
    pair(page.address, markup`<code>${mirror.url}</code>`),
    operator !== null && pair(page.operator, operator),
    access !== null && access !== 'public' && pair(page.access, table.access[access]),
    pair(column.rank, mirror.rank ?? '–'),
    pair(`${page.availability}, ${column.day}`, share(availability.day)),
    pair(`${page.availability}, ${column.week}`, share(availability.week)),
    pair(`${page.availability}, ${column.month}`, share(availability.month)),
    pair(
      `${column.ttfbMedian} / ${column.ttfbP95}`,
      ttfb === null ? '–' : `${formatMs(ttfb.medianMs)} / ${formatMs(ttfb.p95Ms)}`,
    ),
    pair(column.speed, mirror.bytesPerSecond === null ? '–' : formatBytesPerSecond(mirror.bytesPerSecond)),
    pair(column.pull, mirror.pullSeconds === null ? '–' : formatSeconds(mirror.pullSeconds)),
    pair(column.fresh, table.fresh[mirror.fresh === null ? 'unknown' : mirror.fresh ? 'yes' : 'no']),
    pair(
      column.lastUsable,
      usableAt === 'now'
        ? table.now
        : usableAt === null
          ? table.never(mirror.knownDays)
          : timeElement(usableAt),
    ),
  ]}</dl></section>`;
}

function plots(mirror: MirrorStatus, { site, messages }: PageContext): MarkupContent {
  const { page } = messages.status;
  const { observations } = mirror.history;
  const daysOf = (figureOf: (one: RecordedResult) => number | null): readonly (DayFigure | null)[] =>
    dailyFigures(observations, figureOf, STATUS.plotDays, site.builtAt);
  const from = mirror.blocks.at(-STATUS.plotDays)?.day ?? '';
  const to = mirror.blocks.at(-1)?.day ?? '';
  return [
    markup`<section><h2>${page.latency}</h2>
${renderPlot({ title: page.latency, figures: daysOf(({ latencyMs }) => latencyMs), from, to, format: formatMs, band: true }, messages.status)}
<p class="note">${page.latencyNote}</p></section>`,
    markup`<section><h2>${page.throughput}</h2>
${renderPlot({ title: page.throughput, figures: daysOf(({ bytesPerSecond }) => bytesPerSecond), from, to, format: formatBytesPerSecond, band: false }, messages.status)}
<p class="note">${page.throughputNote}</p></section>`,
  ];
}

function changes(mirror: MirrorStatus, { messages }: PageContext): Markup {
  const { page } = messages.status;
  const words = messages.verdict.verdict;
  const newest = verdictChanges(mirror.history.observations).slice(-STATUS.changesShown).reverse();
  return markup`<section><h2>${page.changes}</h2>${
    newest.length === 0
      ? markup`<p class="empty">${page.changesNone(mirror.knownDays)}</p>`
      : markup`<ol class="changes">${newest.map(
          ({ from, to, observation, single }) =>
            markup`<li>${timeElement(observation.run.startedAt)} <span>${glyph(to)}${page.change(words[from], words[to])}${observation.code !== null && markup` <code>${observation.code}</code>`}${single && markup` <small>${page.single}</small>`}</span></li>`,
        )}</ol>`
  }</section>`;
}

function failures(mirror: MirrorStatus, { site, messages }: PageContext): Markup {
  const { page } = messages.status;
  const head = page.failureColumns;
  const host = mirror.url.replace(/^https?:\/\//, '');
  const since = site.builtAt - STATUS.plotDays * DAY_MS;
  const causes = causesOf(mirror.history.observations.filter(({ run }) => run.startedAt > since));
  if (causes.length === 0) {
    return markup`<section><h2>${page.failures}</h2><p class="empty">${page.failuresNone(Math.min(mirror.knownDays, STATUS.plotDays))}</p></section>`;
  }
  return markup`<section><h2>${page.failures}</h2><table class="small"><thead><tr>${[head.phase, head.code, head.count, head.last].map((one) => markup`<th scope="col">${one}</th>`)}</tr></thead><tbody>${causes
    .slice(0, STATUS.failuresShown)
    .map(
      ({ phase, code, count, last }) =>
        markup`<tr><td>${phase === null ? '–' : page.phase[phase]}</td><td>${glyph(last.verdict)}<code>${code}</code>${last.httpStatus !== null && ` HTTP ${last.httpStatus}`}<small>${messages.verdict.code[code]({ host, mirrorHost: host, httpStatus: last.httpStatus, image: last.run.image })}</small></td><td class="n">${count}</td><td>${timeElement(last.run.startedAt)}</td></tr>`,
    )}</tbody></table></section>`;
}

function months(mirror: MirrorStatus, { messages }: PageContext): Markup {
  const { page } = messages.status;
  const head = page.monthColumns;
  const rows = [...mirror.history.months].reverse().slice(0, STATUS.months);
  return markup`<section><h2>${page.months}</h2><table class="small"><thead><tr><th scope="col">${head.month}</th><th scope="col" class="n">${head.availability}</th><th scope="col" class="n">${head.runs}</th></tr></thead><tbody>${rows.map(
    ([month, counts]) => {
      const one = monthAvailability(counts);
      return markup`<tr><td>${month}</td><td class="n">${formatShare(one)}</td><td class="n">${one.counted}</td></tr>`;
    },
  )}</tbody></table></section>`;
}

function use(mirror: MirrorStatus, context: PageContext): Markup {
  const { site, messages, vantage, lang } = context;
  const { page } = messages.status;
  const isTemplate = mirror.url.includes('{');
  const badge = `badges/mirrors/${vantage.name}/${mirror.id}.svg`;
  const address = site.baseUrl ?? '';
  return markup`<section>${
    isTemplate
      ? null
      : markup`<h2>${page.testIt}</h2><p>${page.testItNote}</p>${copyable(checkCommand([mirror.url], vantage.newestRun.registry))}`
  }${
    vantage.best.includes(mirror) && markup`<h2>${page.useIt}</h2>${copyable(daemonJson([mirror.url]))}`
  }<h2>${page.badges}</h2><p><img src="${linkFrom(context, badge)}" alt="${messages.status.badge.label}: ${messages.verdict.verdict[mirror.verdict]}" height="20"></p>${
    site.baseUrl !== null &&
    markup`<p>${page.badgesNote}</p>${copyable(`[![${mirror.id}](${address}${badge})](${address}${vantageFolder(lang, vantage.name)}mirrors/${mirror.id}/)`)}`
  }<p>${page.data}: <a href="${linkFrom(context, `api/v1/mirrors/${mirror.id}.json`)}">${page.dataLinks.mirror}</a> <a href="${linkFrom(context, `api/v1/history/${mirror.id}.json`)}">${page.dataLinks.history}</a> <a href="feed.xml">${page.dataLinks.feed}</a></p></section>`;
}
