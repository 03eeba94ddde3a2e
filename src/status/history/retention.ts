import { rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeOutputFolder, removeOutput } from '../../host/output-file.ts';
import { STATUS } from '../limits.ts';
import { dayOf, historyPaths, shiftDay } from '../names.ts';
import { readDayFile } from './day-file.ts';
import { rawDays } from './days.ts';
import { closeRollUp, rollUp } from './roll-up.ts';
import { writeRollUp } from './roll-up-file.ts';

/** What becomes of the days of which whole reports are kept. */
export interface Retention {
  /** Rolled up for good: they lie `STATUS.rawDays` before the newest day that another one vouches for. */
  readonly close: readonly string[];
  /** Ahead of the clock and alone: what a clock that was wrong for a moment left behind. */
  readonly aside: readonly string[];
}

/**
 * Which days go where. One recording with a wrong clock must not decide what is kept: a day is believed when another one
 * lies within `STATUS.vouchDays` before it, so the newest day counts, and not the clock, and a history that rests loses
 * nothing. A day after `today` (YYYY-MM-DD) that stands alone is set aside, where the present is vouched for. Days come
 * oldest first. Pure.
 */
export function retentionOf(days: readonly string[], today: string): Retention {
  const isVouched = (day: string): boolean => {
    const first = shiftDay(day, -STATUS.vouchDays);
    return days.some((other) => other >= first && other < day);
  };
  const newest = days.findLast((day) => day <= today && isVouched(day));
  if (newest === undefined) return { close: [], aside: [] };
  const oldestKept = shiftDay(newest, 1 - STATUS.rawDays);
  const ahead = days.filter((day) => day > today);
  return {
    close: days.filter((day) => day < oldestKept),
    aside: newest >= shiftDay(today, -STATUS.vouchDays) ? ahead.filter((day) => !isVouched(day)) : [],
  };
}

/** In a running job that is one day a day, and hardly ever one aside. Returns the days set aside. Rejects with the system's error. */
export async function keepToRetention(
  data: string,
  vantage: string,
  now: number,
): Promise<readonly string[]> {
  const days = await rawDays(data, vantage);
  const { close, aside } = retentionOf(days, dayOf(now + STATUS.clockSkewMs));
  for (const day of close) await closeDay(data, vantage, day);
  for (const day of aside) await setAside(data, vantage, day);
  return aside;
}

async function closeDay(data: string, vantage: string, day: string): Promise<void> {
  const path = historyPaths.runsOf(data, vantage, day);
  const { reports, bytes, strangeLines } = await readDayFile(path);
  // Perhaps a newer version's: what we cannot read we do not throw away.
  if (strangeLines > 0 || bytes > STATUS.dayBytes) return;
  if (reports.length > 0) await writeRollUp(data, closeRollUp(rollUp(vantage, day, reports, null)));
  await removeOutput(path, 'file');
}

/** The reports are kept, and no reader of the history meets them; in a year the day would come, and they would be believed. */
async function setAside(data: string, vantage: string, day: string): Promise<void> {
  const to = join(data, 'aside', vantage, `${day}.ndjson`);
  await makeOutputFolder(dirname(to));
  await rename(historyPaths.runsOf(data, vantage, day), to);
  await removeOutput(historyPaths.rollUpOf(data, vantage, day), 'file');
}
