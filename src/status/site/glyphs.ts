import type { Verdict } from '../../probe/codes.ts';
import type { BlockKind } from '../../words/status/messages.ts';
import { type Markup, markup } from './markup.ts';

/** A day's verdict as its block shows it. */
export function blockKind(verdict: Verdict): BlockKind {
  switch (verdict) {
    case 'restricted':
    case 'limited':
      return 'left-out';
    case 'broken':
    case 'dead':
      return 'down';
    case 'usable':
    case 'degraded':
    case 'unsafe':
    case 'unknown':
      return verdict;
    default: {
      const unhandled: never = verdict;
      return unhandled;
    }
  }
}

/** Shape and fill say what the colour says: full, two thirds, a low bar, rungs, a bar cut in two, a dash. */
export const BLOCK_SHAPES: Readonly<
  Record<BlockKind, { readonly top: number; readonly height: number; readonly className: string }>
> = {
  usable: { top: 0, height: 20, className: 'bu' },
  degraded: { top: 7, height: 13, className: 'bg' },
  'left-out': { top: 15, height: 5, className: 'bl' },
  down: { top: 0, height: 20, className: 'bd' },
  unsafe: { top: 0, height: 20, className: 'bx' },
  unknown: { top: 9, height: 2, className: 'bn' },
};

/** Drawn once a page; the strips and the verdicts refer to it. */
export function glyphDefinitions(): Markup {
  return markup`<svg width="0" height="0" class="defs" aria-hidden="true" focusable="false"><defs>
<pattern id="rungs" width="4" height="4" patternUnits="userSpaceOnUse"><rect width="4" height="2" class="fd"/></pattern>
<pattern id="cut" width="4" height="20" patternUnits="userSpaceOnUse"><rect width="4" height="7" class="fx"/><rect y="13" width="4" height="7" class="fx"/></pattern>
</defs>
<symbol id="g-usable" viewBox="0 0 12 12"><circle cx="6" cy="6" r="5"/></symbol>
<symbol id="g-degraded" viewBox="0 0 12 12"><circle cx="6" cy="6" r="4.2" class="ring"/><path d="M1.8 6a4.2 4.2 0 0 0 8.4 0z"/></symbol>
<symbol id="g-restricted" viewBox="0 0 12 12"><rect x="1.5" y="5" width="9" height="6"/><path class="ring" d="M3.5 5V3.6a2.5 2.5 0 0 1 5 0V5"/></symbol>
<symbol id="g-limited" viewBox="0 0 12 12"><circle cx="6" cy="6" r="4.2" class="ring"/><path class="ring" d="M6 3.2V6l2 1.4"/></symbol>
<symbol id="g-unsafe" viewBox="0 0 12 12"><path d="M6 .5 11.8 11.2H.2z"/><path class="hole" d="M6 4v3.4M6 8.6v1.4"/></symbol>
<symbol id="g-broken" viewBox="0 0 12 12"><path d="M1 1h10v4L8 6.5 11 8v3H1V8l3-1.5L1 5z"/></symbol>
<symbol id="g-dead" viewBox="0 0 12 12"><path class="ring thick" d="m2 2 8 8M10 2l-8 8"/></symbol>
<symbol id="g-unknown" viewBox="0 0 12 12"><path class="ring thick" d="M2 6h8"/></symbol>
</svg>`;
}

/** A verdict's sign; the word stands beside it. */
export function glyph(verdict: Verdict): Markup {
  return markup`<svg class="g ${verdict}" aria-hidden="true"><use href="#g-${verdict}"/></svg>`;
}
