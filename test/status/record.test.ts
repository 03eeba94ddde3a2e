import { appendFile, mkdir, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readHistory } from '../../src/status/history/read-history.ts';
import { recordReport } from '../../src/status/history/record.ts';
import { withHistoryLock } from '../../src/status/history/with-lock.ts';
import { STATUS } from '../../src/status/limits.ts';
import { historyPaths } from '../../src/status/names.ts';
import { wordsForNextRun } from '../../src/status/next-run.ts';
import { failedMirror, sampleMirror, sampleReport } from '../support/sample-report.ts';
import { validateReport } from '../support/validate-report.ts';
import { DAY_MS, HOUR_MS, NOW, reading, record, reportAgo, temporaryFolder } from './support.ts';

const DAY = '2026-08-30';

async function tree(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = await readdir(folder, { recursive: true });
  const files: Record<string, string> = {};
  for (const name of names.sort()) {
    const path = join(folder, name);
    if ((await stat(path)).isFile()) files[name.replaceAll('\\', '/')] = await reading(path);
  }
  return files;
}

describe('recording', () => {
  it('appends a report as one line of its day and vantage', async () => {
    const data = await temporaryFolder();
    const outcomes = await record(data, reportAgo(2 * HOUR_MS), reportAgo(HOUR_MS), reportAgo(DAY_MS));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['recorded', 'recorded', 'recorded']);
    const lines = (await reading(historyPaths.runsOf(data, 'local', DAY))).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).runId)).toEqual(['run-7200000', 'run-3600000']);
    for (const line of lines) expect(validateReport(JSON.parse(line))).toEqual([]);
    expect(Object.keys(await tree(data))).toEqual([
      'days/local/2026-08-29.json',
      'days/local/2026-08-30.json',
      'latest/local.json',
      'runs/local/2026-08-29.ndjson',
      'runs/local/2026-08-30.ndjson',
    ]);
  });

  it('changes nothing the second time', async () => {
    const data = await temporaryFolder();
    const report = reportAgo(HOUR_MS);
    await record(data, report, reportAgo(2 * HOUR_MS));
    const before = await tree(data);
    expect((await record(data, report))[0]?.kind).toBe('known');
    expect(await tree(data)).toEqual(before);
  });

  it('keeps the newest report whole, whichever was recorded last', async () => {
    const data = await temporaryFolder();
    await record(data, reportAgo(HOUR_MS), reportAgo(5 * HOUR_MS));
    const latest = JSON.parse(await reading(historyPaths.latest(data, 'local')));
    expect(latest.runId).toBe('run-3600000');
    expect(validateReport(latest)).toEqual([]);
  });

  it('takes no word of a roll-up for one of its own that every object knows', async () => {
    const data = await temporaryFolder();
    await record(data, reportAgo(HOUR_MS, [failedMirror('dead', 'dns-failure', { phase: 'ping' })]));
    const path = historyPaths.rollUpOf(data, 'local', DAY);
    const rolled = await reading(path);
    expect(rolled).toContain('"ping"');
    await writeFile(path, rolled.replaceAll('"ping"', '"constructor"'));
    await rm(historyPaths.runsOf(data, 'local', DAY));
    const seen = [...((await readHistory(data, NOW))[0]?.mirrors.values() ?? [])];
    expect(seen.flatMap(({ observations }) => observations.map(({ phase }) => phase))).toEqual([null]);
  });

  it('keeps vantages apart', async () => {
    const data = await temporaryFolder();
    await record(data, reportAgo(HOUR_MS), reportAgo(HOUR_MS, [], { vantage: 'abroad' }));
    const histories = await readHistory(data, NOW);
    expect(histories.map(({ name, mirrors }) => [name, mirrors.size])).toEqual([
      ['abroad', 0],
      ['local', 1],
    ]);
  });
});

describe('what a killed run leaves', () => {
  it.each([
    ['half a line', '{"schemaVersion":1,"runId":"half'],
    ['zeros, as after a power cut', '\0'.repeat(100)],
  ])('%s is cut off by the next recording, and told', async (_, rest) => {
    const data = await temporaryFolder();
    await record(data, reportAgo(3 * HOUR_MS));
    const path = historyPaths.runsOf(data, 'local', DAY);
    const whole = await reading(path);
    await appendFile(path, rest);
    expect((await readHistory(data, NOW))[0]?.runs.length).toBe(1);
    const [outcome] = await record(data, reportAgo(HOUR_MS));
    expect(outcome).toMatchObject({ kind: 'recorded', repairedBytes: rest.length, strangeLines: 0 });
    const after = await reading(path);
    expect(after.startsWith(whole)).toBe(true);
    expect(after).not.toContain(rest);
    expect(after.trimEnd().split('\n').length).toBe(2);
  });

  it('a report that lacks only its newline is kept', async () => {
    const data = await temporaryFolder();
    await record(data, reportAgo(3 * HOUR_MS), reportAgo(2 * HOUR_MS));
    const path = historyPaths.runsOf(data, 'local', DAY);
    await truncate(path, (await stat(path)).size - 1);
    expect((await record(data, reportAgo(2 * HOUR_MS)))[0]?.kind).toBe('known');
    const [outcome] = await record(data, reportAgo(HOUR_MS));
    expect(outcome).toMatchObject({ kind: 'recorded', repairedBytes: 0 });
    const lines = (await reading(path)).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).runId)).toEqual([
      'run-10800000',
      'run-7200000',
      'run-3600000',
    ]);
  });

  it('cut at every byte of its line a report is there or not, and the others are', async () => {
    const data = await temporaryFolder();
    await record(data, reportAgo(3 * HOUR_MS));
    const path = historyPaths.runsOf(data, 'local', DAY);
    const first = await reading(path);
    await record(data, reportAgo(2 * HOUR_MS));
    const both = await reading(path);
    const step = Math.ceil((both.length - first.length) / 25);
    for (let at = first.length; at <= both.length; at += step) {
      await writeFile(path, both.slice(0, at));
      await record(data, reportAgo(HOUR_MS));
      const ids = (await reading(path))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).runId);
      expect(ids[0]).toBe('run-10800000');
      expect(ids.at(-1)).toBe('run-3600000');
      expect(ids.length).toBe(at >= both.length - 1 ? 3 : 2);
    }
  });

  it('a strange line in the middle is left alone', async () => {
    const data = await temporaryFolder();
    await record(data, reportAgo(3 * HOUR_MS));
    const path = historyPaths.runsOf(data, 'local', DAY);
    await appendFile(path, '<<<<<<< HEAD\n{"schemaVersion":2}\n');
    const [outcome] = await record(data, reportAgo(HOUR_MS));
    expect(outcome).toMatchObject({ kind: 'recorded', strangeLines: 2 });
    expect(await reading(path)).toContain('<<<<<<< HEAD\n{"schemaVersion":2}\n');
    expect((await readHistory(data, NOW))[0]?.runs.length).toBe(2);
  });
});

describe('refused by name', () => {
  const good = reportAgo(HOUR_MS);
  const ahead = new Date(NOW + DAY_MS).toISOString();
  it.each<[string, unknown]>([
    ['not-a-report', 'no JSON'],
    ['not-a-report', {}],
    ['not-a-report', { ...good, mirrors: [{}] }],
    ['newer-schema', { ...good, schemaVersion: 2 }],
    ['dated-ahead', { ...good, finishedAt: ahead }],
    ['dated-ahead', { ...good, startedAt: ahead, finishedAt: ahead }],
    ['bad-date', { ...good, startedAt: '2026-02-31T10:00:00Z' }],
    ['bad-date', { ...good, startedAt: good.finishedAt, finishedAt: good.startedAt }],
    ['unsafe-vantage', { ...good, vantage: { ...good.vantage, name: '../../etc' } }],
    ['unsafe-vantage', { ...good, vantage: { ...good.vantage, name: 'a..b' } }],
    ['unsafe-vantage', { ...good, vantage: { ...good.vantage, name: 'a/b' } }],
    ['unsafe-id', { ...good, mirrors: [sampleMirror({ id: '../x' })] }],
    ['unsafe-id', { ...good, mirrors: [sampleMirror({ id: 'a..b' })] }],
    ['unsafe-id', { ...good, mirrors: [sampleMirror({ id: '.hidden' })] }],
    ['unsafe-id', { ...good, mirrors: [sampleMirror({ id: 'a'.repeat(101) })] }],
  ])('%s', async (reason, report) => {
    const data = await temporaryFolder();
    const text = typeof report === 'string' ? report : JSON.stringify(report);
    expect(await recordReport(data, text, NOW)).toMatchObject({ kind: 'refused', reason });
    expect(await readdir(data)).toEqual([]);
  });
});

describe('personal addresses', () => {
  it('are templates in everything that is kept', async () => {
    const data = await temporaryFolder();
    const mine = sampleMirror({
      id: 'k3jx81ab.mirror.aliyuncs.com',
      url: 'https://k3jx81ab.mirror.aliyuncs.com',
      access: 'personal-address',
      tokenHost: 'k3jx81ab.mirror.aliyuncs.com',
      blobHosts: ['K3JX81AB.mirror.aliyuncs.com'],
    });
    const failed = failedMirror('dead', 'dns-failure', {
      id: 'huawei',
      url: 'https://0123abcd.mirror.swr.myhuaweicloud.com',
      access: 'personal-address',
      detail: 'getaddrinfo ENOTFOUND 0123abcd.mirror.swr.myhuaweicloud.com',
    });
    const line = { bytesPerSecond: 1e6, mirrors: [mine.id, 'hub.example'] };
    await record(data, { ...sampleReport([mine, failed]), line, finishedAt: new Date(NOW).toISOString() });
    const all = JSON.stringify(await tree(data)).toLowerCase();
    expect(all).not.toContain('k3jx81ab');
    expect(all).not.toContain('0123abcd');
    expect(all).toContain('https://{id}.mirror.aliyuncs.com');
    const latest = JSON.parse(await reading(historyPaths.latest(data, 'local')));
    expect(validateReport(latest)).toEqual([]);
    expect(latest.mirrors[0].id).toBe('personal.mirror.aliyuncs.com');
    expect(latest.line.mirrors).toEqual(['personal.mirror.aliyuncs.com', 'hub.example']);
  });
});

describe('days that have grown old', () => {
  it('lose their reports and keep their roll-up; nothing newer is touched', async () => {
    const data = await temporaryFolder();
    await record(data, reportAgo(STATUS.rawDays * DAY_MS), reportAgo((STATUS.rawDays - 1) * DAY_MS));
    expect((await readdir(historyPaths.runs(data, 'local'))).length).toBe(2);
    // A row of days, each vouched for by the one before, leads to now.
    const weeks = Array.from({ length: 12 }, (_, week) => (12 - week) * 7);
    await record(data, ...weeks.map((days) => reportAgo(days * DAY_MS)));
    await record(data, reportAgo(DAY_MS), reportAgo(HOUR_MS));
    const days = await readdir(historyPaths.runs(data, 'local'));
    expect(days.length).toBe(15);
    expect([days[0], ...days.slice(-2)]).toEqual([
      '2026-06-02.ndjson',
      '2026-08-29.ndjson',
      '2026-08-30.ndjson',
    ]);
    const closed = JSON.parse(await reading(historyPaths.rollUpOf(data, 'local', '2026-06-01')));
    expect(closed).toMatchObject({
      rawBytes: null,
      mirrors: [{ verdicts: 'u', median: { latencyMs: 38.2 } }],
    });
    expect(closed.mirrors[0].latencyMs).toBeUndefined();
    expect((await record(data, reportAgo(STATUS.rawDays * DAY_MS)))[0]?.kind).toBe('known');
    expect((await record(data, reportAgo(STATUS.rawDays * DAY_MS + HOUR_MS)))[0]).toMatchObject({
      kind: 'refused',
      reason: 'day-closed',
    });
  });

  it('stay whole where a line is not understood', async () => {
    const data = await temporaryFolder();
    await record(data, reportAgo(STATUS.rawDays * DAY_MS));
    await appendFile(historyPaths.runsOf(data, 'local', '2026-06-01'), '{"schemaVersion":2}\n');
    const weeks = Array.from({ length: 12 }, (_, week) => (12 - week) * 7);
    await record(data, ...weeks.map((days) => reportAgo(days * DAY_MS)), reportAgo(HOUR_MS));
    expect(await readdir(historyPaths.runs(data, 'local'))).toContain('2026-06-01.ndjson');
  });
});

it('two that record at once take turns', async () => {
  const data = await temporaryFolder();
  const owner = { uid: process.getuid?.() ?? null, env: process.env };
  const order: string[] = [];
  const work = async (name: string): Promise<void> => {
    order.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 30));
    order.push(`${name} ends`);
  };
  await Promise.all(['a', 'b', 'c'].map((name) => withHistoryLock(data, owner, () => work(name))));
  const names = order.map((step) => step.slice(0, 1));
  expect(order.length).toBe(6);
  for (const at of [0, 2, 4]) expect(names[at]).toBe(names[at + 1]);
});

describe('roll-ups', () => {
  it('tell what the reports tell, and are made anew where they are not in step', async () => {
    const data = await temporaryFolder();
    const mirrors = [
      sampleMirror(),
      failedMirror('broken', 'server-error', { httpStatus: 502, phase: 'layer' }),
    ];
    await record(
      data,
      reportAgo(3 * HOUR_MS, mirrors),
      reportAgo(2 * HOUR_MS, mirrors.slice(0, 1), { throughput: false }),
      reportAgo(HOUR_MS, [failedMirror('dead', 'dns-failure', { id: 'docker.1ms.run' })]),
    );
    const fromRollUps = await readHistory(data, NOW);
    await rm(join(data, 'days'), { recursive: true });
    const fromReports = await readHistory(data, NOW);
    expect(fromReports).toEqual(fromRollUps);
    expect(fromReports[0]?.mirrors.get('docker.1ms.run')?.observations).toMatchObject([
      {
        verdict: 'usable',
        code: null,
        rank: 1,
        latencyMs: 38.2,
        ttfbMs: 120,
        bytesPerSecond: 8_312_000,
        fresh: true,
      },
      { verdict: 'usable' },
      { verdict: 'dead', code: 'dns-failure', rank: null, latencyMs: null },
    ]);
    expect(fromReports[0]?.mirrors.get('server-error.example.com')?.observations).toMatchObject([
      { verdict: 'broken', code: 'server-error', phase: 'layer', httpStatus: 502 },
    ]);

    // Out of step: the roll-up knows nothing of the third run.
    const stale = { schemaVersion: 1, vantage: 'local', day: DAY, rawBytes: 1, runs: [], mirrors: [] };
    const path = historyPaths.rollUpOf(data, 'local', DAY);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, JSON.stringify(stale));
    expect(await readHistory(data, NOW)).toEqual(fromReports);
    await writeFile(path, 'not JSON');
    expect(await readHistory(data, NOW)).toEqual(fromReports);
  });

  it('with columns of the wrong length, or names that leave the folder, are not believed', async () => {
    const data = await temporaryFolder();
    await record(data, reportAgo(HOUR_MS));
    const path = historyPaths.rollUpOf(data, 'local', DAY);
    const good = JSON.parse(await reading(path));
    await rm(join(data, 'runs'), { recursive: true });
    expect((await readHistory(data, NOW))[0]?.mirrors.size).toBe(1);
    for (const mirror of [
      { verdicts: 'uu' },
      { id: 'a..b' },
      { latencyMs: [1, 2] },
      { url: 'javascript:x' },
    ]) {
      await writeFile(path, JSON.stringify({ ...good, mirrors: [{ ...good.mirrors[0], ...mirror }] }));
      expect(await readHistory(data, NOW)).toEqual([]);
    }
  });

  it('are a fraction of the reports', async () => {
    const data = await temporaryFolder();
    const reports = Array.from({ length: 24 }, (_, run) => reportAgo((run * HOUR_MS) / 4));
    await record(data, ...reports);
    const { size } = await stat(historyPaths.rollUpOf(data, 'local', DAY));
    expect(size * 3).toBeLessThan((await stat(historyPaths.runsOf(data, 'local', DAY))).size);
  });
});

it('a folder where a hint or a roll-up belongs is moved aside, and keeps nothing from going on', async () => {
  const data = await temporaryFolder();
  await record(data, reportAgo(2 * HOUR_MS));
  for (const path of [
    historyPaths.latest(data, 'local'),
    historyPaths.rollUpOf(data, 'local', '2026-08-30'),
  ]) {
    await rm(path);
    await mkdir(path);
    await writeFile(join(path, 'note'), 'mine');
  }
  expect(await wordsForNextRun(data, 'local', 22, NOW)).toContain(historyPaths.latest(data, 'local'));
  expect((await readHistory(data, NOW))[0]?.runs.length).toBe(1);
  expect(await record(data, reportAgo(HOUR_MS))).toMatchObject([{ kind: 'recorded' }]);
  expect(JSON.parse(await reading(historyPaths.latest(data, 'local'))).runId).toBe(`run-${HOUR_MS}`);
  expect(await reading(join(data, 'aside/latest/local.json/note'))).toBe('mine');
  expect(await reading(join(data, 'aside/days/local/2026-08-30.json/note'))).toBe('mine');
});
