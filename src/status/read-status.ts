import { readHistory } from './history/read-history.ts';
import { type VantageStatus, vantageStatus } from './view/vantage-status.ts';

/** Each vantage as of `now`, by name. */
export async function readStatus(data: string, now: number): Promise<readonly VantageStatus[]> {
  const histories = await readHistory(data, now);
  return histories.flatMap((history) => vantageStatus(history, now) ?? []);
}
