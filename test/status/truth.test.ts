import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MirrorReport, Report } from '../../src/report/types.ts';
import { buildSite } from '../../src/status/build.ts';
import { recordReport } from '../../src/status/history/record.ts';
import { STATUS } from '../../src/status/limits.ts';
import { eventId } from '../../src/status/machine/event.ts';
import { dayOf, historyPaths } from '../../src/status/names.ts';
import { readStatus } from '../../src/status/read-status.ts';
import { parseSettings } from '../../src/status/settings.ts';
import { changesBy } from '../../src/status/tell-changes.ts';
import type { RecordedResult, Run, VantageHistory } from '../../src/status/types.ts';
import { knownEventsOf, timelineOf } from '../../src/status/view/timeline.ts';
import { toldOf } from '../../src/status/view/told.ts';
import { type VantageStatus, vantageStatus } from '../../src/status/view/vantage-status.ts';
import { whyOf } from '../../src/status/view/why.ts';
import { loadMessages } from '../../src/words/index.ts';
import { failedMirror, sampleMirror } from '../support/sample-report.ts';
import { DAY_MS, HOUR_MS, NOW, reading, record, reportAgo, temporaryFolder } from './support.ts';

const words = loadMessages('en', ['status', 'verdict']);
const up = (id: string, more: Partial<MirrorReport> = {}): MirrorReport =>
  sampleMirror({ id, url: `https://${id}.example`, ...more });
const failed = (id: string, verdict: 'dead' | 'unsafe' | 'limited' | 'unknown'): MirrorReport => {
  const code = (
    {
      dead: 'dns-failure',
      unsafe: 'digest-mismatch',
      limited: 'rate-limited',
      unknown: 'no-network',
    } as const
  )[verdict];
  return failedMirror(verdict, code, { id, url: `https://${id}.example` });
};
const with_ = (report: Report, parameters: Partial<Report['parameters']>): Report => ({
  ...report,
  parameters: { ...report.parameters, ...parameters },
});

async function statusOf(data: string, now = NOW): Promise<VantageStatus> {
  const [status] = await readStatus(data, now);
  if (status === undefined) throw new Error('no vantage');
  return status;
}
async function statusAfter(...reports: readonly Report[]): Promise<VantageStatus> {
  const data = await temporaryFolder();
  const outcomes = await record(data, ...reports);
  expect(outcomes.filter(({ kind }) => kind !== 'recorded')).toEqual([]);
  return statusOf(data);
}

describe('a run of later today, by a wrong clock', () => {
  it('rules neither page, recommendation, telling nor hint', async () => {
    const data = await temporaryFolder();
    await record(data, reportAgo(2 * HOUR_MS, [up('ant'), up('bee')]));
    const later = reportAgo(-5 * HOUR_MS, [up('ant'), up('bee')]);
    expect(await recordReport(data, JSON.stringify(later), NOW + 5 * HOUR_MS)).toMatchObject({
      kind: 'recorded',
      day: dayOf(NOW),
    });
    const run = reportAgo(HOUR_MS, [failed('ant', 'unsafe'), up('bee')]);
    await record(data, run);
    const status = await statusOf(data);
    expect(status.knownAt).toBe(NOW - HOUR_MS);
    expect(status.best.map(({ id }) => id)).toEqual(['bee']);
    expect(status.mirrors[0]?.history.months.get('2026-08')).toEqual({ usable: 2 });
    const told = await changesBy(data, [{ vantage: 'local', runId: run.runId }], NOW, await words);
    expect(told?.events.map(({ kind }) => kind)).toEqual(['unsafe']);
    expect(JSON.parse(await reading(historyPaths.latest(data, 'local'))).runId).toBe(run.runId);
  });
});

describe('the oldest day that is read', () => {
  const STEP = 6 * HOUR_MS;
  const at = (index: number): number => Date.parse('2025-03-01T00:10:00Z') + index * STEP;
  const patterns: Readonly<Record<string, (index: number) => boolean>> = {
    steady: () => true,
    dead: (index) => index <= 3,
    returned: (index) => index <= 3 || index > 700,
    week: (index) => index % 7 >= 3,
    eleven: (index) => index % 11 >= 5,
    odd: (index) => (index * index) % 13 >= 6,
  };
  const runs = Array.from({ length: 1_000 }, (_, index): Run => {
    const run = { id: `r${index}`, startedAt: at(index), finishedAt: at(index) + 1_000, version: '1' };
    const more = { throughput: true, aborted: false, demo: false, image: 'nginx', registry: 'docker.io' };
    return { ...run, ...more, scope: 'builtin', cut: false };
  });
  const observation = (run: Run, id: string, isUp: boolean): RecordedResult => ({
    run,
    url: `https://${id}.example`,
    verdict: isUp ? 'usable' : 'dead',
    code: isUp ? null : 'dns-failure',
    phase: null,
    httpStatus: null,
    rank: null,
    latencyMs: null,
    ttfbMs: null,
    bytesPerSecond: null,
    pullSeconds: null,
    fresh: null,
  });
  /** What is read with run `last` as the newest. */
  const historyAt = (last: number): VantageHistory => {
    const first = Date.parse(dayOf(at(last))) - (STATUS.blockDays + STATUS.beforeDays - 1) * DAY_MS;
    const read = runs.slice(0, last + 1).filter(({ startedAt }) => startedAt >= first);
    const mirrors = Object.entries(patterns).map(([id, isUp]) => {
      const observations = read.map((run) => observation(run, id, isUp(Number(run.id.slice(1)))));
      const identity = { id, url: `https://${id}.example`, operator: null, access: null };
      return [id, { ...identity, observations, months: new Map() }] as const;
    });
    return { name: 'local', runs: read, mirrors: new Map(mirrors) };
  };
  const shown = (
    last: number,
  ): { events: Map<string, string>; told: readonly string[]; status: VantageStatus } => {
    const now = at(last) + 60_000;
    const status = vantageStatus(historyAt(last), now);
    if (status === null) throw new Error('nothing');
    const events = timelineOf(status, now).map((event) => [eventId(event), `${event.since}`] as const);
    const told = toldOf(knownEventsOf(status), status.tellingRuns, STATUS.notifyMs, STATUS.renewMs);
    const fresh = told.filter(({ run }) => run.startedAt > now - 30 * DAY_MS);
    return {
      events: new Map(events),
      told: fresh.map(({ event, run }) => `${run.id} ${event.mirror.id} ${event.kind}`).sort(),
      status,
    };
  };

  it('moves on, and neither makes nor changes an event, nor tells anything anew', () => {
    let before = shown(740);
    for (let last = 744; last < 860; last += 4) {
      const after = shown(last);
      const oldest = at(last - 4) - (STATUS.blockDays - 2) * DAY_MS;
      for (const [id, since] of after.events) {
        if (before.events.has(id)) expect(before.events.get(id)).toBe(since);
      }
      const newer = new Set(runs.slice(last - 3, last + 1).map(({ id }) => id));
      expect(after.told.filter((line) => !newer.has(line.split(' ')[0] ?? ''))).toEqual(
        before.told.filter((line) => {
          const index = Number(/^r(\d+)/.exec(line)?.[1]);
          return at(index) > at(last) + 60_000 - 30 * DAY_MS;
        }),
      );
      const made = [...after.events.keys()].filter((id) => !before.events.has(id));
      const own = timelineOf(after.status, at(last) + 60_000).filter((event) =>
        made.includes(eventId(event)),
      );
      for (const event of own) expect(event.run.startedAt).toBeGreaterThan(oldest);
      for (const event of own) expect(newer.has(event.run.id)).toBe(true);
      before = after;
    }
    const { status } = before;
    const dead = status.mirrors.find(({ id }) => id === 'dead');
    expect(timelineOf(status, at(856) + 60_000).filter(({ mirror }) => mirror.id === 'dead')).toEqual([]);
    expect(dead?.downSince).toBeLessThan(at(856) - STATUS.beforeDays * DAY_MS);
  });

  it('knows of an outage that is longer that it is over, and that it began before', () => {
    const now = at(704) + 60_000;
    const status = vantageStatus(historyAt(704), now);
    const [event] =
      status === null ? [] : timelineOf(status, now).filter(({ mirror }) => mirror.id === 'returned');
    expect(event).toMatchObject({ kind: 'back', isBefore: true, run: { id: 'r701' } });
    expect(event?.since).toBe(at(701) - STATUS.beforeDays * DAY_MS);
  });
});

describe('a list that is called anew', () => {
  const four = ['ant', 'bee', 'cat', 'dog'];
  it.each<[string, Partial<Report['parameters']>]>([
    ['by another name', { lists: ['my-mirrors.json'] }],
    ['with --skip', { skip: 1 }],
    ['with --all', { all: true }],
  ])('%s is the list at once, tells who left and who joined, and is not silence', async (_, more) => {
    const status = await statusAfter(
      ...[30, 29, 28].map((hours) =>
        reportAgo(
          hours * HOUR_MS,
          four.map((id) => up(id)),
        ),
      ),
      with_(
        reportAgo(
          HOUR_MS,
          ['ant', 'bee', 'cat', 'eel'].map((id) => up(id)),
        ),
        more,
      ),
    );
    expect(status.mirrors.map(({ id }) => id).sort()).toEqual(['ant', 'bee', 'cat', 'eel']);
    expect(status.moves).toMatchObject([
      { kind: 'joined', id: 'eel' },
      { kind: 'left', id: 'dog' },
    ]);
    expect(status).toMatchObject({ isSilent: false, heardAt: NOW - HOUR_MS, knownAt: NOW - HOUR_MS });
  });

  it('with half of it gone takes two runs that agree, and is not silence before', async () => {
    const whole = [75, 51, 27].map((hours) =>
      reportAgo(
        hours * HOUR_MS,
        four.map((id) => up(id)),
      ),
    );
    const half = (hours: number): Report =>
      with_(reportAgo(hours * HOUR_MS, [up('ant'), up('bee')]), { skip: 2 });
    const once = await statusAfter(...whole, half(3));
    expect(once.mirrors.length).toBe(4);
    expect(once.isSilent).toBe(false);
    const twice = await statusAfter(...whole, half(3), half(2));
    expect(twice.mirrors.map(({ id }) => id)).toEqual(['ant', 'bee']);
    expect(twice.moves.map(({ kind }) => kind)).toEqual(['left', 'left']);
  });
});

describe('without network', () => {
  const cutOff = (hours: number, ...others: readonly MirrorReport[]): Report =>
    reportAgo(hours * HOUR_MS, [failed('bee', 'unknown'), ...others]);

  it.each<[string, MirrorReport]>([
    ['as an earlier version has it', failed('ant', 'limited')],
    [
      'as it is marked',
      { ...up('ant', { rank: null }), verdict: 'degraded', code: 'stale', carriedOver: true },
    ],
  ])('whom it leaves alone is no measurement, %s', async (_, ant) => {
    const status = await statusAfter(
      reportAgo(3 * HOUR_MS, [failed('ant', 'limited'), up('bee')]),
      cutOff(1, ant),
    );
    expect(status.withoutNetwork?.finishedAt).toBe(NOW - HOUR_MS);
    expect(status.knownAt).toBe(NOW - 3 * HOUR_MS);
    const left = status.mirrors.find(({ id }) => id === 'ant');
    expect(left).toMatchObject({ verdict: 'limited', newest: { run: { finishedAt: NOW - 3 * HOUR_MS } } });
  });

  it('for nine days, what was known is kept with its date; where nothing ever was, that is said', async () => {
    const days = Array.from({ length: 9 }, (_, day) => cutOff((8 - day) * 24 + 1));
    const status = await statusAfter(reportAgo(9 * DAY_MS + HOUR_MS, [up('bee')]), ...days);
    expect(status).toMatchObject({ knownAt: NOW - 9 * DAY_MS - HOUR_MS, counts: { usable: 1 }, best: [] });
    expect((await statusAfter(...days)).knownRun).toBeNull();
  });
});

it('places are those of one run', async () => {
  const status = await statusAfter(
    reportAgo(20 * HOUR_MS, [up('ant', { rank: 1 }), up('bee', { rank: 2 })]),
    reportAgo(2 * HOUR_MS, [failed('ant', 'limited'), up('bee', { rank: 1 })]),
    reportAgo(
      HOUR_MS,
      ['ant', 'bee'].map((id) => up(id, { rank: null, throughput: null, pullSeconds: null })),
    ),
  );
  expect(status.mirrors.map(({ id, rank }) => [id, rank])).toEqual([
    ['bee', 1],
    ['ant', null],
  ]);
});

it('the pull that is spoken of is of the image of the run that measured it', async () => {
  const measured = reportAgo(2 * HOUR_MS, [up('ant')]);
  const other = reportAgo(HOUR_MS, [up('ant', { throughput: null, pullSeconds: null })]);
  const status = await statusAfter(
    { ...measured, reference: { ...measured.reference, image: 'ubuntu:24.04' } },
    { ...other, reference: { ...other.reference, image: 'alpine:3' } },
  );
  const [ant] = status.mirrors;
  expect(ant === undefined ? null : whyOf(ant, NOW).pull?.image).toBe('ubuntu:24.04');
});

describe('what is broken', () => {
  it('a roll-up with an instant that does not exist is none', async () => {
    const data = await temporaryFolder();
    await record(data, reportAgo(DAY_MS), reportAgo(HOUR_MS));
    const path = historyPaths.rollUpOf(data, 'local', dayOf(NOW));
    const rolled = JSON.parse(await reading(path));
    const run = { ...rolled.runs[0], startedAt: '2026-11-31T25:00:00.000Z' };
    await writeFile(path, JSON.stringify({ ...rolled, runs: [run] }));
    expect((await statusOf(data)).knownAt).toBe(NOW - HOUR_MS);
    // Neither is a report that a hand has put into the file of a day.
    const day = historyPaths.runsOf(data, 'local', dayOf(NOW));
    const never = { ...reportAgo(0), startedAt: '2026-08-30T25:00:00.000Z' };
    await writeFile(day, `${await reading(day)}${JSON.stringify(never)}\n`);
    expect((await statusOf(data)).knownAt).toBe(NOW - HOUR_MS);
  });

  it('the newest roll-up does not let in what is of another kind', async () => {
    const data = await temporaryFolder();
    await record(data, reportAgo(DAY_MS), reportAgo(2 * HOUR_MS));
    await writeFile(historyPaths.rollUpOf(data, 'local', dayOf(NOW)), '{');
    const demo = with_(reportAgo(HOUR_MS), { demo: true });
    expect(await record(data, demo)).toMatchObject([{ reason: 'demo-among-real' }]);
    await writeFile(historyPaths.runsOf(data, 'local', dayOf(NOW)), '');
    expect(await record(data, demo)).toMatchObject([{ reason: 'demo-among-real' }]);
  });

  it('a note of a day that does not exist is refused', async () => {
    const note = (at: string): string => JSON.stringify({ schemaVersion: 1, notes: [{ at, en: 'Moved.' }] });
    expect(await parseSettings(note('2026-02-31T00:00:00Z'))).toMatchObject({ ok: false });
    expect(await parseSettings(note('2026-02-28T00:00Z'))).toMatchObject({ ok: true });
  });
});

it('an event names the address that the mirror had then', async () => {
  const moved = 'https://moved.example';
  const reports = [
    reportAgo(5 * HOUR_MS, [up('ant')]),
    reportAgo(4 * HOUR_MS, [failed('ant', 'dead')]),
    reportAgo(3 * HOUR_MS, [failed('ant', 'dead')]),
  ];
  const urls = async (...more: readonly Report[]): Promise<readonly string[]> =>
    timelineOf(await statusAfter(...reports, ...more), NOW).map(({ mirror }) => mirror.url);
  expect(await urls()).toEqual(['https://ant.example']);
  expect(await urls(reportAgo(2 * HOUR_MS, [{ ...up('ant'), url: moved }]))).toEqual([
    moved,
    'https://ant.example',
  ]);
});

it('a report that comes late does not tell the same again', async () => {
  const data = await temporaryFolder();
  await record(
    data,
    reportAgo(8 * HOUR_MS, [up('ant')]),
    reportAgo(4 * HOUR_MS, [failed('ant', 'dead')]),
    reportAgo(3 * HOUR_MS, [failed('ant', 'dead')]),
  );
  const late = reportAgo(5 * HOUR_MS, [failed('ant', 'dead')]);
  await record(data, late);
  expect(await changesBy(data, [{ vantage: 'local', runId: late.runId }], NOW, await words)).toBeNull();
});

describe('the page', () => {
  const htmlOf = async (...reports: readonly Report[]): Promise<string> => {
    const data = await temporaryFolder();
    const out = await temporaryFolder();
    const outcomes = await record(data, ...reports);
    expect(outcomes.filter(({ kind }) => kind !== 'recorded')).toEqual([]);
    await buildSite({ data, out, baseUrl: null, title: null, now: NOW });
    return reading(join(out, 'index.html'));
  };

  it('of a vantage that never had a network says that nothing is known, and supposes no interval', async () => {
    const html = await htmlOf(reportAgo(HOUR_MS, [failed('ant', 'unknown')]));
    expect(html).toContain('Nothing is known yet of 1 mirror');
    expect(html).toContain('nor in any run before: nothing is known yet.');
    expect(html).not.toMatch(/Checked|found before|a run every/);
  });

  it('of simulated mirrors says why it recommends none; two runs tell the interval', async () => {
    const simulated = [2, 1].map((hours) => with_(reportAgo(hours * HOUR_MS), { demo: true }));
    const html = await htmlOf(...simulated);
    expect(html).toContain('Simulated mirrors are not recommended to anybody.');
    expect(html).toContain('a run every 1 h');
  });
});

it('the feed of all is the same feed whichever vantage comes first', async () => {
  const data = await temporaryFolder();
  for (const vantage of ['abroad', 'local']) await record(data, reportAgo(HOUR_MS, undefined, { vantage }));
  const idOf = async (vantages: readonly string[]): Promise<string | undefined> => {
    const out = await temporaryFolder();
    await buildSite({ data, out, baseUrl: null, title: null, now: NOW, settings: { vantages, notes: [] } });
    return /<id>[^<]*<\/id>/.exec(await reading(join(out, 'feed.xml')))?.[0];
  };
  expect(await idOf(['local'])).toBe(await idOf(['abroad']));
});
