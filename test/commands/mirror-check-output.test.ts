import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/report/context.ts';
import { type CliRun, reportOf, runCli } from '../support/cli.ts';
import { openLab } from '../support/fake-registry.ts';
import { parseCsv } from '../support/parse-csv.ts';
import { validateReport } from '../support/validate-report.ts';

/** Where the result goes, in which words and colours, and what the exit code says. */

const lab = openLab();
const folder = mkdtempSync(join(tmpdir(), 'mirror-check-output-'));
let args: string[] = [];
beforeAll(async () => {
  const [good, bad] = await Promise.all([lab.mirror(), lab.closedPort()]);
  args = [good.url, bad, '--reference', 'none', '--no-throughput'];
});
afterAll(async () => {
  await lab.stop();
  rmSync(folder, { recursive: true, force: true });
});
const posix = { skip: process.platform === 'win32' };
const ESC = '\u001b';

describe('-f and -o', () => {
  for (const format of FORMATS) {
    it(`${format} goes to the file whole, and nothing to stdout`, async () => {
      const file = join(folder, format);
      const run = await runCli([...args, '-f', format, '-o', file]);
      expect(run).toMatchObject({ exitCode: 0, stdout: '' });
      const text = readFileSync(file, 'utf8');
      expect(text.endsWith('\n')).toBe(true);
      expect(text).not.toContain(ESC);
      if (format === 'json') expect(validateReport(JSON.parse(text))).toEqual([]);
      if (format === 'ndjson')
        expect(
          text
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line)),
        ).toHaveLength(3);
      if (format === 'csv') expect(parseCsv(text)).toHaveLength(3);
    });
  }

  it('to where nothing can be written is exit 3, with the reason', async () => {
    const paths =
      process.platform === 'linux' ? ['/dev/full', folder, join(folder, 'no', 'where')] : [folder];
    for (const path of paths) {
      const run = await runCli([...args, '-o', path]);
      expect(run.exitCode).toBe(3);
      expect(run.stderr).toContain(path);
    }
    expect(existsSync(join(folder, 'no'))).toBe(false);
  });

  it('to a FIFO and to another program’s pipe', posix, async () => {
    const fifo = join(folder, 'fifo');
    const run = await shell(`mkfifo ${fifo}; cat ${fifo} > ${fifo}.txt & "$@" -f json -o ${fifo}; wait`);
    expect(run.exitCode).toBe(0);
    expect(validateReport(JSON.parse(readFileSync(`${fifo}.txt`, 'utf8')))).toEqual([]);
  });

  it('| head, a closed stdout, a closed stderr and a full disk behind stdout', posix, async () => {
    expect(await shell('set -o pipefail; "$@" -f csv | head -n 1', 'bash')).toMatchObject({ exitCode: 0 });
    expect((await shell('"$@" >&-')).stderr).not.toMatch(/at .*\.js/);
    expect(await shell('"$@" -f json 2>&-')).toMatchObject({ exitCode: 0 });
    if (process.platform === 'linux') expect((await shell('"$@" > /dev/full')).exitCode).toBe(3);
  });

  function shell(script: string, program = 'sh'): Promise<CliRun> {
    const bin = fileURLToPath(new URL('../../bin/mirror-check.js', import.meta.url));
    const { PATH = '' } = process.env;
    const child = spawn(program, ['-c', script, program, process.execPath, bin, ...args], { env: { PATH } });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    return new Promise((resolve) => child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr })));
  }
});

describe('colour', () => {
  it('only where it is wanted', async () => {
    expect((await runCli(args)).stdout).not.toContain(ESC);
    expect((await runCli(args, { env: { FORCE_COLOR: '1' } })).stdout).toContain(ESC);
    expect((await runCli([...args, '--color'], { env: { NO_COLOR: '1' } })).stdout).toContain(ESC);
    expect((await runCli(args, { env: { NO_COLOR: '1' } })).stdout).not.toContain(ESC);
    expect((await runCli([...args, '--no-color'], { env: { FORCE_COLOR: '1' } })).stdout).not.toContain(ESC);
    expect((await runCli([...args, '--color', '-f', 'json'])).stdout).not.toContain(ESC);
  });
});

describe('language', () => {
  it('is the environment’s, or what is asked for', async () => {
    const chinese = /[\u4e00-\u9fff]/;
    expect((await runCli(args, { env: { LANG: 'zh_CN.UTF-8' } })).stdout).toMatch(chinese);
    expect((await runCli([...args, '--lang', 'zh'])).stdout).toMatch(chinese);
    expect((await runCli([...args, '--lang=en'], { env: { LANG: 'zh_CN.UTF-8' } })).stdout).not.toMatch(
      chinese,
    );
    expect((await runCli(['--help', '--lang', 'zh'])).stdout).toMatch(chinese);
    expect((await runCli(['--nonsense'], { env: { LC_ALL: 'zh_CN.UTF-8' } })).stderr).toMatch(chinese);
    const report = reportOf(await runCli([...args, '-f', 'json', '--lang', 'zh']));
    expect(report.mirrors.at(-1)?.message).toMatch(chinese);
  });
});

describe('-q, -v, -V, -h', () => {
  it('quiet says nothing on stderr, and errors all the same', async () => {
    expect((await runCli([...args, '-q'])).stderr).toBe('');
    expect((await runCli([...args, '-q', '--timeout', 'x'])).stderr).not.toBe('');
  });

  it('version and help go to stdout and end in 0', async () => {
    expect(await runCli(['-V'])).toMatchObject({
      exitCode: 0,
      stderr: '',
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
    const help = await runCli(['-h']);
    expect(help).toMatchObject({ exitCode: 0, stderr: '' });
    for (const option of [
      ...[
        '--image',
        '--platform',
        '--registry',
        '--list',
        '--all',
        '--only',
        '--skip',
        '--reference',
        '--hub',
      ],
      ...[
        '--previous',
        '--no-throughput',
        '--timeout',
        '--deadline',
        '--concurrency',
        '--bytes',
        '--finalists',
      ],
      ...[
        '--top',
        '--probe-proxy',
        '--no-env-proxy',
        '--ca',
        '--ip',
        '--vantage',
        '--format',
        '--output',
        '--demo',
      ],
      ...['--lang', '--color', '--no-color', '--quiet', '--verbose', '--version', '--help'],
    ]) {
      expect(help.stdout).toContain(option);
    }
  });
});

describe('exit codes', () => {
  it('1 when none is usable, 0 when one is', async () => {
    expect((await runCli([await lab.closedPort(), '--reference', 'none'])).exitCode).toBe(1);
    expect((await runCli(args)).exitCode).toBe(0);
  });

  it('2 for wrong usage, every wrong option named', async () => {
    const wrong: readonly (readonly [readonly string[], readonly string[]])[] = [
      [
        ['--timeout', '0', '--bytes', 'many'],
        ['--timeout', '--bytes'],
      ],
      [
        ['--format', 'xml', '--deadline', 'soon', '--top', '-1'],
        ['--format', '--deadline', '--top'],
      ],
      [['--finalists', '1.5'], ['--finalists']],
      [['--concurrency', '0'], ['--concurrency']],
      [['--ip', '5'], ['--ip']],
      [['--vantage', '../x'], ['../x']],
      [['--vantage', 'a..b'], ['a..b']],
      [['--lang', 'fr'], ['--lang']],
      [['--reference', 'sha256:abc'], ['sha256:abc']],
      [['--platform', 'linux'], ['linux']],
      [['--image', 'UPPER/Case'], ['UPPER']],
      [
        ['--formt', 'json'],
        ['--formt', '--format'],
      ],
      [['--image'], ['--image']],
      [['--demo', 'https://m.example'], ['--demo']],
      [['--ca', '/nowhere.pem'], ['/nowhere.pem']],
      [['--hub', 'ftp://h'], ['--hub']],
      [['https://hub.docker.com'], ['hub.docker.com']],
    ];
    for (const [options, names] of wrong) {
      const run = await runCli(options);
      expect(run, options.join(' ')).toMatchObject({ exitCode: 2, stdout: '' });
      for (const name of names) expect(run.stderr, options.join(' ')).toContain(name);
    }
  });

  it('no password of an option is shown', async () => {
    for (const options of [
      ['--hub', 'https://me:hunter2@hub.example'],
      ['--probe-proxy', 'http://me:hunter2@:80'],
      ['--probe-proxy', 'gopher://me:hunter2@proxy.example'],
      ['https://me:hunter2@mirror.example'],
      ['--reference', 'https://me:hunter2@ref.invalid/'],
      ['--previous', 'https://me:hunter2@ref.invalid/'],
    ]) {
      const run = await runCli([...(options[0]?.startsWith('http') === true ? [] : args), ...options]);
      expect(run.exitCode, options.join(' ')).toBe(2);
      expect(run.stdout + run.stderr).not.toContain('hunter2');
    }
  });
});

describe('--top', () => {
  it('shows the best only and counts all', async () => {
    const report = reportOf(await runCli([...args, '--top', '1', '-f', 'json']));
    expect(report.mirrors).toHaveLength(1);
    expect(report.summary).toMatchObject({ usable: 1, dead: 1 });
  });
});
