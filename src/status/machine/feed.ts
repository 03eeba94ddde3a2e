import { createHash } from 'node:crypto';
import { STATUS } from '../../limits.ts';
import type { Lang } from '../../words/lang.ts';
import { langFolder, mirrorFolder, type Site, type SiteMessages } from '../site/context.ts';
import { markup } from '../site/markup.ts';
import { shortUrl } from '../site/row.ts';
import { type VerdictChange, verdictChanges } from '../view/changes.ts';
import type { MirrorStatus, VantageStatus } from '../view/vantage-status.ts';

/**
 * Verdict changes as Atom (RFC 4287), newest first. An entry's id is made of vantage, mirror and the run that found the
 * change, so it is the same in each build, in each language and at each address. Links are whole where the site's address
 * is known, else relative to the feed.
 */
export function renderFeed(site: Site, lang: Lang, messages: SiteMessages): string {
  const { feed, page } = messages.status;
  const title = site.title ?? page.title;
  const entries = site.vantages
    .flatMap((vantage) =>
      vantage.mirrors.flatMap((mirror) =>
        verdictChanges(mirror.history.observations).map((change) => ({ vantage, mirror, change })),
      ),
    )
    .sort((a, b) => b.change.observation.run.finishedAt - a.change.observation.run.finishedAt)
    .slice(0, STATUS.feedEntries);
  const newest = entries[0]?.change.observation.run.finishedAt ?? site.vantages[0].newestRun.finishedAt;
  const link = (path: string): string => (site.baseUrl ?? (lang === 'en' ? '' : '../')) + path;
  return `<?xml version="1.0" encoding="utf-8"?>\n${
    markup`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${page.htmlLang}">
<id>${urn(['feed', lang, ...site.vantages.slice(0, 1).map(({ name }) => name), site.baseUrl ?? ''])}</id>
<title>${feed.title(title)}</title>
<updated>${new Date(newest).toISOString()}</updated>
<author><name>mirror-check</name></author>
<generator version="${site.version}">mirror-check</generator>
<link rel="alternate" type="text/html" href="${link(langFolder(lang))}"/>
${site.baseUrl !== null && markup`<link rel="self" type="application/atom+xml" href="${link(`${langFolder(lang)}feed.xml`)}"/>`}
${entries.map(({ vantage, mirror, change }) => entry(vantage, mirror, change, link, lang, messages))}</feed>
`.text
  }`;
}

function entry(
  vantage: VantageStatus,
  mirror: MirrorStatus,
  { from, to, observation, single }: VerdictChange,
  link: (path: string) => string,
  lang: Lang,
  messages: SiteMessages,
): ReturnType<typeof markup> {
  const { feed } = messages.status;
  const { verdict, code } = messages.verdict;
  const host = shortUrl(mirror.url);
  const sentence =
    observation.code === null
      ? ''
      : code[observation.code]({
          host,
          mirrorHost: host,
          httpStatus: observation.httpStatus,
          image: observation.run.image,
        });
  const words = [sentence, single ? feed.single : ''].filter((text) => text !== '').join(' ');
  return markup`<entry>
<id>${urn(['change', vantage.name, mirror.id, observation.run.id])}</id>
<title>${feed.entry(host, vantage.name, verdict[from], verdict[to])}</title>
<updated>${new Date(observation.run.finishedAt).toISOString()}</updated>
<link rel="alternate" type="text/html" href="${link(mirrorFolder(lang, vantage.name, mirror.id))}"/>
<category term="${to}"/>
<summary>${words}</summary>
</entry>
`;
}

/** A UUID of version 8 (RFC 9562, section 5.8) from the parts' hash. */
function urn(parts: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  const variant = ((Number.parseInt(hash.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return `urn:uuid:${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-${variant}${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
