import { dirname, join } from 'node:path';
import { makeOutputFolder, removeOutput, renameOutput } from '../../host/output-file.ts';
import { STATUS } from '../limits.ts';
import { dayOf, historyPaths, shiftDay } from '../names.ts';
import { readDayFile } from './day-file.ts';
import { rawDays } from './days.ts';
import { closeRollUp, rollUp } from './roll-up.ts';
import { writeRollUp } from './roll-up-file.ts';

/** What becomes of the days of which whole reports are kept. */
export interface Retention {
  /** Rolled up for good: `STATUS.rawDays` of days, each vouched for by the one before, lie behind them. */
  readonly close: readonly string[];
  /** Ahead of the clock, and no continuation of the present: what a clock that was wrong for a while left behind. */
  readonly aside: readonly string[];
}

/**
 * Which days go where. Recordings with a wrong clock must not decide what is kept, be it one or several: so neither the
 * clock nor a date counts, but an unbroken row of days, each at most `STATUS.vouchDays` behind the one before. A day is
 * closed when such a row leads over all of the `STATUS.rawDays` that follow it; a history that rests loses nothing, and what
 * lies behind a rest is closed when as much has come after it. Days after `today` (YYYY-MM-DD) that do not go on from the
 * present are set aside; those that do are what a clock sees that is behind. Days come oldest first. Pure.
 */
export function retentionOf(days: readonly string[], today: string): Retention {
  const rows = rowsOf(days);
  const present = rows.findLast(([first = '']) => first <= today) ?? [];
  const past = present.filter((day) => day <= today);
  const [first] = past;
  const newest = past.at(-1);
  if (first === undefined || newest === undefined) return { close: [], aside: [] };
  const oldestKept = shiftDay(newest, 1 - STATUS.rawDays);
  const isPresent = past.length > 1 && newest >= shiftDay(today, -STATUS.vouchDays);
  return {
    close: first <= oldestKept ? days.filter((day) => day < oldestKept) : [],
    aside: isPresent ? days.filter((day) => day > today && !present.includes(day)) : [],
  };
}

/** Days in rows without a gap of more than `STATUS.vouchDays`. */
function rowsOf(days: readonly string[]): readonly (readonly string[])[] {
  const rows: string[][] = [];
  for (const day of days) {
    const row = rows.at(-1);
    const before = row?.at(-1);
    if (row !== undefined && before !== undefined && day <= shiftDay(before, STATUS.vouchDays)) row.push(day);
    else rows.push([day]);
  }
  return rows;
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
  await renameOutput(historyPaths.runsOf(data, vantage, day), to);
  await removeOutput(historyPaths.rollUpOf(data, vantage, day), 'file');
}
