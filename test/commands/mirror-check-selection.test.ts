import { execFile, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { reply } from '../../src/demo/answer.ts';
import { answers, at, refuses } from '../../src/demo/behaviour.ts';
import { FORMATS } from '../../src/report/context.ts';
import { checked, listOf, mirrorNamed } from '../support/check.ts';
import { reportOf, runCli } from '../support/cli.ts';
import { openLab } from '../support/fake-registry.ts';
import { validateReport } from '../support/validate-report.ts';

/** Whom a run asks: lists, words, personal addresses, earlier reports. */

const lab = openLab();
afterEach(lab.stop);

const quick = ['--reference', 'none', '--no-throughput'];

describe('--list', () => {
  it('takes a file, standard input and a URL together', async () => {
    const [a, b, c] = await Promise.all([lab.mirror(), lab.mirror(), lab.mirror()]);
    const file = await lab.file('list.json', listOf([{ id: 'a', url: a.url }]));
    const web = await lab.mirror(answers(reply(200, {}, `# ours\n${c.url}\n`)));
    const lists = ['--list', file, '--list', '-', '--list', `${web.url}/list.txt?token=s3cret`];
    const { report, stderr } = await checked([...lists, ...quick], { stdin: `${b.url}  # second\n` });
    expect(report.mirrors.map(({ url }) => url).sort()).toEqual([a.url, b.url, c.url].sort());
    expect(report.parameters.lists).toEqual([file, '-', `${web.url}/list.txt`]);
    expect(JSON.stringify(report) + stderr).not.toContain('s3cret');
  });

  it('names a bad entry by line, and asks the rest', async () => {
    const good = await lab.mirror();
    const file = await lab.file('mirrors.txt', `${good.url}\n\nhttps://hub.docker.com\nftp://x.example\n`);
    const run = await checked(['--list', file, ...quick]);
    expect(run.report.summary.usable).toBe(1);
    expect(run.exitCode).toBe(0);
    expect(run.stderr).toMatch(/mirrors\.txt.*3/);
    expect(run.stderr).toMatch(/mirrors\.txt.*4/);
  });

  it('names a bad field of a JSON list by line and field', async () => {
    const good = await lab.mirror();
    const text = `{ "mirrors": [\n { "id": "ok", "url": "${good.url}" },\n { "id": "odd", "url": 5 }\n] }`;
    const run = await checked(['--list', await lab.file('own.json', text), ...quick]);
    expect(run.report.mirrors.map(({ id }) => id)).toEqual(['ok']);
    expect(run.stderr).toMatch(/own\.json.*3.*url/);
  });

  it('asks one address once, however often it is written', async () => {
    const good = await lab.mirror();
    const file = await lab.file('twice.txt', `${good.url}\n${good.url}/\n`);
    const { report } = await checked(['--list', file, good.url, ...quick]);
    expect(report.mirrors).toHaveLength(1);
  });

  it('that is unreadable, empty or a directory is wrong usage, and is named', async () => {
    for (const name of ['/nowhere/list.txt', await lab.file('empty.txt', ''), '/']) {
      const run = await runCli(['--list', name, '--format', 'json']);
      expect(run).toMatchObject({ exitCode: 2, stdout: '' });
      expect(run.stderr).toContain(name);
    }
  });

  it('from a server that fails or refuses is wrong usage; no password of its URL is shown', async () => {
    const gone = await lab.mirror(refuses(404, 'X', 'gone'));
    const run = await runCli(['--list', `${gone.url.replace('//', '//me:hunter2@')}/l?k=s3cret`]);
    expect(run.exitCode).toBe(2);
    expect(run.stdout + run.stderr).not.toMatch(/hunter2|s3cret/);
    expect((await runCli(['--list', `${gone.url}/l`])).stderr).toContain('404');
  });

  describe('that gives nothing', { skip: process.platform === 'win32' }, () => {
    /** The command that reads its list there, and how it ends. */
    function reading(list: string) {
      const bin = fileURLToPath(new URL('../../bin/mirror-check.js', import.meta.url));
      const { PATH = '' } = process.env;
      const child = spawn(process.execPath, [bin, '--list', list], { env: { PATH } });
      const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
        child.on('close', (code, signal) => resolve(code ?? signal)),
      );
      return { child, ended };
    }

    it('is let go of by Ctrl-C when it is standard input', async () => {
      const { child, ended } = reading('-');
      // More than a pipe holds: written means that it reads.
      await new Promise((resolve) => child.stdin.write('# nothing yet\n'.repeat(20_000), resolve));
      child.kill('SIGINT');
      expect(await ended).toBe(130);
    });

    it('is let go of by a second Ctrl-C when it is a FIFO, which no program can leave in order', async () => {
      const fifo = `${await lab.file('unused', '')}.fifo`;
      await promisify(execFile)('mkfifo', [fifo]);
      const { child, ended } = reading(fifo);
      // Pressed as long as it takes: a machine that is busy may see two of them as one press.
      await sleep(1_500);
      const pressed = setInterval(() => child.kill('SIGINT'), 500);
      expect(await ended.finally(() => clearInterval(pressed))).toBe('SIGINT');
    });
  });
});

describe('--only and --skip', () => {
  it('take ids, kinds and access; a word that is none is named with what there is', async () => {
    const [a, b] = await Promise.all([lab.mirror(), lab.mirror()]);
    const file = await lab.file(
      'l.json',
      listOf([
        { id: 'a', url: a.url },
        { id: 'b', url: b.url },
      ]),
    );
    const ids = async (...words: string[]) => {
      const { report } = await checked(['--list', file, ...words, ...quick]);
      return report.mirrors.map(({ id }) => id).sort();
    };
    expect(await ids('--only', 'a')).toEqual(['a']);
    expect(await ids('--skip', 'a')).toEqual(['b']);
    expect(await ids('--only', 'company', '--skip', 'b')).toEqual(['a']);
    const wrong = await runCli(['--list', file, '--only', 'nonsense', ...quick]);
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stderr).toContain('nonsense');
    const nothing = await runCli(['--list', file, '--skip', 'company', ...quick]);
    expect(nothing.exitCode).toBe(2);
  });
});

it('a retired mirror asked for by name is asked, and the user told why it is gone', async () => {
  const proxy = await lab.closedPort();
  const run = await runCli(['--only', 'ustc', '--probe-proxy', proxy, ...quick, '--format', 'plain']);
  expect(run.stdout).toContain('docker.mirrors.ustc.edu.cn');
  expect(run.stdout).toMatch(/20\d\d/);
  const json = await checked(['--only', 'ustc', '--probe-proxy', proxy, ...quick]);
  expect(json.report.mirrors).toHaveLength(1);
});

describe('a personal address', () => {
  const list = () =>
    lab.file(
      'l.json',
      JSON.stringify({
        mirrors: [
          {
            id: 'mine',
            url: 'https://{id}.mirror.invalid',
            variable: 'MY_MIRROR_ID',
            operator: { name: 'Mine', kind: 'cloud' },
            access: 'personal-address',
          },
        ],
      }),
    );
  const env = { MY_MIRROR_ID: 'k3jx81qz' };

  it('never stands in any other format than JSON, nor on stderr', async () => {
    const args = ['--list', await list(), '--no-throughput', '--hub', await lab.closedPort(), '-v'];
    for (const format of FORMATS) {
      const run = await runCli([...args, '--format', format], { env });
      expect(run.stderr).not.toContain('k3jx81qz');
      expect(run.stdout, `${format}: ${run.stderr}`).toMatch(/mine|\{id\}\.mirror\.invalid/);
      if (!format.endsWith('json')) expect(run.stdout).not.toContain('k3jx81qz');
    }
  });

  it('is not spelt out either where an earlier report has it and it is carried over', async () => {
    const args = ['--list', await list(), '--no-throughput', '--hub', await lab.closedPort()];
    const first = reportOf(await runCli([...args, '--format', 'json'], { env }));
    const [mirror] = first.mirrors;
    const limited = {
      ...first,
      mirrors: [
        {
          ...mirror,
          detail: 'k3jx81qz.mirror.invalid asks for rest',
          verdict: 'limited',
          code: 'rate-limited',
          retryAt: new Date(Date.now() + 3_600_000).toISOString(),
        },
      ],
    };
    const previous = await lab.file('report.json', JSON.stringify(limited));
    for (const format of FORMATS) {
      const run = await runCli([...args, '--previous', previous, '--format', format], { env });
      expect(run.stderr).toMatch(/1/);
      expect(run.stdout, run.stderr).toMatch(/mine|\{id\}\.mirror\.invalid/);
      if (!format.endsWith('json')) expect(run.stdout + run.stderr).not.toContain('k3jx81qz');
    }
  });
});

describe('--previous', () => {
  it('leaves a mirror alone until its Retry-After has passed, and reports it as it was', async () => {
    const rests = await lab.mirror(refuses(429, 'TOOMANYREQUESTS', 'later', { 'retry-after': '3600' }));
    const busy = await lab.mirror(refuses(503, 'UNAVAILABLE', 'later', { 'retry-after': '3600' }));
    const good = await lab.mirror();
    const args = [rests.url, busy.url, good.url, ...quick];
    const first = await checked(args);
    const previous = await lab.file('report.json', first.stdout);
    const asked = [rests, busy].map(({ requests }) => requests.length);
    const { report, stderr } = await checked([...args, '--previous', previous]);
    expect([rests, busy].map(({ requests }) => requests.length)).toEqual(asked);
    expect(stderr).toContain('2');
    expect(validateReport(report)).toEqual([]);
    const [{ id = '' } = {}] = first.report.mirrors.filter(({ url }) => url === rests.url);
    expect(mirrorNamed(report, id)).toMatchObject({ verdict: 'limited', requests: 0, rank: null });
    expect(report.summary).toMatchObject({ usable: 1, limited: 1, broken: 1 });
  });

  it('asks it again once the time has passed, and another mirror that has its name', async () => {
    const rests = await lab.mirror(refuses(429, 'TOOMANYREQUESTS', 'later', { 'retry-after': '3600' }));
    const list = (url: string) => lab.file('l.json', listOf([{ id: 'm', url }]));
    const first = await checked(['--list', await list(rests.url), ...quick]);
    const passed = first.stdout.replace(/"retryAt": "[^"]*"/, '"retryAt": "2024-01-01T00:00:00.000Z"');
    await checked([
      '--list',
      await list(rests.url),
      ...quick,
      '--previous',
      await lab.file('r.json', passed),
    ]);
    expect(rests.requests).toHaveLength(2);
    const other = await lab.mirror();
    const previous = await lab.file('r.json', first.stdout);
    const { report } = await checked(['--list', await list(other.url), ...quick, '--previous', previous]);
    expect(mirrorNamed(report, 'm').verdict).toBe('usable');
  });

  it('that is no report is wrong usage', async () => {
    const run = await runCli([
      await lab.closedPort(),
      '--previous',
      await lab.file('r.json', '{"mirrors":[]}'),
    ]);
    expect(run.exitCode).toBe(2);
  });
});

describe('--image and --platform', () => {
  it('the second image is looked for, the first one timed', async () => {
    const mirror = await lab.mirror();
    const { report } = await checked([
      mirror.url,
      '-i',
      'nginx',
      '-i',
      'team/app:1.0',
      '-i',
      'nginx:latest',
      ...quick,
    ]);
    expect(report.parameters.images).toEqual(['nginx:latest', 'team/app:1.0']);
    expect(report.mirrors[0]?.images.map(({ ref, present }) => [ref, present])).toEqual([
      ['nginx:latest', true],
      ['team/app:1.0', true],
    ]);
    expect(
      mirror.requests.filter(({ stage, repository }) => stage === 'config' && repository === 'team/app'),
    ).toEqual([]);
  });

  it('the platform is the one that is asked for, and one that is not there is told as that', async () => {
    const mirror = await lab.mirror();
    const { report } = await checked([mirror.url, '--platform', 'linux/arm/v7', ...quick]);
    expect(report.mirrors[0]?.verdict).toBe('usable');
    expect(report.parameters.platform).toBe('linux/arm/v7');
    const none = await checked([mirror.url, '--platform', 'windows/amd64', ...quick]);
    expect(none.report.mirrors[0]).toMatchObject({ code: 'platform-missing', phase: 'manifest' });
    expect(none.report.mirrors[0]?.images[0]).toMatchObject({ present: false });
  });

  it('another registry’s mirrors are asked for its images by its name', async () => {
    const mirror = await lab.mirror();
    const { report } = await checked([
      mirror.url,
      '--registry',
      'ghcr.io',
      '-i',
      'ghcr.io/team/app:1.0',
      ...quick,
    ]);
    expect(report.mirrors[0]?.verdict).toBe('usable');
    expect(new Set(mirror.requests.flatMap(({ namespace }) => namespace ?? []))).toEqual(
      new Set(['ghcr.io']),
    );
    expect((await runCli([mirror.url, '--registry', 'ghcr.io', '-i', 'nginx', ...quick])).exitCode).toBe(1);
    expect((await runCli([mirror.url, '-i', 'ghcr.io/team/app:1.0', ...quick])).exitCode).toBe(2);
  });
});

it('two mirrors at one address are two mirrors', async () => {
  const one = await lab.mirror(at('config', refuses(403, 'DENIED', 'no')));
  const { report } = await checked([
    one.url,
    one.url.replace('127.0.0.1', 'localhost'),
    ...quick,
    '--ip',
    '4',
  ]);
  expect(report.mirrors.map(({ verdict }) => verdict)).toEqual(['restricted', 'restricted']);
  expect(new Set(report.mirrors.map(({ id }) => id)).size).toBe(2);
});
