import { STATUS } from '../limits.ts';
import { historyPaths } from '../names.ts';
import { admitReport, type RefusedReport, refuse } from './admit.ts';
import { appendToDayFile, readDayFile } from './day-file.ts';
import { keepHint } from './hint.ts';
import { strangerAmong } from './kind.ts';
import { keepToRetention } from './retention.ts';
import { rollUp } from './roll-up.ts';
import { readRollUp, writeRollUp } from './roll-up-file.ts';

export type Recorded =
  | {
      readonly kind: 'recorded' | 'known';
      readonly vantage: string;
      readonly day: string;
      readonly runId: string;
      /** Bytes of an unfinished last line that a killed run had left and that were cut off. */
      readonly repairedBytes: number;
      /** Lines of that day's file that are not reports. */
      readonly strangeLines: number;
      /** Days ahead of the clock that were set aside. */
      readonly setAside: readonly string[];
    }
  | RefusedReport;

/**
 * Adds one report to a history. What it reads and writes is one day's file, that day's roll-up, and the day that has just
 * grown too old to be kept whole, and of each vantage the newest roll-up: the same work in the first week and in the tenth year.
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
    setAside: [],
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
  const stranger = await strangerAmong(data, report);
  if (stranger !== null) return stranger;
  const bytes = await appendToDayFile(path, present, report);
  await writeRollUp(data, rollUp(vantage.name, day, [...present.reports, report], bytes));
  await keepHint(data, report, present.reports, now);
  const setAside = await keepToRetention(data, vantage.name, now);
  return { kind: 'recorded', ...outcome, setAside };
}
