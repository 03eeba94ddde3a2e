import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type DemoMirrorId, startDemo } from '../../src/demo/index.ts';
import { messagesFor } from '../support/words.ts';
import { DAY_MS, reportAgo } from './support.ts';
import { actionStep, ROOT, run, standingClock, workshop } from './workshop.ts';

/**
 * The whole scheduled job as the workflow runs it, with a bare repository for its remote and simulated registries for its
 * mirrors: offline, and nothing of it replaced.
 */

async function json(path: string): Promise<{
  readonly vantages: readonly {
    readonly name: string;
    readonly run: { readonly throughput: boolean };
    readonly mirrors: readonly {
      readonly url: string;
      readonly verdict: string;
      readonly rank: number | null;
    }[];
  }[];
}> {
  return JSON.parse(await readFile(path, 'utf8'));
}

describe.skipIf(process.platform === 'win32')('the scheduled job', () => {
  it('checks, records, tabulates, builds and commits, twice, and sees a mirror die in between', async () => {
    const { folder, origin, git, script } = await workshop();
    const demo = await startDemo(messagesFor('en').demo.operators);
    onTestFinished(() => demo.stop());
    const server = (id: DemoMirrorId): string => {
      const url = demo.mirrors.find((mirror) => mirror.id === id)?.server?.url;
      if (url === undefined) throw new Error(`no ${id}`);
      return url;
    };
    const [fast, campus] = [server('good-fast'), server('good-campus')];
    await writeFile(join(folder, 'list.txt'), `${fast}\n${campus}\n`);
    const job = async (): Promise<void> => {
      await script('status-fetch.sh', 'data');
      await script(
        'status-check.sh',
        'data',
        'reports/lab.json',
        ...['--list', 'list.txt', '--hub', demo.hubUrl, '--no-env-proxy', '--timeout', '10'],
      );
      await script('status-publish.sh', 'data', 'site', 'reports/lab.json');
    };

    await job();
    const first = await json(join(folder, 'site/api/v1/latest.json'));
    expect(first.vantages).toMatchObject([
      {
        name: 'lab',
        run: { throughput: true },
        mirrors: [{ verdict: 'usable', rank: 1 }, { verdict: 'usable' }],
      },
    ]);

    await demo.mirrors.find(({ id }) => id === 'good-campus')?.server?.stop();
    await job();
    const second = await json(join(folder, 'site/api/v1/latest.json'));
    const [lab] = second.vantages;
    // Throughput was measured a moment ago: once a day is enough.
    expect(lab?.run.throughput).toBe(false);
    const verdicts = new Map(lab?.mirrors.map(({ url, verdict }) => [url.replace(/\/$/, ''), verdict]));
    expect(verdicts.get(fast)).toBe('usable');
    expect(verdicts.get(campus)).toBe('dead');

    const readme = await readFile(join(folder, 'README.md'), 'utf8');
    expect(readme).toMatch(/^before\n<!-- mirror-status:begin -->\n1 of 2 mirrors usable from lab/);
    expect(readme).toContain('dead `connection-refused`');
    expect(readme.endsWith('<!-- mirror-status:end -->\nafter\n')).toBe(true);
    const feed = await readFile(join(folder, 'site/feed.xml'), 'utf8');
    // A single failure is no event yet.
    expect(feed).not.toContain('<entry>');
    expect(await readFile(join(folder, 'site/index.html'), 'utf8')).toContain('1 of 2 mirrors usable');

    expect(await git(origin, 'rev-list', '--count', 'status-data')).toBe('2');
    expect(await git(origin, 'rev-list', '--count', 'main')).toBe('1');
    // A file a day: where one ends while this runs, there are two.
    const files = (await git(origin, 'ls-tree', '-r', '--name-only', 'status-data')).split('\n');
    const kinds = new Set(files.map((file) => file.replace(/\d{4}-\d\d-\d\d/, '<day>')));
    expect([...kinds]).toEqual([
      'STATUS.md',
      'days/lab/<day>.json',
      'latest/lab.json',
      'runs/lab/<day>.ndjson',
    ]);
    const runs = files.filter((file) => file.startsWith('runs/'));
    const lines = await git(origin, 'show', ...runs.map((file) => `status-data:${file}`));
    expect(lines.split('\n').length).toBe(2);
  });

  it('is the same as an action, with its inputs as they come', async () => {
    const { folder, origin, env, git } = await workshop();
    const demo = await startDemo(messagesFor('en').demo.operators);
    onTestFinished(() => demo.stop());
    const url = demo.mirrors.find(({ id }) => id === 'good-fast')?.server?.url ?? '';
    const temp = join(folder, 'runner temp');
    await mkdir(temp);
    await run('bash', ['-e', '-o', 'pipefail', '-c', await actionStep()], {
      cwd: folder,
      env: {
        ...env,
        GITHUB_ACTION_PATH: ROOT,
        GITHUB_OUTPUT: join(temp, 'output'),
        RUNNER_TEMP: temp,
        ARGUMENTS: ['--hub', demo.hubUrl, '--no-env-proxy', url, ''].join('\n'),
        BASE_URL: '',
        DATA_BRANCH: 'mirrors',
        README: '',
        SITE: 'the site',
        TABLE_LANG: 'zh',
        THROUGHPUT_HOURS: '22',
        TITLE: 'Ours & $(touch owned)',
        VANTAGE: 'office',
      },
    });
    expect(await readFile(join(folder, 'the site/index.html'), 'utf8')).toContain(
      'Ours &#38; $(touch owned)',
    );
    expect(await readdir(folder)).not.toContain('owned');
    expect(await readFile(join(temp, 'output'), 'utf8')).toBe(
      `report=${join(temp, 'mirror-status-report.json')}\n`,
    );
    expect(await git(origin, 'show', 'mirrors:STATUS.md')).toContain(
      '检测点 office：共 1 个加速器，1 个可用',
    );
  });

  it('starts the branch anew each month, for its files are the history', async () => {
    const { folder, origin, env, git } = await workshop();
    await mkdir(join(folder, 'reports'));
    // What the program knows of time is the system's own: noon of yesterday is past on any day, and within what is kept.
    const day = new Date(Date.now() - DAY_MS).toISOString().slice(0, 10);
    // A second before a month's end, then behind it.
    const [year, month] = [new Date().getUTCFullYear(), new Date().getUTCMonth()];
    const newMonth = Date.UTC(year, month, 1) / 1_000;
    const publish = async (agoMs: number, clock: number): Promise<void> => {
      const report = reportAgo(agoMs, undefined, { at: Date.parse(`${day}T12:00:00Z`) });
      await writeFile(join(folder, 'reports/lab.json'), JSON.stringify(report));
      const at = { cwd: folder, env: { ...env, ...(await standingClock(folder, clock)) } };
      await run('bash', [join(ROOT, 'scripts/status-fetch.sh'), 'data'], at);
      const words = ['data', 'site', 'reports/lab.json'];
      await run('bash', [join(ROOT, 'scripts/status-publish.sh'), ...words], at);
    };
    await publish(3_000, newMonth - 1);
    await publish(2_000, newMonth - 1);
    expect(await git(origin, 'rev-list', '--count', 'status-data')).toBe('2');
    await publish(1_000, newMonth);
    expect(await git(origin, 'rev-list', '--count', 'status-data')).toBe('1');
    const files = await git(origin, 'ls-tree', '-r', '--name-only', 'status-data');
    expect(files).toContain(`runs/local/${day}.ndjson`);
    await publish(1_000, newMonth);
    expect(await git(origin, 'rev-list', '--count', 'status-data')).toBe('1');
  });

  it('publishes what it has when one report is refused, and fails all the same', async () => {
    const { folder, origin, git, script } = await workshop();
    await mkdir(join(folder, 'reports'));
    await writeFile(join(folder, 'reports/a.json'), '{}');
    await writeFile(
      join(folder, 'reports/b.json'),
      JSON.stringify(reportAgo(0, undefined, { at: Date.now() })),
    );
    await script('status-fetch.sh', 'data');
    await expect(
      script('status-publish.sh', 'data', 'site', 'reports/a.json', 'reports/b.json'),
    ).rejects.toMatchObject({
      code: 3,
      stderr: expect.stringContaining('reports/a.json: refused'),
    });
    expect(await readdir(join(folder, 'site'))).toContain('index.html');
    expect(await git(origin, 'rev-list', '--count', 'status-data')).toBe('1');
  });

  it('does not take a remote that cannot be reached for an empty history', async () => {
    const { folder, git, script } = await workshop();
    await git(folder, 'remote', 'set-url', 'origin', join(folder, 'nowhere.git'));
    await expect(script('status-fetch.sh', 'data')).rejects.toThrow('nowhere.git');
  });

  it('removes no folder that is not its own, and takes no vantage that is no name', async () => {
    const { folder, env, script } = await workshop();
    await mkdir(join(folder, 'data'));
    await writeFile(join(folder, 'data/thesis.txt'), 'mine');
    await expect(script('status-fetch.sh', 'data')).rejects.toMatchObject({ code: 2 });
    expect(await readFile(join(folder, 'data/thesis.txt'), 'utf8')).toBe('mine');
    for (const VANTAGE of ['../x', 'A', 'a b', 'a..b', '-a']) {
      const refused = run('bash', [join(ROOT, 'scripts/status-check.sh'), 'data', 'r.json'], {
        cwd: folder,
        env: { ...env, VANTAGE },
      });
      await expect(refused).rejects.toMatchObject({ code: 2 });
    }
  });
});
