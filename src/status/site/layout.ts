import { LANGS } from '../../words/lang.ts';
import { formatTime } from '../table.ts';
import { langFolder, linkFrom, type PageContext, vantageFolder } from './context.ts';
import { glyphDefinitions } from './glyphs.ts';
import { type Markup, type MarkupContent, markup } from './markup.ts';

export interface Page {
  readonly title: string;
  /** Below `v/<vantage>/` (or the root): the same page in another language or vantage; '' for the table. */
  readonly below: string;
  /** Vantages that have this page. */
  readonly vantages: readonly string[];
  readonly header: MarkupContent;
  readonly main: MarkupContent;
}

/** Nothing from elsewhere is loaded, run or sent, whatever a mirror may have slipped into a text. */
const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

/** A whole page. Readable without its script, its style sheet, or both. */
export function renderPage(page: Page, context: PageContext): string {
  const { site, lang, messages, words, vantage } = context;
  const text = messages.status.page;
  const link = (path: string): string => linkFrom(context, path);
  const title = site.title ?? text.title;
  return `<!doctype html>
${
  markup`<html lang="${text.htmlLang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${page.title}</title>
<link rel="icon" href="${link('assets/icon.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${link('assets/site.css')}">
<link rel="stylesheet" href="${link('assets/labels.css')}">
<link rel="alternate" type="application/atom+xml" title="${messages.status.feed.title(title)}" href="${link(`${langFolder(lang)}feed.xml`)}">
${LANGS.map((other) => markup`<link rel="alternate" hreflang="${words[other].status.page.htmlLang}" href="${link(vantageFolder(other, vantage.name) + page.below)}">`)}
<script src="${link('assets/site.js')}" defer></script>
</head>
<body data-copy="${text.copy}" data-copied="${text.copied}" data-copy-failed="${text.copyFailed}">
<a class="skip" href="#main">${text.skip}</a>
${glyphDefinitions()}
<header>
<div class="bar"><a class="home" href="${link(langFolder(lang)) || './'}">${title}</a>
${LANGS.filter((other) => other !== lang).map((other) => markup`<a class="lang" href="${link(vantageFolder(other, vantage.name) + page.below)}" hreflang="${words[other].status.page.htmlLang}" lang="${words[other].status.page.htmlLang}">${text.otherLanguage}</a>`)}</div>
${staleBanner(context)}${vantage.newestRun.demo && markup`<p class="banner">${text.headlineDemo}</p>`}
${networkBanner(context)}${page.header}
</header>
<main id="main">
${page.main}
</main>
${footer(context)}
</body>
</html>
`.text
}`;
}

/** Without a script each page has its date; with one the reader's own clock decides. */
function staleBanner({ messages, vantage }: PageContext): Markup {
  const [before = '', after = ''] = messages.status.page.stale('\0').split('\0');
  const words = markup`${before}${timeElement(vantage.heardAt)}${after}`;
  return vantage.isSilent
    ? markup`<p class="banner" id="stale" role="status">${words}</p>`
    : markup`<p class="banner" id="stale" role="status" data-from="${vantage.staleFrom}" hidden>${words}</p>`;
}

function networkBanner({ messages, vantage }: PageContext): MarkupContent {
  if (vantage.withoutNetwork === null) return null;
  const [before = '', after = ''] =
    messages.status.page[vantage.knownRun === null ? 'withoutNetworkYet' : 'withoutNetwork']('\0').split(
      '\0',
    );
  return markup`<p class="banner">${before}${timeElement(vantage.withoutNetwork.finishedAt)}${after}</p>`;
}

/** Links to the same page as each vantage sees it. */
export function vantageSwitch(page: Pick<Page, 'below' | 'vantages'>, context: PageContext): MarkupContent {
  const { lang, messages, vantage } = context;
  const text = messages.status.page;
  if (page.vantages.length < 2) return null;
  return markup`<nav class="vantages" aria-label="${text.vantage}"><span>${text.vantage}</span>${page.vantages.map(
    (name) =>
      markup`<a href="${linkFrom(context, vantageFolder(lang, name) + page.below)}"${name === vantage.name && markup` aria-current="page"`}>${name}</a>`,
  )}</nav>`;
}

/** When something was found; how long ago that is the reader's own clock says (site.js). */
export function checkedAt(ms: number, { messages }: PageContext): MarkupContent {
  const [before = '', after = ''] = messages.status.page.checked('\0').split('\0');
  return markup`${before}<span class="ago" data-at="${ms}" hidden></span>${timeElement(ms)}${after}`;
}

export function timeElement(ms: number): Markup {
  return markup`<time datetime="${new Date(ms).toISOString()}">${formatTime(ms)}</time>`;
}

function footer(context: PageContext): Markup {
  const { site, lang, messages, vantage } = context;
  const { dataLinks, data, built, madeWith } = messages.status.page;
  const link = (path: string): string => linkFrom(context, path);
  return markup`<footer>
<p>${data}: <a href="${link('api/v1/latest.json')}">${dataLinks.latest}</a> <a href="${link(`${langFolder(lang)}feed.xml`)}">${dataLinks.feed}</a> <a href="${link(`${vantageFolder(lang, vantage.name)}timeline/`)}">${messages.status.timeline.title}</a> <a href="${link('metrics.prom')}">${dataLinks.prometheus}</a></p>
<p>${built(formatTime(site.builtAt))} · ${madeWith} <a href="${site.homepage}" rel="noopener">mirror-check ${site.version}</a></p>
</footer>`;
}
