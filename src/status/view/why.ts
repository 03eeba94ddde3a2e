import { isSample, median } from '../../rank/stats.ts';
import { STATUS } from '../limits.ts';
import { DAY_MS } from '../names.ts';
import type { RecordedResult } from '../types.ts';
import type { MirrorStatus } from './mirror-status.ts';

/** What speaks for a mirror or against it, as figures; the words are the page's. */
export interface Why {
  /** Predicted pull of `image`, and when that was measured: the hour walks round the clock from day to day. */
  readonly pull: { readonly image: string; readonly seconds: number; readonly at: number } | null;
  /** Runs of the last 30 days that were up, of those that count. */
  readonly runs: { readonly up: number; readonly counted: number };
  /** How many times slower it answers in the evening than at night: like is compared with like. null: too little is known. */
  readonly evening: number | null;
}

/** Pure. */
export function whyOf(mirror: MirrorStatus, now: number): Why {
  const { pullSeconds, measuredAt, measuredImage, availability, history } = mirror;
  return {
    pull:
      pullSeconds === null || measuredAt === null || measuredImage === null
        ? null
        : { image: measuredImage, seconds: pullSeconds, at: measuredAt },
    runs: { up: availability.month.up, counted: availability.month.counted },
    evening: eveningSlowdown(history.observations, now),
  };
}

/**
 * Median latency of the evenings over that of the nights, of the last 30 days. Evening is where the mirrors' users are:
 * 19 to 23 h in China, which has one time zone and no summer time; night is 1 to 7 h.
 */
function eveningSlowdown(observations: readonly RecordedResult[], now: number): number | null {
  const recent = observations.filter(({ run }) => run.startedAt > now - STATUS.plotDays * DAY_MS);
  const between = (from: number, to: number): readonly number[] =>
    recent.flatMap(({ run, latencyMs }) => {
      const hour = (new Date(run.startedAt).getUTCHours() + CHINA_OFFSET_HOURS) % 24;
      return latencyMs !== null && hour >= from && hour < to ? [latencyMs] : [];
    });
  const evenings = between(19, 23);
  const nights = between(1, 7);
  if (!isSample(evenings) || !isSample(nights)) return null;
  if (Math.min(evenings.length, nights.length) < STATUS.eveningSamples) return null;
  const times = median(evenings) / median(nights);
  return Number.isFinite(times) && times >= STATUS.eveningTimes ? times : null;
}

const CHINA_OFFSET_HOURS = 8;
