import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeOutputFile } from '../../host/output-file.ts';
import { STATUS } from '../../limits.ts';
import type { Report } from '../../report/types.ts';
import { historyPaths, shiftDay } from '../names.ts';
import { admitReport, type Refusal, refuse } from './admit.ts';
import { appendToDayFile, readDayFile, textOf } from './day-file.ts';
import { rawDays } from './days.ts';
import { closeRollUp, rollUp } from './roll-up.ts';
import { readRollUp, writeRollUp } from './roll-up-file.ts';

export type Recorded =
  | {
      readonly kind: 'recorded' | 'known';
      readonly vantage: string;
      readonly day: string;
      readonly runId: string;
      /** Bytes of an unfinished last line that a killed run had left and that were cut off. */
      readonly repairedBytes: number;
      /** Lines of that day's file that are no reports. */
      readonly strangeLines: number;
    }
  | Refusal;

/**
 * Adds one report to a history. What it reads and writes is one day's file, that day's roll-up, and the day that has just
 * grown too old to be kept whole: the same work in the first week and in the tenth year.
 *
 * A run is known by its runId within its vantage and its day. The same report has the same start, hence the same day, so a
 * repetition always meets itself; a report with a known runId but another vantage or day is another report, and whoever
 * gives two runs one id on purpose only makes two runs of his own.
 *
 * The roll-up can be lost or late without harm: it carries the size of the file it was made of, and is made anew where
 * that differs. Rejects with the system's error where the folder cannot be read or written. `now`: ms since 1970.
 */
export async function recordReport(data: string, text: string, now: number): Promise<Recorded> {
  const admitted = await admitReport(text, now);
  if (admitted.kind === 'refused') return admitted;
  const { report, day } = admitted;
  const { runId, vantage } = report;
  const path = historyPaths.runsOf(data, vantage.name, day);
  const present = await readDayFile(path);
  const outcome = {
    vantage: vantage.name,
    day,
    runId,
    repairedBytes: present.bytes - present.wholeBytes,
    strangeLines: present.strangeLines,
  };
  if (present.reports.some((known) => known.runId === runId)) {
    return { kind: 'known', ...outcome, repairedBytes: 0 };
  }
  if (present.bytes > STATUS.dayBytes) return refuse('day-full', `${vantage.name} ${day}`);
  if (present.bytes === 0) {
    const closed = await readRollUp(data, vantage.name, day);
    if (closed !== null && closed.rawBytes === null) {
      return closed.runs.some(({ id }) => id === runId)
        ? { kind: 'known', ...outcome }
        : refuse('day-closed', `${vantage.name} ${day}`);
    }
  }
  const bytes = await appendToDayFile(path, present, report);
  await writeRollUp(data, rollUp(vantage.name, day, [...present.reports, report], bytes));
  await keepLatest(data, report);
  await closeOldDays(data, vantage.name);
  return { kind: 'recorded', ...outcome };
}

/** The newest report of a vantage by its start, which is not always the last to be recorded. */
async function keepLatest(data: string, report: Report): Promise<void> {
  const path = historyPaths.latest(data, report.vantage.name);
  const text = await textOf(path, STATUS.reportBytes);
  const { parseStoredReport } = await import('../../survey/stored-report.ts');
  const present = text === null ? null : await parseStoredReport(text);
  if (present?.ok === true && present.report.startedAt > report.startedAt) return;
  await mkdir(dirname(path), { recursive: true });
  await writeOutputFile(path, `${JSON.stringify(report)}\n`);
}

/**
 * Days that lie `STATUS.rawDays` before the newest are rolled up for good. The newest day counts, not the clock: old
 * reports can be brought in day by day, and a history that rests loses nothing. In a running job that is one day a day.
 */
async function closeOldDays(data: string, vantage: string): Promise<void> {
  const days = await rawDays(data, vantage);
  const newest = days.at(-1);
  if (newest === undefined) return;
  const oldestKept = shiftDay(newest, 1 - STATUS.rawDays);
  for (const day of days.filter((one) => one < oldestKept)) {
    const path = historyPaths.runsOf(data, vantage, day);
    const { reports, bytes, strangeLines } = await readDayFile(path);
    // Perhaps a newer version's: what we cannot read we do not throw away.
    if (strangeLines > 0 || bytes > STATUS.dayBytes) continue;
    if (reports.length > 0) await writeRollUp(data, closeRollUp(rollUp(vantage, day, reports, null)));
    await rm(path);
  }
}
