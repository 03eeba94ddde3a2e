import { LIST } from '../limits.ts';
import { parseMirrorUrl } from '../mirror-url.ts';
import { readEntry } from '../read-entry.ts';
import { shownUrl } from '../shown-url.ts';
import type { CatalogueEntry } from '../types.ts';
import { harvest, type Sighting } from './harvest.ts';
import { type ListTally, openTally, type PassedOver } from './tally.ts';

export interface Prose {
  readonly mirrors: readonly CatalogueEntry[];
  readonly tally: ListTally;
}

/** The mirrors in a text that was not written for us, each address once. */
export function parseProse(text: string, list: string): Prose {
  const { sightings, tooLong } = harvest(text);
  return fromSightings(sightings, tooLong, list);
}

/** The same from addresses that were found by other means. */
export function fromSightings(
  sightings: readonly Sighting[],
  tooLong: readonly number[],
  list: string,
): Prose {
  const tally = openTally(list);
  const mirrors = new Map<string, CatalogueEntry>();
  const seen = new Set<string>();
  const pass = (sighting: Sighting, why: PassedOver['why']): void =>
    tally.pass({ line: sighting.line, shown: shownUrl(sighting.text), why });
  for (const sighting of sightings) {
    const { text, line } = sighting;
    if (seen.has(text)) continue;
    seen.add(text);
    const parsed = parseMirrorUrl(text);
    if (text.includes('{id}')) pass(sighting, { kind: 'template' });
    else if (isPage(text)) pass(sighting, { kind: 'page' });
    else if (!parsed.ok) pass(sighting, { kind: 'bad-url', problem: parsed.problem });
    else if (mirrors.has(parsed.value.href)) continue;
    else if (mirrors.size === LIST.entries) pass(sighting, { kind: 'too-many', limit: LIST.entries });
    else {
      const entry = readEntry(parsed.value.href, [line], () => {});
      if (entry === null) continue;
      mirrors.set(parsed.value.href, entry);
      tally.take(line, parsed.value.href);
    }
  }
  for (const line of tooLong) {
    tally.pass({ line, shown: '', why: { kind: 'line-too-long', limit: LIST.lineChars } });
  }
  return { mirrors: [...mirrors.values()], tally: tally.close() };
}

/** A page, a file or a project that people put beside a mirror's address. A mirror's own path has one part, and names no file. */
function isPage(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { hostname, pathname } = new URL(text);
  const parts = pathname.split('/').filter((part) => part !== '');
  const last = parts.at(-1) ?? '';
  const isRegistry = /^v[12]$/.test(last) || /\.(?:io|com|dev)$/.test(last);
  const isFile = /\.[a-z0-9]{1,5}$/i.test(last) && !isRegistry;
  return WEB_SITES.test(hostname) || isFile || (parts.length > 1 && !isRegistry);
}

/** Where guides, projects and discussions live. */
const WEB_SITES =
  /^(?:(?:www|docs|doc|blog|help|wiki|forum|status|raw|gist|cloud)\.|(?:(?:[a-z0-9-]+\.)?(?:github|gitlab|gitee|githubusercontent|zhihu|csdn|juejin|weixin|bilibili|v2ex|linux|stackoverflow|youtube|twitter|x)\.(?:com|net|cn|do|qq\.com))$|t\.me$)/;
