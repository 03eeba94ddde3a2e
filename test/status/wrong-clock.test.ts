import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readHistory } from '../../src/status/history/read-history.ts';
import { recordReport } from '../../src/status/history/record.ts';
import { retentionOf } from '../../src/status/history/retention.ts';
import { dayOf, historyPaths } from '../../src/status/names.ts';
import { DAY_MS, HOUR_MS, NOW, reading, record, reportAgo, temporaryFolder } from './support.ts';

const YEAR_MS = 365 * DAY_MS;

describe('a recording with the clock a year ahead', () => {
  const ahead = reportAgo(-YEAR_MS);

  it('deletes nothing, and the present goes on', async () => {
    const data = await temporaryFolder();
    const past = Array.from({ length: 90 }, (_, day) => reportAgo((90 - day) * DAY_MS));
    await record(data, ...past);
    const runs = historyPaths.runs(data, 'local');
    const before = await readdir(runs);
    expect(before.length).toBe(90);
    expect((await recordReport(data, JSON.stringify(ahead), NOW + YEAR_MS)).kind).toBe('recorded');
    expect((await readdir(runs)).length).toBe(91);

    const outcomes = await record(data, reportAgo(2 * HOUR_MS), reportAgo(HOUR_MS));
    expect(outcomes).toMatchObject([
      { kind: 'recorded', setAside: ['2027-08-30'] },
      { kind: 'recorded', setAside: [] },
    ]);
    expect(await readdir(join(data, 'aside/local'))).toEqual(['2027-08-30.ndjson']);
    expect(await readdir(runs)).toEqual([...before.slice(1), '2026-08-30.ndjson']);
    expect(JSON.parse(await reading(historyPaths.latest(data, 'local'))).runId).toBe('run-3600000');
    // Nor does it come alive when its day comes.
    const [history] = await readHistory(data, NOW + YEAR_MS);
    expect(history).toBeUndefined();
  });

  it('nor do several, on days of their own, which vouch for each other', async () => {
    const data = await temporaryFolder();
    await record(data, ...Array.from({ length: 90 }, (_, day) => reportAgo((90 - day) * DAY_MS)));
    const then = NOW + YEAR_MS;
    for (const day of [2, 1, 0])
      await recordReport(data, JSON.stringify(reportAgo(day * DAY_MS - YEAR_MS)), then);
    expect((await readdir(historyPaths.runs(data, 'local'))).length).toBe(93);
    const outcomes = await record(data, reportAgo(2 * HOUR_MS));
    expect(outcomes).toMatchObject([{ setAside: ['2027-08-28', '2027-08-29', '2027-08-30'] }]);
    expect((await readHistory(data, NOW))[0]?.runs.at(-1)?.id).toBe(`run-${2 * HOUR_MS}`);
  });

  it('and one with the clock behind sets nothing aside', async () => {
    const data = await temporaryFolder();
    await record(data, reportAgo(2 * DAY_MS), reportAgo(DAY_MS), reportAgo(HOUR_MS));
    const long = NOW - 3 * YEAR_MS;
    const outcome = await recordReport(data, JSON.stringify(reportAgo(3 * YEAR_MS)), long);
    expect(outcome).toMatchObject({ kind: 'recorded', setAside: [] });
    expect((await readdir(historyPaths.runs(data, 'local'))).length).toBe(4);
    expect((await readHistory(data, NOW))[0]?.runs.length).toBe(3);
  });
});

describe('retention', () => {
  /** From so many days ago to so many, each. */
  const row = (from: number, to: number): readonly string[] =>
    Array.from({ length: from - to + 1 }, (_, day) => dayOf(NOW - (from - day) * DAY_MS));

  it.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['a lone day closes nothing', ['2026-01-01', '2026-08-30'], [], []],
    ['nor do two', ['2026-01-01', '2026-08-29', '2026-08-30'], [], []],
    ['nor a month after a rest', ['2026-01-01', ...row(30, 0)], [], []],
    ['as much as is kept does', ['2026-01-01', ...row(89, 0)], ['2026-01-01'], []],
    ['in an unbroken row it is a day a day', row(90, 0), row(90, 90), []],
    ['a week apart is near enough', ['2026-01-01', ...row(89, 60), ...row(53, 0)], ['2026-01-01'], []],
    ['eight days are not', ['2026-01-01', ...row(89, 60), ...row(52, 0)], [], []],
    [
      'a pair ahead is not the present',
      ['2026-08-29', '2026-08-30', '2027-01-01', '2027-01-02'],
      [],
      ['2027-01-01', '2027-01-02'],
    ],
    [
      'where the clock is behind, the present is not ahead',
      [...row(9, 0), '2026-08-31', '2026-09-02'],
      [],
      [],
    ],
  ])('%s', (_, days, close, aside) => {
    expect(retentionOf(days, '2026-08-30')).toEqual({ close, aside });
  });
});
