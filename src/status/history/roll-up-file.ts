import { schemaValidator } from '../../package-schema.ts';
import { STATUS } from '../limits.ts';
import { dayOf, historyPaths, isInstant, isSafeId } from '../names.ts';
import { textOf } from './day-file.ts';
import type { DayRollUp, RolledRun } from './roll-up.ts';
import { writeDerived } from './write-derived.ts';

/** null: there is none, or what is there is none of that day, vantage and version. */
export async function readRollUp(data: string, vantage: string, day: string): Promise<DayRollUp | null> {
  const text = await textOf(historyPaths.rollUpOf(data, vantage, day), STATUS.rollUpBytes);
  if (text === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const checked = await checkRollUp(value);
  if (checked.kind === 'invalid') return null;
  const found = checked.value;
  return found.vantage === vantage && found.day === day && fits(found) ? found : null;
}

export async function writeRollUp(data: string, rolled: DayRollUp): Promise<void> {
  await writeDerived(data, historyPaths.rollUpOf(data, rolled.vantage, rolled.day), rolled);
}

const checkRollUp = schemaValidator<DayRollUp>('schema/status-day.schema.json', 'day');

/** What no schema can say: instants that exist, on that day; a cell a run; names that stay in their folder. */
function fits({ day, runs, mirrors }: DayRollUp): boolean {
  const isRun = ({ startedAt, finishedAt }: RolledRun): boolean =>
    isInstant(startedAt) &&
    isInstant(finishedAt) &&
    dayOf(Date.parse(startedAt)) === day &&
    Date.parse(finishedAt) >= Date.parse(startedAt);
  const cells = (column: { readonly length: number } | undefined): boolean =>
    column === undefined || column.length === runs.length;
  if (!runs.every(isRun)) return false;
  return mirrors.every(
    (mirror) =>
      isSafeId(mirror.id) &&
      cells(mirror.verdicts) &&
      cells(mirror.rank) &&
      cells(mirror.latencyMs) &&
      cells(mirror.ttfbMs) &&
      cells(mirror.bytesPerSecond) &&
      cells(mirror.pullSeconds) &&
      cells(mirror.fresh),
  );
}
