import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Report } from '../../src/report/types.ts';
import { rollUp } from '../../src/status/history/roll-up.ts';
import { writeRollUp } from '../../src/status/history/roll-up-file.ts';
import { dayOf, historyPaths } from '../../src/status/names.ts';

/**
 * The files that recording these reports one by one would leave, a day at a time and so in minutes less. Reports come by
 * vantage, oldest first.
 */
export async function writeHistory(
  data: string,
  reports: Iterable<Report>,
  withRollUps: boolean,
): Promise<void> {
  let day: Report[] = [];
  for (const report of reports) {
    const [first] = day;
    if (first !== undefined && keyOf(first) !== keyOf(report)) {
      await writeDay(data, day, withRollUps);
      day = [];
    }
    day.push(report);
  }
  await writeDay(data, day, withRollUps);
}

function keyOf({ vantage, startedAt }: Report): string {
  return `${vantage.name} ${startedAt.slice(0, 10)}`;
}

async function writeDay(data: string, reports: readonly Report[], withRollUps: boolean): Promise<void> {
  const [first] = reports;
  if (first === undefined) return;
  const day = dayOf(Date.parse(first.startedAt));
  const path = historyPaths.runsOf(data, first.vantage.name, day);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, reports.map((report) => `${JSON.stringify(report)}\n`).join(''));
  if (withRollUps) {
    await writeRollUp(data, rollUp(first.vantage.name, day, reports, statSync(path).size));
  }
}
