import type { Lang } from '../../words/lang.ts';
import { STATUS } from '../limits.ts';
import { langFolder, mirrorFolder, type Site, type SiteMessages } from '../site/context.ts';
import { type Markup, markup } from '../site/markup.ts';
import type { TimelineEvent } from '../view/timeline.ts';
import { eventId, eventWords } from './event.ts';
import { urnOf } from './urn.ts';

/** Which feed: of everything, or of one mirror at one vantage. */
export interface FeedScope {
  readonly vantage: string;
  readonly mirror: string;
}

/**
 * The timeline as Atom (RFC 4287), newest first: all of the last days, and some older. An entry's id is made of its kind,
 * vantage, mirror and run, so it is the same in each build, in each language and at each address; its text never changes.
 * Links are whole where the site's address is known, else relative to the feed.
 */
export function renderFeed(site: Site, lang: Lang, messages: SiteMessages, scope: FeedScope | null): string {
  const { feed, page } = messages.status;
  const title = site.title ?? page.title;
  const own = scope === null ? langFolder(lang) : mirrorFolder(lang, scope.vantage, scope.mirror);
  const events = site.vantages.flatMap(({ name }) => site.timelines.get(name) ?? []).filter(isIn(scope));
  const first = site.builtAt - STATUS.feedMs;
  const entries = [
    ...events.map((event) => ({
      at: event.run.finishedAt,
      entry: () => entryOf(event, link, lang, messages),
    })),
    ...site.notes
      .filter(({ at, mirror }) => at <= site.builtAt && (scope === null || scope.mirror === mirror))
      .map(({ at, mirror, text }) => ({ at, entry: () => noteEntry(at, mirror, text[lang]) })),
  ]
    .sort((a, b) => b.at - a.at)
    .filter(({ at }, index) => index < STATUS.feedEntries || (at > first && index < STATUS.feedMost));
  const newest = entries[0]?.at ?? site.vantages[0].newestRun.finishedAt;
  return `<?xml version="1.0" encoding="utf-8"?>\n${
    markup`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${page.htmlLang}">
<id>${urnOf(['feed', lang, ...(scope === null ? [] : [scope.vantage, scope.mirror]), site.baseUrl ?? ''])}</id>
<title>${feed.title(scope === null ? title : scope.mirror)}</title>
<updated>${new Date(newest).toISOString()}</updated>
<author><name>mirror-check</name></author>
<generator version="${site.version}">mirror-check</generator>
<link rel="alternate" type="text/html" href="${link(own)}"/>
${site.baseUrl !== null && markup`<link rel="self" type="application/atom+xml" href="${link(`${own}feed.xml`)}"/>`}
${entries.map(({ entry }) => entry())}</feed>
`.text
  }`;

  function link(path: string): string {
    return (site.baseUrl ?? '../'.repeat(own.split('/').length - 1)) + path || './';
  }
}

function isIn(scope: FeedScope | null): (event: TimelineEvent) => boolean {
  return ({ vantage, mirror }) => scope === null || (vantage === scope.vantage && mirror.id === scope.mirror);
}

function entryOf(
  event: TimelineEvent,
  link: (path: string) => string,
  lang: Lang,
  messages: SiteMessages,
): Markup {
  const { title, detail } = eventWords(event, messages);
  return markup`<entry>
<id>${eventId(event)}</id>
<title>${title}</title>
<updated>${new Date(event.run.finishedAt).toISOString()}</updated>
<link rel="alternate" type="text/html" href="${link(mirrorFolder(lang, event.vantage, event.mirror.id))}"/>
<category term="${event.kind}"/>
<summary>${detail}</summary>
</entry>
`;
}

function noteEntry(at: number, mirror: string | null, text: string): Markup {
  return markup`<entry>
<id>${urnOf(['note', String(at), mirror ?? ''])}</id>
<title>${text}</title>
<updated>${new Date(at).toISOString()}</updated>
<category term="note"/>
<summary></summary>
</entry>
`;
}
