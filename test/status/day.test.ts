import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MirrorReport, Report } from '../../src/report/types.ts';
import { failedMirror, sampleMirror } from '../support/sample-report.ts';
import { HOUR_MS, reportAgo } from './support.ts';
import { ROOT, run, workshop } from './workshop.ts';

/**
 * A day of the whole job at three vantages. Each hour one thing goes wrong; at each hour's end every statement of the page is
 * held against what was true then.
 */
const NAMES = ['ant', 'bee', 'cat', 'dog'] as const;
const VANTAGES = ['a', 'b', 'c'] as const;
/** The script's clock is the system's: the day ends now. */
const END = Date.now() - 60_000;

const works = (name: string, measured = true): MirrorReport => {
  const place = (NAMES as readonly string[]).indexOf(name) + 1;
  return sampleMirror({
    id: name,
    url: `https://${name}.example`,
    rank: measured ? place : null,
    pullSeconds: measured ? place * 5 : null,
    ...(measured ? {} : { throughput: null, ttfbMs: null }),
  });
};
const fails = (name: string): MirrorReport =>
  failedMirror('dead', 'dns-failure', { id: name, url: `https://${name}.example` });
const cutOff = (name: string): MirrorReport =>
  failedMirror('unknown', 'no-network', { id: name, url: `https://${name}.example` });

interface Shown {
  readonly name: string;
  readonly best: readonly string[];
  readonly withoutNetworkAt: string | null;
  readonly checkedAt: string;
  readonly current: boolean;
  readonly mirrors: readonly {
    readonly id: string;
    readonly verdict: string;
    readonly rank: number | null;
    readonly current: boolean;
    readonly checkedAt: string;
    readonly pullSeconds: number | null;
  }[];
}

describe.skipIf(process.platform === 'win32')('a day of the job', () => {
  it('in which everything goes wrong once ends each hour with a page that tells the truth', {
    timeout: 300_000,
  }, async () => {
    const { folder, env, git, script, origin } = await workshop();
    let hour = 10;
    const at = (): number => END - hour * HOUR_MS;
    const report = (
      vantage: string,
      mirrors: readonly MirrorReport[],
      more: Partial<Report> = {},
    ): Report => ({
      ...reportAgo(0, mirrors, { at: at(), vantage, runId: `${vantage}-${hour}` }),
      ...more,
    });
    const publishIn = async (data: string, reports: readonly Report[]): Promise<void> => {
      const files: string[] = [];
      for (const one of reports) {
        files.push(`${one.runId}.json`);
        await writeFile(join(folder, `${one.runId}.json`), JSON.stringify(one));
      }
      await run('bash', [join(ROOT, 'scripts/status-publish.sh'), data, 'site', ...files], {
        cwd: folder,
        // The page as it stands at that hour.
        env: { ...env, SOURCE_DATE_EPOCH: String(Math.floor(at() / 1000)) },
      });
    };
    const publish = async (...reports: readonly Report[]): Promise<ReadonlyMap<string, Shown>> => {
      await script('status-fetch.sh', 'data');
      await publishIn('data', reports);
      return shown();
    };
    const shown = async (): Promise<ReadonlyMap<string, Shown>> => {
      const latest = JSON.parse(await readFile(join(folder, 'site/api/v1/latest.json'), 'utf8'));
      return new Map(latest.vantages.map((one: Shown) => [one.name, one]));
    };
    const page = (path: string): Promise<string> =>
      readFile(join(folder, 'site', path, 'index.html'), 'utf8');
    const next = async (vantage: string): Promise<readonly string[]> => {
      const words = [join(ROOT, 'bin/mirror-status.js'), 'next', '--data', 'data', '--vantage', vantage];
      return (await run(process.execPath, words, { cwd: folder, env })).stdout.split('\n').filter(Boolean);
    };
    const all = (make: (name: string) => MirrorReport): readonly MirrorReport[] =>
      NAMES.map((name) => make(name));

    // All is well.
    let now = await publish(...VANTAGES.map((vantage) => report(vantage, all(works))));
    for (const vantage of VANTAGES) expect(now.get(vantage)?.best).toEqual(['ant', 'bee', 'cat']);

    // `a` is offline: nothing comes from it, and the others go on.
    hour -= 1;
    now = await publish(
      ...['b', 'c'].map((vantage) =>
        report(
          vantage,
          all((name) => works(name, false)),
        ),
      ),
    );
    expect(now.get('a')?.mirrors.map(({ checkedAt }) => Date.parse(checkedAt))).toEqual(
      all(works).map(() => at() - HOUR_MS),
    );
    expect(now.get('b')?.mirrors.map(({ checkedAt }) => Date.parse(checkedAt))).toEqual(
      all(works).map(() => at()),
    );
    expect(now.get('b')?.best).toEqual(['ant', 'bee', 'cat']);

    // `a` runs again, without a network: what was known stands, with its time, and nothing is called current.
    hour -= 1;
    now = await publish(
      report('a', all(cutOff)),
      ...['b', 'c'].map((vantage) => report(vantage, all(works))),
    );
    expect(now.get('a')).toMatchObject({
      withoutNetworkAt: new Date(at()).toISOString(),
      best: ['ant', 'bee', 'cat'],
    });
    expect(now.get('a')?.mirrors.map(({ current, verdict }) => [current, verdict])).toEqual(
      all(works).map(() => [false, 'usable']),
    );
    expect(await page('v/a')).toContain('had no network');
    expect(await page('v/b')).not.toContain('had no network');

    // It had meant to measure and has not: with a network again, ranks stand as they did.
    hour -= 1;
    now = await publish(
      report(
        'a',
        all((name) => works(name, false)),
      ),
    );
    expect(now.get('a')).toMatchObject({ withoutNetworkAt: null, best: ['ant', 'bee', 'cat'] });
    expect(now.get('a')?.mirrors.map(({ rank, current }) => [rank, current])).toEqual(
      [1, 2, 3, 4].map((rank) => [rank, true]),
    );

    // A recording with the clock a year ahead, as the machine itself would make it.
    const ahead = {
      ...reportAgo(-365 * 24 * HOUR_MS, all(works), { at: END, vantage: 'b', runId: 'ahead' }),
    };
    await script('status-fetch.sh', 'data');
    await writeFile(join(folder, 'ahead.json'), JSON.stringify(ahead));
    const recording = `import { recordReport } from ${JSON.stringify(join(ROOT, 'dist/status/history/record.js'))};
      import { readFile } from 'node:fs/promises';
      const outcome = await recordReport('data', await readFile('ahead.json', 'utf8'), ${END + 366 * 24 * HOUR_MS});
      if (outcome.kind !== 'recorded') throw new Error(JSON.stringify(outcome));`;
    await run(process.execPath, ['--input-type=module', '-e', recording], { cwd: folder, env });
    hour -= 1;
    await publishIn('data', [report('b', all(works))]);
    now = await shown();
    expect(now.get('b')?.mirrors.map(({ checkedAt }) => Date.parse(checkedAt))).toEqual(
      all(works).map(() => at()),
    );

    // The hints are broken: each vantage goes on, and a new one is made.
    await script('status-fetch.sh', 'data');
    for (const [vantage, text] of [
      ['a', ''],
      ['b', '{"schemaVersion":1,'],
      ['c', '<<<<<<< HEAD\n{}\n=======\n'],
    ] as const) {
      await writeFile(join(folder, `data/latest/${vantage}.json`), text);
      expect(await next(vantage)).toContain(`data/latest/${vantage}.json`);
    }
    hour -= 1;
    await publishIn('data', [report('c', all(works))]);
    expect(JSON.parse(await git(origin, 'show', 'status-data:latest/c.json')).runId).toBe(`c-${hour}`);

    // Two publish at once.
    hour -= 1;
    await script('status-fetch.sh', 'one');
    await script('status-fetch.sh', 'two');
    await publishIn('one', [
      report('a', [fails('ant'), ...['bee', 'cat', 'dog'].map((name) => works(name))]),
    ]);
    await publishIn('two', [report('b', all(works))]);
    now = await shown();
    expect(now.get('a')?.mirrors.find(({ id }) => id === 'ant')).toMatchObject({
      verdict: 'dead',
      rank: null,
    });
    expect(now.get('a')?.best).toEqual(['bee', 'cat', 'dog']);
    expect(now.get('b')?.mirrors.every(({ checkedAt }) => Date.parse(checkedAt) === at())).toBe(true);

    // Somebody checks one mirror by hand: the others keep what they had.
    hour -= 1;
    const alone = report('b', [works('dog')]);
    now = await publish({ ...alone, parameters: { ...alone.parameters, named: 1 } });
    expect(now.get('b')?.best).toEqual(['ant', 'bee', 'cat']);
    expect(now.get('b')?.mirrors.map(({ id, rank }) => [id, rank])).toEqual(
      NAMES.map((name, place) => [name, place + 1]),
    );

    // And that over and over, with one more of the list and one of none: the list, its age and the choice are as they were.
    now = await publish(
      ...[20, 15, 10, 5].map((minutes): Report => {
        const again = report('b', [works('dog'), works('emu', false)]);
        const ended = new Date(at() - minutes * 60_000).toISOString();
        return {
          ...again,
          runId: `b-hand-${minutes}`,
          startedAt: ended,
          finishedAt: ended,
          parameters: { ...again.parameters, named: 2 },
        };
      }),
    );
    expect(now.get('b')).toMatchObject({ best: ['ant', 'bee', 'cat'], current: true });
    expect(Date.parse(now.get('b')?.checkedAt ?? '')).toBe(at() - HOUR_MS);
    expect(now.get('b')?.mirrors.map(({ id }) => id)).toEqual(NAMES);

    // `cat` is taken off the list of `b`.
    hour -= 1;
    now = await publish(
      report(
        'b',
        ['ant', 'bee', 'dog'].map((name) => works(name)),
      ),
    );
    expect(now.get('b')?.best).toEqual(['ant', 'bee', 'dog']);
    expect(await page('v/b')).not.toContain('cat.example');
    expect(await page('v/b/mirrors/cat')).toContain('not on the list any more');
    expect(now.get('c')?.best).toEqual(['ant', 'bee', 'cat']);

    // `c` has been silent for hours: its rows stand, its badge is grey and says since when.
    const badge = await readFile(join(folder, 'site/badges/usable/c.json'), 'utf8');
    expect(JSON.parse(badge)).toMatchObject({
      color: '#5f6670',
      message: expect.stringMatching(/^4 of 4 usable at /),
    });
    expect(await page('v/c')).toContain('silent since');
    expect(now.get('c')).toMatchObject({ current: false });

    // And nothing of the day has been lost on the way.
    const runs = (
      await git(origin, 'grep', '-ho', '"runId":"[abc]-[0-9]*"', 'status-data', '--', 'runs')
    ).split('\n');
    expect(new Set(runs).size).toBe(15);
    const feed = await readFile(join(folder, 'site/feed.xml'), 'utf8');
    expect(feed.match(/<title>.*<\/title>/g)?.slice(1)).toEqual([
      expect.stringMatching(/^<title>cat\.example: off the list since .* \(b\)<\/title>$/),
    ]);
  });
});
