import { STATUS } from '../limits.ts';
import { eventWords } from '../machine/event.ts';
import { linkFrom, mirrorFolder, type PageContext, vantageFolder } from './context.ts';
import { renderPage, timeElement, vantageSwitch } from './layout.ts';
import { type MarkupContent, markup } from './markup.ts';

/** What happened to the mirrors of one vantage, and what the maintainer says of it; the newest first. */
export function renderTimeline(context: PageContext): string {
  const { site, lang, messages, vantage } = context;
  const { page, timeline } = messages.status;
  const below = 'timeline/';
  const knownDays = Math.max(1, ...vantage.mirrors.map((mirror) => mirror.knownDays));
  const vantages = site.vantages.map(({ name }) => name);
  const events: readonly { readonly at: number; readonly line: MarkupContent }[] = [
    ...(site.timelines.get(vantage.name) ?? []).slice(0, STATUS.timelineShown).map((event) => {
      const { title, detail } = eventWords(event, messages);
      const href = linkFrom(context, mirrorFolder(lang, vantage.name, event.mirror.id));
      return {
        at: event.run.finishedAt,
        line: markup`<span class="event"><a href="${href}">${title}</a>${detail !== '' && markup`<small>${detail}</small>`}</span>`,
      };
    }),
    ...site.notes
      .filter(({ at }) => at <= site.builtAt)
      .map(({ at, mirror, text }) => ({
        at,
        line: markup`<span class="event">${mirror !== null && markup`<code>${mirror}</code> `}${text[lang]}</span>`,
      })),
  ]
    .sort((a, b) => b.at - a.at)
    .slice(0, STATUS.timelineShown);
  return renderPage(
    {
      title: `${timeline.title} · ${vantage.name} · ${site.title ?? page.title}`,
      below,
      vantages,
      header: markup`${vantageSwitch({ below, vantages }, context)}
<p class="back"><a href="${linkFrom(context, vantageFolder(lang, vantage.name))}">← ${page.back}</a></p>
<h1 class="mirror">${timeline.title} <span>${page.fromVantage(vantage.name)}</span></h1>`,
      main: markup`<section>${
        events.length === 0
          ? markup`<p class="empty">${page.changesNone(knownDays)}</p>`
          : markup`<ol class="changes">${events.map(({ at, line }) => markup`<li>${timeElement(at)} ${line}</li>`)}</ol>`
      }</section>`,
    },
    context,
  );
}
