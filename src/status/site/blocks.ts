import type { Verdict } from '../../probe/codes.ts';
import type { BlockKind, StatusMessages } from '../../words/status/messages.ts';
import { formatShare } from '../table.ts';
import type { Block } from '../view/vantage-status.ts';
import type { SiteMessages } from './context.ts';
import { BLOCK_SHAPES, blockKind } from './glyphs.ts';
import { type Markup, markup } from './markup.ts';

/** Units of the strip: two for a block, one between. */
const STEP = 3;

/**
 * A row of days small enough for a table of sixty: one dashed line for each kind, one stroke of it for each stretch of equal
 * days, so a quiet quarter is some 100 bytes and the wildest under 1 KB.
 */
export function blockStrip(blocks: readonly Block[], { page }: StatusMessages): Markup {
  const lines = stretches(blocks);
  return markup`<svg class="strip" viewBox="0 0 ${blocks.length * STEP - 1} 20" role="img" aria-label="${page.blocks(countsText(blocks, page))}">${Array.from(
    lines,
    ([kind, path]) => markup`<path class="${BLOCK_SHAPES[kind].className}" d="${path}"/>`,
  )}</svg>`;
}

/** The newest hours, each for itself. */
export function hourStrip(hours: readonly Verdict[], { page }: StatusMessages): Markup {
  const blocks = hours.map((verdict) => ({ verdict }));
  return markup`<svg class="strip hours" viewBox="0 0 ${hours.length * STEP - 1} 20" role="img" aria-label="${page.hours(hoursText(hours, page))}" preserveAspectRatio="none">${Array.from(
    stretches(blocks),
    ([kind, path]) => markup`<path class="${BLOCK_SHAPES[kind].className}" d="${path}"/>`,
  )}</svg>`;
}

function hoursText(hours: readonly Verdict[], page: StatusMessages['page']): string {
  return BLOCK_KINDS.flatMap((kind) => {
    const count = hours.filter((verdict) => blockKind(verdict) === kind).length;
    return count === 0 ? [] : [page.hourCount(kind, count)];
  }).join(page.listSeparator);
}

/** The same at reading size, each day with its own words. */
export function blockCalendar(blocks: readonly Block[], messages: SiteMessages): Markup {
  const { page } = messages.status;
  const width = 8;
  return markup`<svg class="strip calendar" viewBox="0 0 ${blocks.length * width - 2} 20" role="img" aria-label="${page.blocks(countsText(blocks, page))}" preserveAspectRatio="none">${blocks.map(
    ({ day, verdict, availability }, index) => {
      const { top, height, className } = BLOCK_SHAPES[blockKind(verdict)];
      const words = page.day(day, messages.verdict.verdict[verdict], formatShare(availability));
      return markup`<rect class="${className}" x="${index * width}" y="${top}" width="6" height="${height}"><title>${words}</title></rect>`;
    },
  )}</svg>`;
}

/** One block as the legend shows it. */
export function legendBlock(kind: BlockKind): Markup {
  const { top, height, className } = BLOCK_SHAPES[kind];
  return markup`<svg class="strip" viewBox="0 0 8 20" width="8" height="20" aria-hidden="true"><rect class="${className}" x="0" y="${top}" width="8" height="${height}"/></svg>`;
}

export const BLOCK_KINDS: readonly BlockKind[] = [
  'usable',
  'degraded',
  'left-out',
  'down',
  'unsafe',
  'unknown',
];

function countsText(blocks: readonly Block[], page: StatusMessages['page']): string {
  return BLOCK_KINDS.flatMap((kind) => {
    const days = blocks.filter(({ verdict }) => blockKind(verdict) === kind).length;
    return days === 0 ? [] : [page.blockCount(kind, days)];
  }).join(page.listSeparator);
}

function stretches(blocks: readonly Pick<Block, 'verdict'>[]): ReadonlyMap<BlockKind, string> {
  const paths = new Map<BlockKind, string>();
  let start = 0;
  for (const [index, { verdict }] of blocks.entries()) {
    const kind = blockKind(verdict);
    const next = blocks[index + 1];
    if (next !== undefined && blockKind(next.verdict) === kind) continue;
    const { top, height } = BLOCK_SHAPES[kind];
    const stroke = `M${start * STEP} ${top + height / 2}h${(index + 1 - start) * STEP - 1}`;
    paths.set(kind, (paths.get(kind) ?? '') + stroke);
    start = index + 1;
  }
  return paths;
}
