import { LANGS } from '../../words/lang.ts';
import { historyApi, latestJson, mirrorApi } from '../machine/api.ts';
import { type Badge, badgeSvg, mirrorBadge, summaryBadge, uptimeBadge } from '../machine/badge.ts';
import { renderFeed } from '../machine/feed.ts';
import { renderMetrics } from '../machine/metrics.ts';
import {
  langFolder,
  mirrorFolder,
  type PageContext,
  type Site,
  type SiteMessages,
  type SiteWords,
  vantageFolder,
} from './context.ts';
import { renderIndex } from './index-page.ts';
import { renderMirrorPage } from './mirror-page.ts';
import { narrowLabels } from './narrow-labels.ts';
import { renderTimeline } from './timeline-page.ts';

export interface SiteFile {
  /** Below the site's root, with slashes. Made of names that were checked, so it cannot leave it. */
  readonly path: string;
  readonly text: string;
}

/** Every file that is made of the history; one at a time, so that a large site need not fit into memory. Pure. */
export function* siteFiles(site: Site, words: SiteWords): Generator<SiteFile, void, void> {
  for (const lang of LANGS) {
    const messages = words[lang];
    for (const [index, vantage] of site.vantages.entries()) {
      const folder = vantageFolder(lang, vantage.name);
      const context = (at: string): PageContext => ({ site, lang, messages, words, vantage, folder: at });
      for (const { below, html } of renderIndex((under) => context(folder + under))) {
        yield { path: `${folder}${below}index.html`, text: html };
      }
      const timeline = `${folder}timeline/`;
      yield { path: `${timeline}index.html`, text: renderTimeline(context(timeline)) };
      if (index === 0) {
        // The root shows the first vantage, which has a lasting address of its own as well.
        const root = langFolder(lang);
        for (const { below, html } of renderIndex((under) => context(root + under))) {
          yield { path: `${root}${below}index.html`, text: html };
        }
      }
      for (const mirror of [...vantage.mirrors, ...vantage.unlisted]) {
        const at = mirrorFolder(lang, vantage.name, mirror.id);
        yield { path: `${at}index.html`, text: renderMirrorPage(mirror, context(at)) };
        const scope = { vantage: vantage.name, mirror: mirror.id };
        yield { path: `${at}feed.xml`, text: renderFeed(site, lang, messages, scope) };
      }
    }
    yield { path: `${langFolder(lang)}feed.xml`, text: renderFeed(site, lang, messages, null) };
  }
  yield { path: 'assets/labels.css', text: LANGS.map((lang) => narrowLabels(words[lang])).join('') };
  yield* machineFiles(site, words.en);
}

function* machineFiles(site: Site, messages: SiteMessages): Generator<SiteFile, void, void> {
  yield { path: 'api/v1/latest.json', text: json(latestJson(site)) };
  yield { path: 'metrics.prom', text: renderMetrics(site.vantages) };
  const ids = new Set(
    site.vantages.flatMap(({ mirrors, unlisted }) => [...mirrors, ...unlisted].map(({ id }) => id)),
  );
  for (const id of ids) {
    yield { path: `api/v1/mirrors/${id}.json`, text: json(mirrorApi(site, id)) };
    yield { path: `api/v1/history/${id}.json`, text: json(historyApi(site, id)) };
  }
  for (const vantage of site.vantages) {
    const summary = summaryBadge(vantage, messages.status);
    yield* badgeFiles(`badges/usable/${vantage.name}`, summary);
    for (const mirror of [...vantage.mirrors, ...vantage.unlisted]) {
      yield* badgeFiles(`badges/mirrors/${vantage.name}/${mirror.id}`, mirrorBadge(mirror, messages));
      yield* badgeFiles(`badges/uptime/${vantage.name}/${mirror.id}`, uptimeBadge(mirror, messages));
    }
  }
}

function* badgeFiles(path: string, badge: Badge): Generator<SiteFile, void, void> {
  yield { path: `${path}.json`, text: json(badge) };
  yield { path: `${path}.svg`, text: badgeSvg(badge) };
}

function json(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
