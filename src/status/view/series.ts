import { isSample, median, quantile } from '../../rank/stats.ts';
import { DAY_MS, dayOf, shiftDay } from '../names.ts';
import type { RecordedResult } from '../types.ts';
import { groupBy } from './group-by.ts';

/** A day's values: the middle one, and between which two lie eight of ten. */
export interface DayFigure {
  readonly day: string;
  readonly low: number;
  readonly median: number;
  readonly high: number;
  readonly samples: number;
}

/** One figure a day for the last `days` (today by `now` is the last); null where nothing was measured. Oldest first. */
export function dailyFigures(
  observations: readonly RecordedResult[],
  figureOf: (observation: RecordedResult) => number | null,
  days: number,
  now: number,
): readonly (DayFigure | null)[] {
  const recent = observations.filter(({ run }) => run.startedAt > now - (days + 1) * DAY_MS);
  const byDay = groupBy(recent, ({ run }) => dayOf(run.startedAt));
  return Array.from({ length: days }, (_, index) => {
    const day = shiftDay(dayOf(now), index + 1 - days);
    const values = (byDay.get(day) ?? []).map(figureOf).filter((value) => value !== null);
    if (!isSample(values)) return null;
    return {
      day,
      low: quantile(values, 0.1),
      median: median(values),
      high: quantile(values, 0.9),
      samples: values.length,
    };
  });
}
