import { cleanText } from '../../registry/untrusted-text.ts';
import type { Report } from '../../report/types.ts';
import { parseStoredReport } from '../../survey/stored-report.ts';
import type { ReportProblem } from '../../words/status/messages.ts';
import { STATUS } from '../limits.ts';
import { dayOf, isInstant, isSafeId, isSafeVantage } from '../names.ts';
import { withoutPersonalAddresses } from './personal.ts';

/** Why a report is not taken into a history. `detail` is cleaned: the name, the date, or the validator's words. */
export interface RefusedReport {
  readonly kind: 'refused';
  readonly reason: ReportProblem;
  readonly detail: string;
}

export interface Admitted {
  readonly kind: 'admitted';
  /** Fit to be published: see `withoutPersonalAddresses`. */
  readonly report: Report;
  /** UTC day of its start. */
  readonly day: string;
}

/** A report from outside, believed only as far as it is checked. `text` comes bounded; `now` in ms since 1970. */
export async function admitReport(text: string, now: number): Promise<Admitted | RefusedReport> {
  const stored = await parseStoredReport(text);
  if (!stored.ok) {
    // A name that would leave the folder is worth a sentence of its own, whatever the schema calls it.
    const unsafe = stored.reason === 'not-a-report' ? unsafeName(parsed(text)) : null;
    return unsafe ?? refuse(stored.reason, stored.detail);
  }
  const { report } = stored;
  const fault = unsafeName(report) ?? wrongDate(report, now);
  if (fault !== null) return fault;
  return {
    kind: 'admitted',
    report: withoutPersonalAddresses(report),
    day: dayOf(Date.parse(report.startedAt)),
  };
}

export function refuse(reason: RefusedReport['reason'], detail: string): RefusedReport {
  return { kind: 'refused', reason, detail: cleanText(detail) };
}

/** Looks at the names alone, of a value that may be anything. */
function unsafeName(value: unknown): RefusedReport | null {
  if (!isObject(value)) return null;
  const { vantage, mirrors } = value;
  const name = isObject(vantage) ? vantage['name'] : null;
  if (typeof name === 'string' && !isSafeVantage(name)) return refuse('unsafe-vantage', name);
  if (!Array.isArray(mirrors)) return null;
  for (const mirror of mirrors) {
    const id: unknown = isObject(mirror) ? mirror['id'] : null;
    if (typeof id === 'string' && !isSafeId(id)) return refuse('unsafe-id', id);
  }
  return null;
}

/** The schema knows the form of an instant, not whether there is one such. */
function wrongDate({ startedAt, finishedAt }: Report, now: number): RefusedReport | null {
  const finish = Date.parse(finishedAt);
  if (!isInstant(startedAt)) return refuse('bad-date', startedAt);
  if (!isInstant(finishedAt) || finish < Date.parse(startedAt)) return refuse('bad-date', finishedAt);
  if (finish > now + STATUS.clockSkewMs) return refuse('dated-ahead', finishedAt);
  return null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
