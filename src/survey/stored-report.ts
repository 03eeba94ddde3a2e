import { packageFile } from '../packaging.ts';
import type { Report } from '../report/types.ts';

export type StoredReport =
  | { readonly ok: true; readonly report: Report }
  | { readonly ok: false; readonly reason: 'not-a-report' | 'newer-schema'; readonly detail: string };

/** The version of the report that this program writes and reads. */
const SCHEMA_VERSION = 1;

/**
 * A report that somebody stored or sent, checked against the very schema that the package ships before anything of it is believed.
 * `text` must come bounded. Loads the schema validator, so callers import this module lazily.
 */
export async function parseStoredReport(text: string): Promise<StoredReport> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, reason: 'not-a-report', detail: error instanceof Error ? error.message : 'not JSON' };
  }
  if (typeof value === 'object' && value !== null && 'schemaVersion' in value) {
    const version = value.schemaVersion;
    if (typeof version === 'number' && version > SCHEMA_VERSION) {
      return { ok: false, reason: 'newer-schema', detail: String(version) };
    }
  }
  const faults = await reportFaults(value);
  return faults === null
    ? { ok: true, report: value as Report }
    : { ok: false, reason: 'not-a-report', detail: faults };
}

/** What keeps a value from being a report, in the validator's words; null where nothing does. */
async function reportFaults(value: unknown): Promise<string | null> {
  faultsIn ??= schemaValidator();
  return (await faultsIn)(value);
}

type Validator = (value: unknown) => string | null;

/** Compiling a schema takes longer than reading a hundred reports by it: a history has thousands. */
let faultsIn: Promise<Validator> | null = null;

async function schemaValidator(): Promise<Validator> {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const schema: unknown = JSON.parse(packageFile('schema/report.schema.json'));
  const ajv = new Ajv2020({ strict: false });
  const validate = ajv.compile(schema as object);
  return (value) => (validate(value) ? null : ajv.errorsText(validate.errors, { dataVar: 'report' }));
}
