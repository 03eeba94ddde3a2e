import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { MirrorReport, Report } from '../../src/report/types.ts';
import { type Recorded, recordReport } from '../../src/status/history/record.ts';
import { failedMirror, sampleMirror, sampleReport } from '../support/sample-report.ts';

export const HOUR_MS = 3_600_000;
export const DAY_MS: number = 24 * HOUR_MS;

/**
 * Noon of a day in the middle of nothing special: for what is handed its clock. What asks the system's own clock (a command,
 * a script of the job) gets reports that are relative to that (`at`).
 */
export const NOW: number = Date.parse('2026-08-30T12:00:00Z');

/** A folder of its own, gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await newFolder();
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** One that its maker removes. */
export function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'mirror-status-'));
}

/** A report of a run that ended so long before NOW, or before `at` (ms since 1970). */
export function reportAgo(
  agoMs: number,
  mirrors: readonly MirrorReport[] = [sampleMirror()],
  options: {
    readonly vantage?: string;
    readonly throughput?: boolean;
    readonly runId?: string;
    readonly at?: number;
  } = {},
): Report {
  const { vantage = 'local', throughput = true, runId = `run-${agoMs}`, at = NOW } = options;
  const base = sampleReport(mirrors);
  return {
    ...base,
    runId,
    startedAt: new Date(at - agoMs - 30_000).toISOString(),
    finishedAt: new Date(at - agoMs).toISOString(),
    vantage: { ...base.vantage, name: vantage },
    parameters: { ...base.parameters, throughput },
  };
}

export async function record(data: string, ...reports: readonly Report[]): Promise<readonly Recorded[]> {
  const outcomes: Recorded[] = [];
  for (const report of reports) outcomes.push(await recordReport(data, JSON.stringify(report), NOW));
  return outcomes;
}

export function reading(path: string): Promise<string> {
  return readFile(path, 'utf8');
}

/** What hostile mirrors, operators and lists would like to have published as more than text. */
export const HOSTILE =
  '"><script>alert(1)</script> | ](javascript:alert(2)) @octocat #1 \u202e]]>&amp;\u0007';

export function hostileMirrors(): readonly MirrorReport[] {
  const operator = { name: HOSTILE, kind: 'personal' as const };
  return [
    sampleMirror({ id: 'good.example', url: 'https://good.example', operator, blobHosts: [HOSTILE] }),
    sampleMirror({
      id: 'path.example',
      url: "https://path.example/\"><img/src=x/onerror=alert(3)>|](x)`$(id)`';id;'",
      operator,
      rank: 2,
    }),
    failedMirror('broken', 'server-error', {
      id: 'bad.example',
      url: 'https://bad.example/<b>',
      operator,
      detail: '<script>alert(4)</script> | ](x) @octocat',
      message: HOSTILE,
      phase: 'manifest',
      httpStatus: 502,
    }),
  ];
}
