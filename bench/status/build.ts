/**
 * node bench/run.js status/build: builds the site of 24 runs a day, 60 mirrors, 3 vantages, from 30, 60 and 90 days, with
 * roll-ups (as the job leaves them) and without (as if somebody had deleted them). Median of five builds each. Writes some
 * 500 MB below the temporary folder.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { historyReports } from '../../test/support/status-history.ts';
import { writeHistory } from './write-history.ts';

const BUILDS = 5;
const END = Date.parse('2026-08-30T11:00:00Z');
const child = fileURLToPath(new URL('build-once.js', import.meta.url));

interface Figures {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMiB: number;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

for (const rollUps of [true, false]) {
  let base: Figures | null = null;
  for (const days of [30, 60, 90]) {
    const folder = mkdtempSync(join(tmpdir(), 'mirror-status-bench-'));
    const data = join(folder, 'data');
    const vantages = ['a', 'b', 'c'];
    await writeHistory(data, historyReports({ vantages, days, runsADay: 24, mirrors: 60, end: END }), {
      rollUps,
    });
    const runs = Array.from({ length: BUILDS }, () => {
      const words = [child, data, join(folder, 'site'), String(END + 600_000)];
      return JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' })) as Figures;
    });
    rmSync(folder, { recursive: true });
    const figures: Figures = {
      wallMs: median(runs.map(({ wallMs }) => wallMs)),
      cpuMs: median(runs.map(({ cpuMs }) => cpuMs)),
      peakMiB: median(runs.map(({ peakMiB }) => peakMiB)),
    };
    base ??= figures;
    console.log(
      [
        rollUps ? 'from roll-ups' : 'from reports',
        `${days} days`,
        `${(figures.wallMs / 1000).toFixed(2)} s (x${(figures.wallMs / base.wallMs).toFixed(2)})`,
        `CPU ${(figures.cpuMs / 1000).toFixed(2)} s (x${(figures.cpuMs / base.cpuMs).toFixed(2)})`,
        `peak ${figures.peakMiB.toFixed(0)} MiB (x${(figures.peakMiB / base.peakMiB).toFixed(2)})`,
        `days x${days / 30}`,
      ].join('  '),
    );
  }
}
