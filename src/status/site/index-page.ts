import { VERDICTS } from '../../probe/codes.ts';
import { formatSeconds } from '../../report/format.ts';
import { ROW_COLUMNS, STATUS_COLUMNS } from '../columns.ts';
import { STATUS } from '../limits.ts';
import { DOCKER_HUB } from '../view/vantage-status.ts';
import { bestMirrors } from './best.ts';
import { BLOCK_KINDS, legendBlock } from './blocks.ts';
import type { PageContext } from './context.ts';
import { glyph } from './glyphs.ts';
import { checkedAt, renderPage, timeElement, vantageSwitch } from './layout.ts';
import { type Markup, type MarkupContent, markup } from './markup.ts';
import { renderRow, SORT_FIRST } from './row.ts';
import { applyCommand, checkCommand } from './snippets.ts';

/** One page of a vantage's table. */
export interface IndexPage {
  /** Below the vantage's folder: '' for the first, `page/2/`. */
  readonly below: string;
  readonly html: string;
}

/**
 * The table of one vantage, on as many pages as keep each under 100 KB: with sixty mirrors one. `contextFor` makes the
 * context of a page from its folder below the vantage's.
 */
export function renderIndex(contextFor: (below: string) => PageContext): readonly IndexPage[] {
  const first = contextFor('');
  const { mirrors } = first.vantage;
  const parts: { first: number; count: number }[] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const [index, mirror] of mirrors.entries()) {
    // Links on later pages are a few bytes longer.
    const size = Buffer.byteLength(renderRow(mirror, index, first).text) + 12;
    const part = parts.at(-1);
    if (part === undefined || bytes + size > STATUS.rowBytes) {
      parts.push({ first: index, count: 1 });
      bytes = size;
    } else {
      part.count += 1;
      bytes += size;
    }
  }
  if (parts.length === 0) parts.push({ first: 0, count: 0 });
  return parts.map((part, index) => {
    const below = belowOf(index);
    return { below, html: renderPart(part, index, parts.length, contextFor(below)) };
  });
}

function belowOf(index: number): string {
  return index === 0 ? '' : `page/${index + 1}/`;
}

function renderPart(
  part: { readonly first: number; readonly count: number },
  index: number,
  pages: number,
  context: PageContext,
): string {
  const { site, messages, vantage } = context;
  const { page, column } = messages.status;
  const shown = vantage.mirrors.slice(part.first, part.first + part.count);
  const { usable } = vantage.counts;
  const headline =
    vantage.knownRun === null
      ? page.headlineNone(vantage.mirrors.length)
      : page[vantage.current ? 'headline' : 'headlineThen'](usable, vantage.mirrors.length);
  return renderPage(
    {
      title: `${headline} · ${vantage.name} · ${site.title ?? page.title}`,
      // Another vantage may have fewer pages.
      below: '',
      vantages: site.vantages.map(({ name }) => name),
      header: markup`${vantageSwitch({ below: '', vantages: site.vantages.map(({ name }) => name) }, context)}
<div class="hero"><div>
<h1>${headline} <span>${page.fromVantage(vantage.name)}</span></h1>
${vantage.knownRun !== null && markup`<p class="checked">${checkedAt(vantage.knownAt, context)}</p>`}
${index === 0 && bestMirrors(context)}
</div><div>
${summary(context)}
${measuredLine(context)}
${commands(context)}
</div></div>`,
      main: markup`${toolbar(shown.length, context)}
<div class="scroll" tabindex="0" role="region" aria-labelledby="caption">
<table role="table" id="mirrors">
<caption id="caption">${page.tableCaption(vantage.name)}</caption>
<thead role="rowgroup"><tr role="row">${ROW_COLUMNS.map(
        (name) =>
          markup`<th scope="col" role="columnheader" class="c-${name}"${SORT_FIRST[name] !== null && markup` data-first="${SORT_FIRST[name]}"`}>${column[name]}</th>`,
      )}</tr></thead>
<tbody role="rowgroup">
${shown.map((mirror, at) => renderRow(mirror, part.first + at, context))}</tbody>
</table>
</div>
<p id="none" class="empty" hidden>${page.filter.none}</p>
${pageLinks(index, pages, context)}
${legend(context)}
${definitions(context)}`,
    },
    context,
  );
}

function measuredLine({ messages, vantage }: PageContext): Markup {
  const { page } = messages.status;
  const { newestRun, knownRun, intervalMs, isIntervalKnown } = vantage;
  const facts = [
    page.tool(newestRun.version),
    ...(isIntervalKnown ? [page.interval(formatSeconds(intervalMs / 1000))] : []),
    page.vantageNote,
  ].join(' · ');
  if (knownRun === null) return markup`<p class="meta">${facts}</p>`;
  const [before = '', after = ''] = page.measured('\0', knownRun.image, knownRun.registry).split('\0');
  return markup`<p class="meta">${before}${timeElement(knownRun.finishedAt)}${after}<br>${facts}</p>`;
}

function summary({ messages, vantage }: PageContext): Markup {
  const { page } = messages.status;
  return markup`<ul class="summary" aria-label="${page.summary}">${VERDICTS.filter(
    (verdict) => vantage.counts[verdict] > 0,
  ).map(
    (verdict) =>
      markup`<li title="${page.verdictHelp[verdict]}">${glyph(verdict)}<b>${vantage.counts[verdict]}</b> ${messages.verdict.verdict[verdict]}</li>`,
  )}</ul>`;
}

function commands({ messages, vantage }: PageContext): Markup {
  const { page } = messages.status;
  const { registry } = vantage.newestRun;
  return markup`<div class="commands"><section class="use"><h2>${page.testIt}</h2><p>${page.testItNote}</p>${copyable(checkCommand([], registry))}</section>
${registry === DOCKER_HUB && markup`<section class="use"><h2>${page.applyIt}</h2><p>${page.applyNote}</p>${copyable(applyCommand())}</section>`}</div>`;
}

/** Something to be copied; the button comes with the script, which alone can make it work. */
export function copyable(text: string): Markup {
  return markup`<div class="copy"><pre tabindex="0"><code>${text}</code></pre></div>`;
}

function toolbar(count: number, { messages }: PageContext): Markup {
  const { filter } = messages.status.page;
  const { column } = messages.status;
  return markup`<form id="tools" class="tools" role="search" aria-label="${filter.label}" hidden>
<label>${filter.search} <input type="search" id="find" autocomplete="off" spellcheck="false"></label>
<label>${filter.verdict} <select id="only"><option value="">${filter.all}</option>${VERDICTS.map(
    (verdict) => markup`<option value="${verdict}">${messages.verdict.verdict[verdict]}</option>`,
  )}</select></label>
<label class="narrow">${filter.sort} <select id="sort">${ROW_COLUMNS.map((name, index) =>
    SORT_FIRST[name] === null ? null : markup`<option value="${index}">${column[name]}</option>`,
  )}</select></label>
<output id="shown" data-text="${filter.shown('{shown}', '{total}')}">${filter.shown(String(count), String(count))}</output>
</form>`;
}

function pageLinks(index: number, pages: number, context: PageContext): MarkupContent {
  if (pages < 2) return null;
  const { page } = context.messages.status;
  const up = '../'.repeat(index === 0 ? 0 : 2);
  return markup`<nav class="pages" aria-label="${page.pages}">${Array.from(
    { length: pages },
    (_, other) =>
      markup`<a href="${up + belowOf(other) || './'}"${other === index && markup` aria-current="page"`}>${page.page(other + 1, pages)}</a> `,
  )}</nav>`;
}

function legend({ messages }: PageContext): Markup {
  const { page } = messages.status;
  return markup`<p class="legend"><span>${page.blockLegend}:</span> ${BLOCK_KINDS.map(
    (kind) => markup`<span>${legendBlock(kind)}${page.block[kind]}</span> `,
  )}</p>`;
}

function definitions({ messages }: PageContext): Markup {
  const { page, column, definition, availability } = messages.status;
  return markup`<section class="definitions" id="definitions"><div><h2>${page.definitions}</h2>
<dl>${STATUS_COLUMNS.map((name) => markup`<div><dt>${column[name]}</dt><dd>${definition[name]}</dd></div>`)}</dl></div>
<div><h2>${page.availabilityTitle}</h2>
<ul>${availability.map((rule) => markup`<li>${rule}</li>`)}</ul>
<h2>${page.filter.verdict}</h2>
<dl>${VERDICTS.map((verdict) => markup`<div><dt>${glyph(verdict)}${messages.verdict.verdict[verdict]}</dt><dd>${page.verdictHelp[verdict]}</dd></div>`)}</dl></div>
</section>`;
}
