import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Report } from '../../src/report/types.ts';
import { closeRollUp, rollUp } from '../../src/status/history/roll-up.ts';
import { writeRollUp } from '../../src/status/history/roll-up-file.ts';
import { dayOf, historyPaths } from '../../src/status/names.ts';

export interface Kept {
  /** Whether roll-ups lie beside the reports, as after recording, or are missing, as after a hand has been at work. */
  readonly rollUps: boolean;
  /** Reports before this day (YYYY-MM-DD) are gone, and their roll-up is closed. */
  readonly rawFrom?: string;
}

/**
 * The files that recording these reports one by one would leave, a day at a time and so in minutes less. Reports come by
 * vantage, oldest first.
 */
export async function writeHistory(data: string, reports: Iterable<Report>, kept: Kept): Promise<void> {
  let day: Report[] = [];
  for (const report of reports) {
    const [first] = day;
    if (first !== undefined && keyOf(first) !== keyOf(report)) {
      await writeDay(data, day, kept);
      day = [];
    }
    day.push(report);
  }
  await writeDay(data, day, kept);
}

function keyOf({ vantage, startedAt }: Report): string {
  return `${vantage.name} ${startedAt.slice(0, 10)}`;
}

async function writeDay(
  data: string,
  reports: readonly Report[],
  { rollUps, rawFrom = '' }: Kept,
): Promise<void> {
  const [first] = reports;
  if (first === undefined) return;
  const day = dayOf(Date.parse(first.startedAt));
  if (day < rawFrom) {
    await writeRollUp(data, closeRollUp(rollUp(first.vantage.name, day, reports, null)));
    return;
  }
  const path = historyPaths.runsOf(data, first.vantage.name, day);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, reports.map((report) => `${JSON.stringify(report)}\n`).join(''));
  if (rollUps) await writeRollUp(data, rollUp(first.vantage.name, day, reports, statSync(path).size));
}
