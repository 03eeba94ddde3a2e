import { schemaValidator } from '../package-schema.ts';
import type { Report } from '../report/types.ts';

export type StoredReport =
  | { readonly ok: true; readonly report: Report }
  | { readonly ok: false; readonly reason: 'not-a-report' | 'newer-schema'; readonly detail: string };

/** The version of the report that this program writes and reads. */
const SCHEMA_VERSION = 1;

/**
 * A report that somebody stored or sent, checked against the very schema that the package ships before anything of it is believed.
 * `text` must come bounded.
 */
export async function parseStoredReport(text: string): Promise<StoredReport> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, reason: 'not-a-report', detail: error instanceof Error ? error.message : 'not JSON' };
  }
  return await asReport(value);
}

/** The same of what is no text any more. */
export async function asReport(value: unknown): Promise<StoredReport> {
  if (typeof value === 'object' && value !== null && 'schemaVersion' in value) {
    const version = value.schemaVersion;
    if (typeof version === 'number' && version > SCHEMA_VERSION) {
      return { ok: false, reason: 'newer-schema', detail: String(version) };
    }
  }
  const checked = await checkReport(value);
  return checked.kind === 'valid'
    ? { ok: true, report: checked.value }
    : { ok: false, reason: 'not-a-report', detail: checked.detail };
}

const checkReport = schemaValidator<Report>('schema/report.schema.json', 'report');
