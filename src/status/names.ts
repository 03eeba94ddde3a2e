import { join } from 'node:path';
import { STATUS } from './limits.ts';

/** A vantage that may name a folder and a label: the contract's form of `--vantage`. */
export function isSafeVantage(name: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{0,62}$/.test(name) && !name.includes('..');
}

/** An id that may name a file: it cannot leave its folder, be hidden, or be an option of a program. */
export function isSafeId(id: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{0,99}$/.test(id) && !id.includes('..');
}

/** `YYYY-MM-DD` of a day that exists. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && dayOf(Date.parse(`${text}T00:00:00Z`)) === text;
}

/** Whether an ISO 8601 instant exists: no schema knows that November has 30 days. */
export function isInstant(text: string): boolean {
  return dayOf(Date.parse(text)) === text.slice(0, 10);
}

/** The UTC day of an instant (ms since 1970), `YYYY-MM-DD`; '' for no instant. */
export function dayOf(ms: number): string {
  return Number.isFinite(ms) ? new Date(ms).toISOString().slice(0, 10) : '';
}

/** The day so many days later; negative: earlier. */
export function shiftDay(day: string, days: number): string {
  return dayOf(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS);
}

export const DAY_MS = 86_400_000;

/** The oldest of the days that are shown at this instant. */
export function firstBlockDay(now: number): string {
  return shiftDay(dayOf(now), 1 - STATUS.blockDays);
}

/** Where a history keeps what. `data` is the folder that `--data` names; the parts must be safe names. */
export const historyPaths = {
  /** Whole reports, one a line. */
  runs: (data: string, vantage: string): string => join(data, 'runs', vantage),
  runsOf: (data: string, vantage: string, day: string): string =>
    join(data, 'runs', vantage, `${day}.ndjson`),
  /** Roll-ups. */
  days: (data: string, vantage: string): string => join(data, 'days', vantage),
  rollUpOf: (data: string, vantage: string, day: string): string =>
    join(data, 'days', vantage, `${day}.json`),
  /** The newest report, whole: for `mirror-check --previous`. */
  latest: (data: string, vantage: string): string => join(data, 'latest', `${vantage}.json`),
} as const;
