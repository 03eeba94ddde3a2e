import { historyPaths } from '../names.ts';
import { readDayFile, sizeOf } from './day-file.ts';
import { type DayRollUp, rollUp } from './roll-up.ts';
import { readRollUp } from './roll-up-file.ts';

/** The reports are the truth; where they are gone, the roll-up is. null: neither can be read. Rejects with the system's error. */
export async function readDay(data: string, vantage: string, day: string): Promise<DayRollUp | null> {
  const path = historyPaths.runsOf(data, vantage, day);
  const rawBytes = await sizeOf(path);
  const rolled = await readRollUp(data, vantage, day);
  if (rawBytes === null || (rolled !== null && rolled.rawBytes === rawBytes)) return rolled;
  const { reports } = await readDayFile(path);
  const ofDay = reports.filter(({ startedAt }) => startedAt.startsWith(day));
  return rollUp(vantage, day, ofDay, rawBytes);
}
