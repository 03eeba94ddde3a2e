import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VERDICTS, type Verdict } from '../../src/probe/codes.ts';
import type { MirrorReport } from '../../src/report/types.ts';
import { readHistory } from '../../src/status/history/read-history.ts';
import { STATUS } from '../../src/status/limits.ts';
import { readStatus } from '../../src/status/read-status.ts';
import type { RecordedResult, Run } from '../../src/status/types.ts';
import { verdictChanges } from '../../src/status/view/changes.ts';
import { causesOf } from '../../src/status/view/failures.ts';
import { dailyFigures } from '../../src/status/view/series.ts';
import type { MirrorStatus, VantageStatus } from '../../src/status/view/vantage-status.ts';
import { failedMirror, sampleMirror } from '../support/sample-report.ts';
import { DAY_MS, HOUR_MS, NOW, record, reportAgo, temporaryFolder } from './support.ts';

const dead = (id = 'docker.1ms.run'): MirrorReport => failedMirror('dead', 'dns-failure', { id });

async function statusOf(data: string): Promise<VantageStatus> {
  const [status] = await readStatus(data, NOW);
  if (status === undefined) throw new Error('no vantage');
  return status;
}

function only({ mirrors }: VantageStatus): MirrorStatus {
  const [mirror] = mirrors;
  if (mirror === undefined) throw new Error('no mirror');
  return mirror;
}

describe('a mirror', () => {
  it('has its availability over three windows, its blocks, and when it was last usable', async () => {
    const data = await temporaryFolder();
    await record(
      data,
      reportAgo(40 * DAY_MS, [dead()]),
      reportAgo(20 * DAY_MS, [dead()]),
      reportAgo(3 * DAY_MS),
      reportAgo(2 * HOUR_MS, [failedMirror('restricted', 'denied', { id: 'docker.1ms.run' })]),
      reportAgo(HOUR_MS, [dead()]),
    );
    const mirror = only(await statusOf(data));
    expect(mirror.availability).toEqual({
      day: { up: 0, counted: 1, share: 0 },
      week: { up: 1, counted: 2, share: 0.5 },
      month: { up: 1, counted: 3, share: 1 / 3 },
    });
    expect(mirror.verdict).toBe('dead');
    expect(mirror.downSince).toBeNull();
    expect(mirror.lastUsable).toBe(NOW - 3 * DAY_MS - 30_000);
    expect(mirror.blocks.length).toBe(STATUS.blockDays);
    const told = mirror.blocks.filter(({ verdict }) => verdict !== 'unknown');
    expect(told.map(({ day, verdict }) => [day, verdict])).toEqual([
      ['2026-07-21', 'dead'],
      ['2026-08-10', 'dead'],
      ['2026-08-27', 'usable'],
      ['2026-08-30', 'dead'],
    ]);
    expect(mirror.blocks.at(-1)?.day).toBe('2026-08-30');
  });

  it('is down from the second failure in a row', async () => {
    const data = await temporaryFolder();
    await record(
      data,
      reportAgo(3 * HOUR_MS),
      reportAgo(2 * HOUR_MS, [dead()]),
      reportAgo(HOUR_MS, [dead()]),
    );
    expect(only(await statusOf(data)).downSince).toBe(NOW - 2 * HOUR_MS - 30_000);
  });

  it('that was left out of every run has no availability, not one of 0', async () => {
    const data = await temporaryFolder();
    await record(data, reportAgo(HOUR_MS, [failedMirror('restricted', 'denied')]));
    expect(only(await statusOf(data)).availability.day).toEqual({ up: 0, counted: 0, share: null });
  });

  it('leaves the table when no run has asked it for a week', async () => {
    const data = await temporaryFolder();
    await record(
      data,
      reportAgo(8 * DAY_MS, [sampleMirror({ id: 'gone.example' })]),
      reportAgo(6 * DAY_MS, [sampleMirror({ id: 'quiet.example' })]),
      reportAgo(0),
    );
    const { mirrors } = await statusOf(data);
    expect(mirrors.map(({ id }) => id).sort()).toEqual(['docker.1ms.run', 'quiet.example']);
  });
});

describe('the rank', () => {
  const unranked = sampleMirror({ rank: null, throughput: null, pullSeconds: null, ttfbMs: null });

  it('is that of the newest run with throughput', async () => {
    const data = await temporaryFolder();
    await record(
      data,
      reportAgo(20 * HOUR_MS, [sampleMirror({ rank: 3 })]),
      reportAgo(10 * HOUR_MS, [sampleMirror({ rank: 2 })]),
      reportAgo(HOUR_MS, [unranked], { throughput: false }),
    );
    expect(only(await statusOf(data))).toMatchObject({
      rank: 2,
      pullSeconds: 9.23,
      bytesPerSecond: 8_312_000,
    });
  });

  it('is none when that run is older than 36 hours', async () => {
    for (const [hours, rank] of [
      [36, 2],
      [37, null],
    ] as const) {
      const data = await temporaryFolder();
      await record(
        data,
        reportAgo(hours * HOUR_MS, [sampleMirror({ rank: 2 })]),
        reportAgo(HOUR_MS, [unranked], { throughput: false }),
      );
      expect(only(await statusOf(data)).rank).toBe(rank);
    }
  });

  it('is not that of a run that was stopped halfway', async () => {
    const data = await temporaryFolder();
    const stopped = { ...reportAgo(HOUR_MS, [sampleMirror({ rank: 1 })]), aborted: true };
    await record(data, reportAgo(2 * HOUR_MS, [sampleMirror({ rank: 2 })]), stopped);
    expect(only(await statusOf(data)).rank).toBe(2);
  });

  it('is none for a mirror that is not usable any more', async () => {
    const data = await temporaryFolder();
    await record(data, reportAgo(2 * HOUR_MS), reportAgo(HOUR_MS, [dead()], { throughput: false }));
    expect(only(await statusOf(data)).rank).toBeNull();
  });
});

it('the interval is what most runs keep, and staleness comes after two of them', async () => {
  const data = await temporaryFolder();
  const hours = [30, 26, 20, 16, 12, 8];
  await record(data, ...hours.map((ago) => reportAgo(ago * HOUR_MS)));
  const { intervalMs, staleFrom } = await statusOf(data);
  expect(intervalMs).toBe(4 * HOUR_MS);
  expect(staleFrom).toBe(NOW - 8 * HOUR_MS + 8 * HOUR_MS);
});

const run = (at: number): Run => ({
  id: `r${at}`,
  startedAt: at * HOUR_MS,
  finishedAt: at * HOUR_MS,
  version: '0.1.0',
  throughput: true,
  aborted: false,
  demo: false,
  image: 'nginx:latest',
  registry: 'docker.io',
  scope: 'builtin',
  cut: false,
});

function observed(verdicts: readonly Verdict[]): readonly RecordedResult[] {
  return verdicts.map((verdict, at) => ({
    run: run(at),
    url: 'https://docker.1ms.run',
    verdict,
    code: verdict === 'dead' ? 'dns-failure' : verdict === 'broken' ? 'server-error' : null,
    phase: verdict === 'broken' ? (at % 2 === 0 ? 'layer' : 'manifest') : null,
    httpStatus: null,
    rank: null,
    latencyMs: at,
    ttfbMs: null,
    bytesPerSecond: null,
    pullSeconds: null,
    fresh: null,
  }));
}

describe('verdict changes', () => {
  it('pass over runs that tell nothing, and say which failures stand alone', () => {
    const changes = verdictChanges(
      observed(['usable', 'unknown', 'dead', 'usable', 'dead', 'limited', 'broken', 'usable', 'dead']),
    );
    expect(
      changes.map(({ from, to, single, observation }) => [from, to, single, observation.run.id]),
    ).toEqual([
      ['usable', 'dead', true, 'r2'],
      ['dead', 'usable', false, 'r3'],
      ['usable', 'dead', false, 'r4'],
      ['dead', 'limited', false, 'r5'],
      ['limited', 'broken', false, 'r6'],
      ['broken', 'usable', false, 'r7'],
      ['usable', 'dead', true, 'r8'],
    ]);
  });

  it('lead from the first verdict that tells to the last', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...VERDICTS)), (verdicts) => {
        const telling = verdicts.filter((verdict) => verdict !== 'unknown');
        const changes = verdictChanges(observed(verdicts));
        expect([telling[0], ...changes.map(({ to }) => to)].at(-1)).toBe(
          changes.length === 0 ? telling[0] : telling.at(-1),
        );
        for (const [index, { from, to }] of changes.entries()) {
          expect(from).not.toBe(to);
          if (index > 0) expect(from).toBe(changes[index - 1]?.to);
        }
      }),
    );
  });
});

it('failures are gathered by phase and code, the last seen first', () => {
  const causes = causesOf(observed(['broken', 'broken', 'broken', 'dead', 'usable', 'degraded', 'unknown']));
  expect(causes.map(({ phase, code, count, last }) => [phase, code, count, last.run.id])).toEqual([
    [null, 'dns-failure', 1, 'r3'],
    ['layer', 'server-error', 2, 'r2'],
    ['manifest', 'server-error', 1, 'r1'],
  ]);
});

it('daily figures have a place for each day, and nothing where nothing was measured', () => {
  const observations = observed(Array.from({ length: 24 }, () => 'usable' as const));
  const figures = dailyFigures(observations, ({ latencyMs }) => latencyMs, 3, DAY_MS + HOUR_MS);
  // Hours 0 to 23: the median of 0..23 is 11.5, a tenth of the way 2.3, nine tenths 20.7.
  expect(figures).toEqual([
    null,
    { day: '1970-01-01', low: expect.closeTo(2.3), median: 11.5, high: expect.closeTo(20.7), samples: 24 },
    null,
  ]);
});

it('months count what days have lost their reports', async () => {
  const data = await temporaryFolder();
  await record(
    data,
    reportAgo(100 * DAY_MS),
    reportAgo(99 * DAY_MS, [dead()]),
    reportAgo(DAY_MS),
    reportAgo(0),
  );
  const [history] = await readHistory(data, NOW);
  const mirror = history?.mirrors.get('docker.1ms.run');
  expect([...(mirror?.months ?? [])]).toEqual([
    ['2026-05', { usable: 1, dead: 1 }],
    ['2026-08', { usable: 2 }],
  ]);
  expect(only(await statusOf(data)).history.observations.length).toBe(2);
});
