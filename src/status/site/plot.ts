import { nice, ticks } from 'd3-array';
import { area, line } from 'd3-shape';
import type { StatusMessages } from '../../words/status/messages.ts';
import type { DayFigure } from '../view/series.ts';
import { type Markup, markup } from './markup.ts';

/** What one plot shows. */
export interface Plot {
  readonly title: string;
  /** One a day, oldest first. */
  readonly figures: readonly (DayFigure | null)[];
  /** The days at both ends, YYYY-MM-DD. */
  readonly from: string;
  readonly to: string;
  readonly format: (value: number) => string;
  /** Whether the spread of a day is drawn around its median. */
  readonly band: boolean;
}

const WIDTH = 640;
const HEIGHT = 180;
/** Room for `1.25 MB/s`, in the larger letters of a narrow screen too. */
const LEFT = 100;
const RIGHT = 8;
const TOP = 12;
const BOTTOM = 28;
const TICKS = 4;

/** An SVG with its words for who cannot see it; colours are the page's. A paragraph where nothing was measured. Pure. */
export function renderPlot(plot: Plot, { page }: StatusMessages): Markup {
  const measured = plot.figures.filter((figure) => figure !== null);
  if (measured.length === 0) return markup`<p class="empty">${page.noData}</p>`;
  const most = Math.max(...measured.map(({ median, high }) => (plot.band ? high : median)));
  const [, highest] = nice(0, most === 0 ? 1 : most, TICKS);
  const y = scale(highest, HEIGHT - BOTTOM, TOP);
  const x = scale(Math.max(1, plot.figures.length - 1), LEFT, WIDTH - RIGHT);
  const medians = measured.map(({ median }) => median);
  const words = page.plotText(
    plot.title,
    plot.format(Math.min(...medians)),
    plot.format(Math.max(...medians)),
    measured.length,
  );
  return markup`<svg class="plot" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${words}">${ticks(
    0,
    highest,
    TICKS,
  ).map(
    (tick) =>
      markup`<path class="grid" d="M${LEFT} ${round(y(tick))}H${WIDTH - RIGHT}"/><text x="${LEFT - 8}" y="${round(y(tick)) + 4}" class="y">${tick === 0 ? '0' : plot.format(tick)}</text>`,
  )}${plot.band && markup`<path class="band" d="${bandPath(plot.figures, x, y)}"/>`}<path class="line" d="${medianPath(plot.figures, x, y)}"/>${plot.figures.map(
    (figure, index) =>
      figure !== null &&
      markup`<circle class="dot" cx="${round(x(index))}" cy="${round(y(figure.median))}" r="2.5"><title>${figure.day}: ${plot.format(figure.median)}</title></circle>`,
  )}<text x="${LEFT}" y="${HEIGHT - 6}">${plot.from}</text><text x="${WIDTH - RIGHT}" y="${HEIGHT - 6}" class="end">${plot.to}</text></svg>`;
}

type Figures = readonly (DayFigure | null)[];
type Scale = (value: number) => number;

/** From 0 to `most` onto the stretch from `start` to `end`. */
function scale(most: number, start: number, end: number): Scale {
  return (value) => start * (1 - value / most) + end * (value / most);
}

/** A day without a figure is a gap, not a zero. */
function medianPath(figures: Figures, x: Scale, y: Scale): string {
  const path = line<DayFigure | null>()
    .digits(1)
    .defined((figure) => figure !== null)
    .x((_, index) => x(index))
    .y((figure) => y(figure?.median ?? 0));
  return path([...figures]) ?? '';
}

function bandPath(figures: Figures, x: Scale, y: Scale): string {
  const path = area<DayFigure | null>()
    .digits(1)
    .defined((figure) => figure !== null)
    .x((_, index) => x(index))
    .y0((figure) => y(figure?.low ?? 0))
    .y1((figure) => y(figure?.high ?? 0));
  return path([...figures]) ?? '';
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
