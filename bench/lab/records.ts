import { readFileSync } from 'node:fs';
import type { LinkPlan } from './topology.ts';

/** One download that lab/record recorded, with the truth of its link where that was measured. */
export interface Record {
  readonly link: LinkPlan;
  readonly repeat: number;
  readonly connectMs: number;
  /** Byte counts and ms since the first byte. */
  readonly arrivals: readonly (readonly [number, number])[];
  /** Bytes a second of one curl; null where it was not measured. */
  readonly truth: number | null;
}

export const RECORDS_FILE: string = new URL('../../../traces.jsonl', import.meta.url).pathname;

/** Reads what lab/record wrote: a line a download, then a line a truth. */
export function readRecords(file: string = RECORDS_FILE): Record[] {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Partial<Record> & { readonly link: LinkPlan });
  const key = (link: LinkPlan): string => JSON.stringify(link);
  const truths = new Map(
    lines.flatMap(({ link, truth }) => (typeof truth === 'number' ? [[key(link), truth]] : [])),
  );
  return lines.flatMap(({ link, repeat = 0, connectMs, arrivals }) =>
    connectMs === undefined || arrivals === undefined
      ? []
      : [{ link, repeat, connectMs, arrivals, truth: truths.get(key(link)) ?? null }],
  );
}
