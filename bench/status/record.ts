/**
 * node bench/run.js status/record: records the 13th run of a day (60 mirrors) into a history of a day, a week, 90 days, a
 * year and three years. Median of 15 recordings each, every one into the same history; the lengths take turns.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../src/report/types.ts';
import { recordReport } from '../../src/status/history/record.ts';
import { dayOf, shiftDay } from '../../src/status/names.ts';
import { historyReports } from '../../test/support/status-history.ts';
import { writeHistory } from './write-history.ts';

const ROUNDS = 15;
const END = Date.parse('2026-08-30T12:10:00Z');
const LENGTHS = [1, 7, 90, 365, 1_095];

const folder = mkdtempSync(join(tmpdir(), 'mirror-status-bench-'));
const shape = { vantages: ['a'], runsADay: 24, mirrors: 60, end: END };
let newest: Report | null = null;
for (const days of LENGTHS) {
  const all = historyReports({ ...shape, days });
  await writeHistory(join(folder, String(days)), allButLast(all), {
    rollUps: true,
    rawFrom: shiftDay(dayOf(END), -89),
  });
}
const text = JSON.stringify(newest);
const times = new Map(LENGTHS.map((days) => [days, [] as number[]]));
for (let round = 0; round < ROUNDS; round += 1) {
  for (const days of LENGTHS) {
    const data = join(folder, `copy-${days}`);
    // The day's own files and the latest report are all that a recording changes.
    if (round === 0) cpSync(join(folder, String(days)), data, { recursive: true });
    for (const part of [`runs/a/${dayOf(END)}.ndjson`, `days/a/${dayOf(END)}.json`]) {
      cpSync(join(folder, String(days), part), join(data, part));
    }
    const start = performance.now();
    const { kind } = await recordReport(data, text, END + 60_000);
    times.get(days)?.push(performance.now() - start);
    if (kind !== 'recorded') throw new Error(kind);
  }
}
rmSync(folder, { recursive: true });

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const base = median(times.get(7) ?? []);
for (const [days, values] of times) {
  const middle = median(values);
  console.log(`${days} days  ${middle.toFixed(1)} ms  (x${(middle / base).toFixed(2)} of a week)`);
}

function* allButLast(reports: Iterable<Report>): Generator<Report, void, void> {
  let held: Report | null = null;
  for (const report of reports) {
    if (held !== null) yield held;
    held = report;
  }
  newest = held;
}
