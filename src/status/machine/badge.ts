import type { Verdict } from '../../probe/codes.ts';
import type { StatusMessages } from '../../words/status/messages.ts';
import { displayWidth } from '../../words/width.ts';
import type { SiteMessages } from '../site/context.ts';
import { markup } from '../site/markup.ts';
import { shortUrl } from '../site/short-url.ts';
import { formatBase, formatTime } from '../table.ts';
import { isSmallBase, type MirrorStatus } from '../view/mirror-status.ts';
import type { VantageStatus } from '../view/vantage-status.ts';

/** What https://shields.io/badges/endpoint-badge reads, and what the SVG beside it shows. */
export interface Badge {
  readonly schemaVersion: 1;
  readonly label: string;
  readonly message: string;
  /** CSS hex colour; white text on it has a contrast of at least 4.5. */
  readonly color: string;
}

const COLOURS: Readonly<Record<Verdict, string>> = {
  usable: '#1a7f37',
  degraded: '#8a5a00',
  restricted: '#4f5d75',
  limited: '#4f5d75',
  unsafe: '#7b1fa2',
  broken: '#b42318',
  dead: '#b42318',
  unknown: '#5f6670',
};

/** A mirror's verdict; grey, with the time at which it held, where it may not be called that of now. */
export function mirrorBadge(mirror: MirrorStatus, { status, verdict }: SiteMessages): Badge {
  const { badge } = status;
  const word = verdict.verdict[mirror.verdict];
  const said = mirror.current
    ? { message: word, color: COLOURS[mirror.verdict] }
    : {
        message: mirror.listed ? badge.once(word, formatTime(mirror.newest.run.finishedAt)) : badge.unlisted,
        color: GREY,
      };
  return { schemaVersion: 1, label: shortUrl(mirror.url), ...said };
}

/** Its availability over 30 days; grey where none counts, few do, or it is off the list. */
export function uptimeBadge(mirror: MirrorStatus, { status }: SiteMessages): Badge {
  const { month } = mirror.availability;
  const isTelling = mirror.listed && month.share !== null && !isSmallBase(month, mirror.asked.month);
  return {
    schemaVersion: 1,
    label: `${shortUrl(mirror.url)}, ${status.badge.uptimeLabel}`,
    message: mirror.listed ? formatBase(month, mirror.asked.month, status) : status.badge.unlisted,
    color: isTelling ? uptimeColour(month.share) : GREY,
  };
}

/** A mirror that fails one time in ten is a nuisance, one in two is of no use. */
function uptimeColour(share: number): string {
  return COLOURS[share >= 0.9 ? 'usable' : share >= 0.5 ? 'degraded' : 'dead'];
}

/** How many mirrors a vantage can use; grey, with the time at which that was, while it is silent or has no network. */
export function summaryBadge(vantage: VantageStatus, { badge }: StatusMessages): Badge {
  const { counts, mirrors, current, knownAt } = vantage;
  const words = badge.summary(counts.usable, mirrors.length);
  return {
    schemaVersion: 1,
    label: badge.summaryLabel,
    message: current ? words : badge.once(words, formatTime(knownAt)),
    color: current ? COLOURS[counts.usable > 0 ? 'usable' : 'dead'] : GREY,
  };
}

const GREY = '#5f6670';

/** 20 px high, no font or image from elsewhere; widths are estimated, and the text is fitted into them. */
export function badgeSvg({ label, message, color }: Badge): string {
  const left = textWidth(label) + 12;
  const right = textWidth(message) + 12;
  return `${
    markup`<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${label}: ${message}"><title>${label}: ${message}</title><clipPath id="r"><rect width="${left + right}" height="20" rx="3"/></clipPath><g clip-path="url(#r)"><rect width="${left}" height="20" fill="#3d444d"/><rect x="${left}" width="${right}" height="20" fill="${color}"/></g><g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11"><text x="6" y="14" textLength="${left - 12}" lengthAdjust="spacingAndGlyphs">${label}</text><text x="${left + 6}" y="14" textLength="${right - 12}" lengthAdjust="spacingAndGlyphs">${message}</text></g></svg>`
      .text
  }\n`;
}

/** Verdana's letters are about 6.6 px wide at 11 px; a column of East Asian text is half its em. */
function textWidth(text: string): number {
  return Math.ceil(displayWidth(text) * 6.6);
}
