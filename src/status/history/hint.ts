import type { MirrorReport, Report } from '../../report/types.ts';
import { parseStoredReport } from '../../survey/stored-report.ts';
import { STATUS } from '../limits.ts';
import { historyPaths } from '../names.ts';
import { readDayFile, textOf } from './day-file.ts';
import { rawDays } from './days.ts';
import { writeDerived } from './write-derived.ts';

/**
 * What the next `mirror-check --previous` needs: the newest report, and with it each mirror that an earlier one was asked to
 * leave alone and that the newest did not ask. It is a hint and never a condition: what cannot be read, or lies ahead, is
 * made anew of the reports. Reports in any order. `now`: ms since 1970. Pure.
 */
export function hintOf(reports: readonly Report[], now: number): Report | null {
  const past = reports.filter((report) => !isAhead(report, now));
  const ordered = past.toSorted((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));
  const [newest] = ordered;
  if (newest === undefined) return null;
  const mirrors = new Map<string, MirrorReport>();
  for (const report of ordered) {
    for (const mirror of report.mirrors) if (!mirrors.has(mirror.id)) mirrors.set(mirror.id, mirror);
  }
  const own = new Set(newest.mirrors.map(({ id }) => id));
  const waiting = [...mirrors.values()].filter(
    ({ id, retryAt }) =>
      !own.has(id) && retryAt !== null && Date.parse(retryAt) > Date.parse(newest.finishedAt),
  );
  return waiting.length === 0 ? newest : { ...newest, mirrors: [...newest.mirrors, ...waiting] };
}

/** Writes the hint after `report` has been recorded beside `ofDay`, the others of its day. Rejects with the system's error. */
export async function keepHint(
  data: string,
  report: Report,
  ofDay: readonly Report[],
  now: number,
): Promise<void> {
  const present = await readHint(data, report.vantage.name, now);
  const hint = hintOf([report, ...(present === null ? ofDay : [present])], now);
  if (hint !== null) await writeHint(data, hint);
}

/** Where the hint is, made anew where it cannot be used; null: there is nothing to make it of. Rejects with the system's error. */
export async function usableHint(data: string, vantage: string, now: number): Promise<string | null> {
  const path = historyPaths.latest(data, vantage);
  if ((await readHint(data, vantage, now)) !== null) return path;
  const days = (await rawDays(data, vantage)).filter((day) => Date.parse(day) <= now);
  for (const day of days.toReversed()) {
    const { reports } = await readDayFile(historyPaths.runsOf(data, vantage, day));
    const hint = hintOf(reports, now);
    if (hint !== null) return (await writeHint(data, hint)) ? path : null;
  }
  return null;
}

/** null: there is none, or none that this version can use, or it lies ahead of the clock. */
async function readHint(data: string, vantage: string, now: number): Promise<Report | null> {
  const text = await textOf(historyPaths.latest(data, vantage), STATUS.reportBytes);
  if (text === null) return null;
  const stored = await parseStoredReport(text);
  if (!stored.ok || stored.report.vantage.name !== vantage) return null;
  return isAhead(stored.report, now) ? null : stored.report;
}

/** Made by a wrong clock. */
function isAhead({ finishedAt }: Report, now: number): boolean {
  return Date.parse(finishedAt) > now + STATUS.clockSkewMs;
}

/** false: it could not be written, which keeps nothing from going on. */
async function writeHint(data: string, hint: Report): Promise<boolean> {
  try {
    await writeDerived(data, historyPaths.latest(data, hint.vantage.name), hint);
    return true;
  } catch {
    return false;
  }
}
