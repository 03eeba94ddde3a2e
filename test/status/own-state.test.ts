import { describe, expect, it } from 'vitest';
import type { MirrorReport, Report } from '../../src/report/types.ts';
import { summaryBadge } from '../../src/status/machine/badge.ts';
import { readStatus } from '../../src/status/read-status.ts';
import type { MirrorStatus, VantageStatus } from '../../src/status/view/vantage-status.ts';
import { loadMessages } from '../../src/words/index.ts';
import { failedMirror, sampleMirror } from '../support/sample-report.ts';
import { HOUR_MS, NOW, record, reportAgo, temporaryFolder } from './support.ts';

/** Each mirror's state comes from its own last telling run, and a run's intention is not a measurement. */

const NAMES = ['ant', 'bee', 'cat', 'dog'] as const;

/** Usable, measured; the first is the fastest. */
const working = (name: string, overrides: Partial<MirrorReport> = {}): MirrorReport => {
  const place = (NAMES as readonly string[]).indexOf(name) + 1;
  const figures = { rank: place, pullSeconds: place * 5, ttfbMs: place * 100 };
  return sampleMirror({ id: name, url: `https://${name}.example`, ...figures, ...overrides });
};
const unmeasured = (name: string): MirrorReport =>
  working(name, { rank: null, pullSeconds: null, throughput: null, ttfbMs: null });
const cutOff = (name: string): MirrorReport =>
  failedMirror('unknown', 'no-network', { id: name, url: `https://${name}.example` });
const all = (make: (name: string) => MirrorReport): readonly MirrorReport[] =>
  NAMES.map((name) => make(name));

async function statusAfter(...reports: readonly Report[]): Promise<VantageStatus> {
  const data = await temporaryFolder();
  const outcomes = await record(data, ...reports);
  expect(outcomes.map(({ kind }) => kind)).toEqual(reports.map(() => 'recorded'));
  const [status] = await readStatus(data, NOW);
  if (status === undefined) throw new Error('no vantage');
  return status;
}

const row = ({ mirrors }: VantageStatus, id: string): MirrorStatus => {
  const mirror = mirrors.find((one) => one.id === id);
  if (mirror === undefined) throw new Error(`no ${id}`);
  return mirror;
};
const best = (status: VantageStatus): readonly string[] => status.best.map(({ id }) => id);

describe('a run without network', () => {
  it('keeps what was known, with its age, and calls nothing current', async () => {
    const status = await statusAfter(
      reportAgo(2 * HOUR_MS, all(working)),
      reportAgo(HOUR_MS, all(cutOff), { throughput: true }),
    );
    expect(status.withoutNetwork?.finishedAt).toBe(NOW - HOUR_MS);
    expect(status.knownAt).toBe(NOW - 2 * HOUR_MS);
    expect(status.counts.usable).toBe(4);
    expect(best(status)).toEqual(['ant', 'bee', 'cat']);
    expect(row(status, 'ant')).toMatchObject({ verdict: 'usable', rank: 1, pullSeconds: 5, current: false });
  });

  it('is not what one mirror without a name is', async () => {
    const status = await statusAfter(
      reportAgo(1.5 * HOUR_MS, all(working)),
      reportAgo(0.5 * HOUR_MS, [cutOff('ant'), ...NAMES.slice(1).map((name) => working(name))]),
    );
    expect(status.withoutNetwork).toBeNull();
    expect(row(status, 'ant').current).toBe(true);
  });

  it('does not become a recommendation by the alphabet when ranks have gone', async () => {
    const slow = (name: string): MirrorReport =>
      working(name, { ttfbMs: 1_000 / (NAMES as readonly string[]).indexOf(name) });
    const status = await statusAfter(
      reportAgo(40 * HOUR_MS, [
        failedMirror('dead', 'dns-failure', { id: 'bee', url: 'https://bee.example' }),
        ...['ant', 'cat', 'dog'].map(slow),
      ]),
      reportAgo(HOUR_MS, all(unmeasured), { throughput: false }),
    );
    expect(status.mirrors.map(({ id, rank }) => [id, rank])).toEqual([
      ['dog', null],
      ['cat', null],
      ['ant', null],
      ['bee', null],
    ]);
    expect(best(status)).toEqual(['dog', 'cat', 'ant']);
  });
});

describe('a partial run', () => {
  const whole = reportAgo(2 * HOUR_MS, all(working));
  const dead = failedMirror('dead', 'dns-failure', { id: 'ant', url: 'https://ant.example' });

  it.each<[string, (report: Report) => Report]>([
    ['of one address', (report) => ({ ...report, parameters: { ...report.parameters, named: 1 } })],
    [
      'of another list',
      (report) => ({ ...report, parameters: { ...report.parameters, lists: ['mine.txt'] } }),
    ],
    ['cut to its best', (report) => ({ ...report, summary: { ...report.summary, usable: 4 } })],
    ['of an earlier version that does not say', (report) => report],
  ])('%s takes nothing from the others', async (_, made) => {
    const status = await statusAfter(whole, made(reportAgo(HOUR_MS, [dead])));
    expect(row(status, 'ant')).toMatchObject({ verdict: 'dead', rank: null });
    expect(row(status, 'bee')).toMatchObject({ verdict: 'usable', rank: 2, pullSeconds: 10, listed: true });
    expect(best(status)).toEqual(['bee', 'cat', 'dog']);
    expect(status.newestRun.finishedAt).toBe(NOW - 2 * HOUR_MS);
  });

  it.each<[string, (report: Report) => Report]>([
    ['of one address', (report) => ({ ...report, parameters: { ...report.parameters, named: 1 } })],
    [
      'of another list',
      (report) => ({ ...report, parameters: { ...report.parameters, lists: ['mine.txt'] } }),
    ],
    ['cut to its best', (report) => ({ ...report, summary: { ...report.summary, usable: 2 } })],
  ])('%s takes nobody off a list of two, of which it is half', async (_, made) => {
    const two = ['ant', 'bee'].map((name) => working(name));
    const part = made(reportAgo(HOUR_MS, [working('ant')]));
    const status = await statusAfter(reportAgo(3 * HOUR_MS, two), reportAgo(2 * HOUR_MS, two), part);
    expect(status.mirrors.map(({ id }) => id)).toEqual(['ant', 'bee']);
    expect(status.moves).toEqual([]);
  });

  it.each<[string, Partial<Report['parameters']>]>([
    ['of named addresses', { named: 2 }],
    ['of --only', { only: 1 }],
  ])('%s, however many there are, does not take the vantage over', async (_, more) => {
    const part = (ago: number): Report => {
      const run = reportAgo(ago * HOUR_MS, [working('ant'), working('bee')]);
      return { ...run, parameters: { ...run.parameters, ...more } };
    };
    // The whole list is looked at each day, by hand far more often.
    const hours = Array.from({ length: 20 }, (_, hour) => 20.5 - hour);
    const status = await statusAfter(
      reportAgo(69 * HOUR_MS, all(working)),
      reportAgo(45 * HOUR_MS, all(working)),
      reportAgo(21 * HOUR_MS, all(working)),
      ...hours.map(part),
    );
    expect(status.mirrors.map(({ id }) => id)).toEqual(NAMES);
    expect(status.newestRun.finishedAt).toBe(NOW - 21 * HOUR_MS);
    expect(status).toMatchObject({
      knownAt: NOW - 21 * HOUR_MS,
      intervalMs: 24 * HOUR_MS,
      current: true,
      moves: [],
    });
    expect(best(status)).toEqual(['ant', 'bee', 'cat']);
  });

  it('of an address that is on no list neither lists, counts nor recommends it', async () => {
    const run = reportAgo(HOUR_MS, [working('dog')]);
    const status = await statusAfter(reportAgo(2 * HOUR_MS, [working('ant'), working('bee')]), {
      ...run,
      parameters: { ...run.parameters, named: 1 },
    });
    expect(status.mirrors.map(({ id }) => id)).toEqual(['ant', 'bee']);
    expect(best(status)).toEqual(['ant', 'bee']);
    expect(status.unlisted).toMatchObject([{ id: 'dog', verdict: 'usable', listed: false }]);
  });

  it('of named addresses stands for the list where nothing else is known', async () => {
    const named = (ago: number): Report => {
      const run = reportAgo(ago * HOUR_MS, all(working));
      return { ...run, parameters: { ...run.parameters, named: 4 } };
    };
    const status = await statusAfter(named(2), named(1));
    expect(status.mirrors.length).toBe(4);
    expect(status.current).toBe(true);
  });

  it('that measured one mirror does not make it the first', async () => {
    const alone = working('dog', { rank: 1, pullSeconds: 3 });
    const run = reportAgo(HOUR_MS, [alone]);
    const status = await statusAfter(whole, { ...run, parameters: { ...run.parameters, named: 1 } });
    expect(row(status, 'dog')).toMatchObject({ rank: 4, pullSeconds: 3, measuredAt: NOW - HOUR_MS });
  });
});

describe('a mirror off the list', () => {
  const rest = NAMES.slice(1).map((name) => working(name));

  it('is off the recommendation at once, and known still', async () => {
    const status = await statusAfter(reportAgo(2 * HOUR_MS, all(working)), reportAgo(HOUR_MS, rest));
    expect(status.mirrors.map(({ id }) => id)).toEqual(['bee', 'cat', 'dog']);
    expect(best(status)).toEqual(['bee', 'cat', 'dog']);
    expect(status.unlisted).toMatchObject([{ id: 'ant', listed: false, current: false, rank: null }]);
    expect(status.moves).toMatchObject([{ kind: 'left', id: 'ant' }]);
  });

  it('comes back as one that joined', async () => {
    const status = await statusAfter(
      reportAgo(3 * HOUR_MS, all(working)),
      reportAgo(2 * HOUR_MS, rest),
      reportAgo(HOUR_MS, all(working)),
    );
    expect(status.unlisted).toEqual([]);
    expect(status.moves.map(({ kind }) => kind)).toEqual(['left', 'joined']);
  });

  it('is one of many when two runs agree on a list of others', async () => {
    const two = ['x', 'y'].map((id) => sampleMirror({ id, url: `https://${id}.example` }));
    const reports = [reportAgo(3 * HOUR_MS, all(working)), reportAgo(2 * HOUR_MS, two)];
    expect((await statusAfter(...reports)).mirrors.length).toBe(6);
    const status = await statusAfter(...reports, reportAgo(HOUR_MS, two));
    expect(status.mirrors.map(({ id }) => id)).toEqual(['x', 'y']);
  });
});

it('whoever asked most runs of the day to come back later is not recommended, and its base is shown', async () => {
  const limited = failedMirror('limited', 'rate-limited', { id: 'ant', url: 'https://ant.example' });
  const others = NAMES.slice(1).map((name) => unmeasured(name));
  const status = await statusAfter(
    ...Array.from({ length: 23 }, (_, run) =>
      reportAgo((23 - run) * HOUR_MS + 1, [limited, ...others], { runId: `r${run}` }),
    ),
    reportAgo(0, all(working)),
  );
  const ant = row(status, 'ant');
  expect(ant).toMatchObject({
    verdict: 'usable',
    rank: 1,
    availability: { day: { up: 1, counted: 1 } },
    asked: { day: 24 },
  });
  expect(best(status)).toEqual(['bee', 'cat', 'dog']);
});

describe('a silent vantage', () => {
  it.each([3, 6, 8, 60])('keeps for %i days what it knew, and calls none of it current', async (days) => {
    const status = await statusAfter(
      reportAgo(days * 24 * HOUR_MS + HOUR_MS, all(working)),
      reportAgo(days * 24 * HOUR_MS, all(working)),
    );
    expect(status).toMatchObject({ isSilent: true, current: false, knownAt: NOW - days * 24 * HOUR_MS });
    expect(status.mirrors.map(({ verdict, listed, current }) => [verdict, listed, current])).toEqual(
      NAMES.map(() => ['usable', true, false]),
    );
    expect(status.unlisted).toEqual([]);
    expect(best(status)).toEqual([]);
    const { status: messages } = await loadMessages('en', ['status']);
    const at = new Date(NOW - days * 24 * HOUR_MS).toISOString().slice(0, 16).replace('T', ' ');
    expect(summaryBadge(status, messages)).toMatchObject({
      message: `4 of 4 usable at ${at} UTC`,
      color: '#5f6670',
    });
  });

  it('is not woken by somebody who names one address', async () => {
    const run = reportAgo(HOUR_MS, [working('ant')]);
    const status = await statusAfter(reportAgo(9 * 24 * HOUR_MS, all(working)), {
      ...run,
      parameters: { ...run.parameters, named: 1 },
    });
    expect(status.mirrors.map(({ id, current }) => [id, current])).toEqual([
      ['ant', true],
      ['bee', false],
      ['cat', false],
      ['dog', false],
    ]);
    expect(status.isSilent).toBe(true);
  });
});

describe('vantages', () => {
  it('that have fallen silent come after the living ones', async () => {
    const data = await temporaryFolder();
    await record(
      data,
      reportAgo(100 * HOUR_MS, all(working), { vantage: 'abroad' }),
      reportAgo(HOUR_MS, all(working), { vantage: 'local' }),
    );
    expect((await readStatus(data, NOW)).map(({ name }) => name)).toEqual(['local', 'abroad']);
  });

  it('stand in the order that a file gives', async () => {
    const data = await temporaryFolder();
    for (const vantage of ['abroad', 'beijing', 'local'])
      await record(data, reportAgo(HOUR_MS, all(working), { vantage }));
    const names = async (order: readonly string[]): Promise<readonly string[]> =>
      (await readStatus(data, NOW, order)).map(({ name }) => name);
    expect(await names([])).toEqual(['abroad', 'beijing', 'local']);
    expect(await names(['local', 'nowhere', 'beijing'])).toEqual(['local', 'beijing', 'abroad']);
  });
});

describe('what is of another kind', () => {
  const demo = (report: Report): Report => ({ ...report, parameters: { ...report.parameters, demo: true } });
  const of = (registry: string, report: Report): Report => ({
    ...report,
    parameters: { ...report.parameters, registry },
  });

  it('is refused', async () => {
    const data = await temporaryFolder();
    const outcomes = await record(
      data,
      reportAgo(3 * HOUR_MS),
      demo(reportAgo(2 * HOUR_MS)),
      demo(reportAgo(2 * HOUR_MS, undefined, { vantage: 'elsewhere' })),
      of('ghcr.io', reportAgo(HOUR_MS)),
      of('ghcr.io', reportAgo(HOUR_MS, undefined, { vantage: 'local-ghcr' })),
    );
    expect(outcomes).toMatchObject([
      { kind: 'recorded' },
      { reason: 'demo-among-real' },
      { reason: 'demo-among-real' },
      { reason: 'other-registry', detail: 'docker.io' },
      { kind: 'recorded' },
    ]);
    const simulated = await temporaryFolder();
    expect(await record(simulated, demo(reportAgo(2 * HOUR_MS)), reportAgo(HOUR_MS))).toMatchObject([
      { kind: 'recorded' },
      { reason: 'real-among-demo' },
    ]);
    expect((await readStatus(simulated, NOW))[0]?.best).toEqual([]);
  });
});
