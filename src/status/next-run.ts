import { usableHint } from './history/hint.ts';
import { readVantage } from './history/read-history.ts';
import { STATUS } from './limits.ts';
import { dayOf, shiftDay } from './names.ts';
import { rankingRuns } from './view/ranking.ts';

/**
 * The words that the next scheduled `mirror-check` of a vantage should have: `--no-throughput` unless layers were last
 * measured, not merely to be measured, `throughputHours` ago or longer; `--previous` with a report that can be used, for who
 * asked to be left alone is. Looks at the newest days alone. Rejects with the system's error. `now`: ms since 1970.
 */
export async function wordsForNextRun(
  data: string,
  vantage: string,
  throughputHours: number,
  now: number,
): Promise<readonly string[]> {
  const since = shiftDay(dayOf(now), -Math.ceil(throughputHours / 24) - STATUS.nextRunDays);
  const history = await readVantage(data, vantage, now, since);
  const measuredAt = rankingRuns(history).at(-1)?.finishedAt ?? 0;
  const isDue = now - measuredAt >= throughputHours * 3_600_000;
  const hint = await usableHint(data, vantage, now);
  return [...(isDue ? [] : ['--no-throughput']), ...(hint === null ? [] : ['--previous', hint])];
}
