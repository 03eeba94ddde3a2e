import { formatSeconds } from '../../report/format.ts';
import { STATUS } from '../limits.ts';
import { formatTime } from '../table.ts';
import { DOCKER_HUB, type MirrorStatus } from '../view/vantage-status.ts';
import { whyOf } from '../view/why.ts';
import { hourStrip } from './blocks.ts';
import { linkFrom, mirrorFolder, type PageContext } from './context.ts';
import { checkedAt } from './layout.ts';
import { type Markup, type MarkupContent, markup } from './markup.ts';
import { shortUrl } from './short-url.ts';
import { bestUrls, daemonJson, hostsToml, pullCommand } from './snippets.ts';

/** What most readers came for, on a phone's first screen: the best mirrors, why, and each way to take them. */
export function bestMirrors(context: PageContext): MarkupContent {
  const { vantage, messages } = context;
  const { page } = messages.status;
  const urls = bestUrls(vantage);
  if (vantage.best.length === 0) return markup`<p class="empty">${whyNone(context)}</p>`;
  const [first] = vantage.best;
  const pull = first === undefined ? null : pullCommand(first.url, vantage.newestRun.image);
  return markup`<section class="best" aria-labelledby="best"><h2 id="best">${page.best}</h2>
<ol>${vantage.best.map(
    (mirror) =>
      markup`<li><div class="take"><a href="${linkFrom(context, mirrorFolder(context.lang, vantage.name, mirror.id))}">${shortUrl(mirror.url)}</a><code hidden>${mirror.url}</code></div><small>${whySentence(mirror, context)}${ownAge(mirror, context)}</small>${hourStrip(mirror.hours, messages.status)}</li>`,
  )}</ol>
<div class="takes">${[
    takeIt('daemon.json', daemonJson(urls), '/etc/docker/daemon.json'),
    pull !== null && takeIt(page.take.pull, pull, null),
    takeIt(page.take.containerd, hostsToml(urls), '/etc/containerd/certs.d/docker.io/hosts.toml'),
  ]}</div></section>`;
}

function whyNone({ site, vantage, messages }: PageContext): string {
  const { useItOld, useItNone, useItDemo, useItOther, useItRegistry } = messages.status.page;
  const { registry, demo } = vantage.newestRun;
  if (demo) return useItDemo;
  if (site.builtAt - vantage.knownAt > STATUS.rankMs) return useItOld;
  if (vantage.counts.usable === 0) return useItNone;
  return registry === DOCKER_HUB ? useItOther : useItRegistry(registry);
}

/** Said where it is another than that of the whole list, which stands above. */
function ownAge({ newest }: MirrorStatus, context: PageContext): MarkupContent {
  const at = newest.run.finishedAt;
  return at !== context.vantage.knownAt && markup` ${checkedAt(at, context)}`;
}

/** The choice, explained: from the mirror's own figures. */
export function whySentence(mirror: MirrorStatus, { site, messages }: PageContext): string {
  const { why } = messages.status.page;
  const { pull, runs, evening } = whyOf(mirror, site.builtAt);
  const parts = [
    pull === null
      ? null
      : why.pull(withoutTag(pull.image), formatSeconds(pull.seconds), withoutYear(formatTime(pull.at))),
    runs.counted === 0 ? why.noRuns : why.runs(runs.up, runs.counted),
    evening === null ? null : why.evening(evening.toFixed(1)),
  ];
  return parts.filter((part) => part !== null).join(why.separator) + why.end;
}

/** Of the last day and a half: `08-29 22:10 UTC`. */
function withoutYear(time: string): string {
  return time.slice(5);
}

function withoutTag(image: string): string {
  return image.replace(/:latest$/, '');
}

function takeIt(name: string, text: string, file: string | null): Markup {
  return markup`<div class="take"><details><summary>${name}</summary><pre tabindex="0">${
    file !== null &&
    markup`<span># ${file}
</span>`
  }<code>${text}</code></pre></details></div>`;
}
