import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MirrorReport } from '../../src/report/types.ts';
import { STATUS } from '../../src/status/limits.ts';
import { reportAgo, temporaryFolder } from '../status/support.ts';
import { type CliOptions, type CliRun, runCli } from '../support/cli.ts';
import { failedMirror, sampleMirror } from '../support/sample-report.ts';

const status = (args: readonly string[], options: CliOptions = {}): Promise<CliRun> =>
  runCli(args, { ...options, bin: 'mirror-status' });

function fresh(overrides: object = {}): string {
  const now = new Date().toISOString();
  return JSON.stringify({ ...reportAgo(0), startedAt: now, finishedAt: now, ...overrides });
}

describe('mirror-status record', () => {
  it('takes files and standard input, and says what it did', async () => {
    const data = await temporaryFolder();
    const file = join(data, 'report.json');
    await writeFile(file, fresh());
    const first = await status(['record', '--data', join(data, 'history'), file]);
    expect(first).toMatchObject({ exitCode: 0, stdout: '' });
    expect(first.stderr).toMatch(/report\.json: recorded for local, \d{4}-\d\d-\d\d\.\n$/);
    const second = await status(['record', '--data', join(data, 'history'), '-'], {
      stdin: fresh({ runId: 'b' }),
    });
    expect(second.exitCode).toBe(0);
    const again = await status(['record', '--data', join(data, 'history'), '-', '--lang', 'zh'], {
      stdin: fresh({ runId: 'b' }),
    });
    expect(again).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('stdin：此前已收录过') });
    const quiet = await status(['record', '-q', '--data', join(data, 'history'), file]);
    expect(quiet).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  });

  it.skipIf(process.platform === 'win32')('tells once, however often a report is recorded', async () => {
    const folder = await temporaryFolder();
    const data = join(folder, 'history');
    const at = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();
    const run = async (hours: number, mirrors: readonly MirrorReport[]): Promise<string> => {
      const file = join(folder, `${hours}.json`);
      const report = { startedAt: at(hours), finishedAt: at(hours), runId: `r${hours}`, mirrors };
      await writeFile(file, fresh(report));
      return file;
    };
    const dead = failedMirror('dead', 'dns-failure', { id: 'docker.1ms.run', url: 'https://docker.1ms.run' });
    await status(['record', '--data', data, await run(3, [sampleMirror()]), await run(2, [dead])]);
    const told = join(folder, 'told');
    const events = join(folder, 'events.json');
    const words = ['record', '--data', data, '--notify', `cat >>'${told}'`, '--events', events];
    const last = await run(1, [dead]);
    expect((await status([...words, last])).stderr).toContain('1 change told to --notify.');
    const text = await readFile(told, 'utf8');
    expect(JSON.parse(text).events).toMatchObject([{ kind: 'down', mirror: 'docker.1ms.run' }]);
    expect(await readFile(events, 'utf8')).toBe(text);
    await rm(events);
    const again = await status([...words, last]);
    expect(again).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('already recorded') });
    expect(again.stderr).not.toContain('told');
    expect(await readFile(told, 'utf8')).toBe(text);
    expect(await readdir(folder)).not.toContain('events.json');
  });

  it('refuses by name with exit 3, and takes the others', async () => {
    const folder = await temporaryFolder();
    const data = join(folder, 'history');
    const ahead = new Date(Date.now() + 86_400_000).toISOString();
    const bad = {
      'newer.json': fresh({ schemaVersion: 2 }),
      'ahead.json': fresh({ startedAt: ahead, finishedAt: ahead }),
      'vantage.json': fresh({ vantage: { ...reportAgo(0).vantage, name: '../../x' } }),
      'id.json': fresh({ mirrors: [sampleMirror({ id: '../../x' })] }),
      'large.json': fresh({ padding: ' '.repeat(STATUS.reportBytes) }),
      'text.json': 'hello',
      'latin.json': Buffer.from([0xff, 0xfe]),
    };
    for (const [name, content] of Object.entries(bad)) await writeFile(join(folder, name), content);
    await writeFile(join(folder, 'good.json'), fresh());
    const files = [...Object.keys(bad), 'missing.json', 'good.json'].map((name) => join(folder, name));
    const outcome = await status(['record', '--data', data, ...files]);
    expect(outcome.exitCode).toBe(3);
    for (const [name, reason] of [
      ['newer', 'newer than this program'],
      ['ahead', 'its date is in the future'],
      ['vantage', 'vantage "../../x" is not a safe name'],
      ['id', 'mirror id "../../x" is not a safe name'],
      ['large', `larger than ${STATUS.reportBytes} bytes`],
      ['text', 'not a report of mirror-check'],
      ['latin', 'not UTF-8'],
      ['missing', 'cannot be read'],
    ]) {
      expect(outcome.stderr).toMatch(new RegExp(`${name}\\.json: [^\n]*${reason}`));
    }
    expect(outcome.stderr).toContain('good.json: recorded');
    expect(await readdir(folder)).toEqual(
      [...new Set([...files.map((file) => file.slice(folder.length + 1)), 'history'])]
        .filter((name) => name !== 'missing.json')
        .sort(),
    );
    expect(await readdir(join(data, 'runs'))).toEqual(['local']);
  });

  it.runIf(process.platform !== 'win32')('writes nothing where a link in the history leads', async () => {
    const folder = await temporaryFolder();
    const day = new Date().toISOString().slice(0, 10);
    const elsewhere = join(folder, 'elsewhere');
    await mkdir(elsewhere);
    await writeFile(join(folder, 'report.json'), fresh());
    for (const [name, target] of [
      ['runs', elsewhere],
      ['runs/local', elsewhere],
      [`runs/local/${day}.ndjson`, join(elsewhere, 'new')],
      ['latest/local.json', join(elsewhere, 'new')],
      ['aside', elsewhere],
    ] as const) {
      const data = join(folder, name.replaceAll('/', '-'));
      await mkdir(dirname(join(data, name)), { recursive: true });
      await symlink(target, join(data, name));
      const outcome = await status(['record', '--data', data, join(folder, 'report.json')]);
      expect(outcome, name).toMatchObject({ exitCode: 3, stdout: '' });
      expect(outcome.stderr).toContain(`${name}: it is a link`);
      expect(await readdir(elsewhere)).toEqual([]);
    }
  });

  it('two at once both get through', async () => {
    const data = join(await temporaryFolder(), 'history');
    const runs = await Promise.all(
      Array.from({ length: 4 }, (_, index) =>
        status(['record', '--data', data, '-'], { stdin: fresh({ runId: `r${index}` }) }),
      ),
    );
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0]);
    const [day = ''] = await readdir(join(data, 'runs/local'));
    const lines = (await readFile(join(data, 'runs/local', day), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).runId).sort()).toEqual(['r0', 'r1', 'r2', 'r3']);
  });
});

describe('mirror-status build and table', () => {
  it('make what the history holds', async () => {
    const folder = await temporaryFolder();
    const data = join(folder, 'history');
    await status(['record', '--data', data, '-'], { stdin: fresh() });
    const built = await status([
      'build',
      '--data',
      data,
      '--out',
      join(folder, 'site'),
      '--title',
      'Ours',
      '--base-url',
      'https://s.example/x',
    ]);
    expect(built).toMatchObject({ exitCode: 0, stdout: '' });
    expect(await readFile(join(folder, 'site/index.html'), 'utf8')).toContain('1 of 1 mirror usable');
    expect(await readFile(join(folder, 'site/feed.xml'), 'utf8')).toContain('https://s.example/x/feed.xml');
    const table = await status(['table', '--data', data]);
    expect(table).toMatchObject({ exitCode: 0, stderr: '' });
    expect(table.stdout).toContain('| 1 | `https://docker.1ms.run` |');
    const other = await status(['table', '--data', data, '--vantage', 'elsewhere']);
    expect(other).toMatchObject({
      exitCode: 3,
      stdout: '',
      stderr: expect.stringContaining('no vantage "elsewhere"'),
    });
  });

  it('end with 3 where there is nothing to make it of, or nowhere to put it', async () => {
    const folder = await temporaryFolder();
    const data = join(folder, 'history');
    for (const args of [
      ['table', '--data', data],
      ['build', '--data', data, '--out', join(folder, 'site')],
    ]) {
      expect(await status(args)).toMatchObject({
        exitCode: 3,
        stderr: expect.stringContaining('no run has been recorded'),
      });
    }
    await status(['record', '--data', data, '-'], { stdin: fresh() });
    await writeFile(join(folder, 'README.md'), 'no markers');
    expect(await status(['table', '--data', data, '--readme', join(folder, 'README.md')])).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('mirror-status:begin'),
    });
    expect(await status(['table', '--data', data, '--readme', join(folder, 'none.md')])).toMatchObject({
      exitCode: 3,
    });
    await mkdir(join(folder, 'file'), { recursive: true });
    await writeFile(join(folder, 'file/x'), '');
    expect(await status(['build', '--data', data, '--out', join(folder, 'file/x')])).toMatchObject({
      exitCode: 3,
    });
  });
});

describe.skipIf(process.platform === 'win32')('mirror-status tell', () => {
  it('passes on what record wrote, and says what could not be told with exit 3', async () => {
    const folder = await temporaryFolder();
    const events = join(folder, 'events.json');
    const text = `${JSON.stringify({ schemaVersion: 1, text: 'x: down', events: [{}] })}\n`;
    await writeFile(events, text);
    const told = join(folder, 'told');
    const env = { MIRROR_STATUS_NOTIFY: `cat >'${told}'` };
    expect(await status(['tell', events], { env })).toMatchObject({
      exitCode: 0,
      stderr: '1 change told to --notify.\n',
    });
    expect(await readFile(told, 'utf8')).toBe(text);
    expect(await status(['tell', '-q', '--notify', 'exit 4', events])).toMatchObject({
      exitCode: 3,
      stderr: '--notify could not be told (exit 4).\n',
    });
    await writeFile(events, '{}');
    expect(await status(['tell', '--notify', 'true', events])).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('not what record --events writes'),
    });
    expect((await status(['tell', events])).exitCode).toBe(2);
  });
});

describe('wrong usage', () => {
  it.each<[readonly string[], string]>([
    [[], 'record, build or table'],
    [['publish'], 'no command "publish"'],
    [['record'], '--data is needed'],
    [['record', '--data', 'x'], 'at least one report'],
    [['build', '--data', 'x'], '--out is needed'],
    [['build', '--data', 'x', '--out', 'y', '--base-url', 'ftp://x'], '--base-url takes'],
    [['build', '--data', 'x', '--out', 'y', 'z'], '"z" is one argument too many'],
    [['table', '--data', 'x', '--vantage', '../y'], '--vantage takes'],
    [['table', '--data', 'x', '--lang', 'fr'], '--lang takes one of'],
    [['table', '--dta', 'x'], 'no option --dta'],
  ])('%j', async (args, sentence) => {
    const outcome = await status(args);
    expect(outcome).toMatchObject({ exitCode: 2, stdout: '' });
    expect(outcome.stderr).toContain(sentence);
  });

  it.each(['--help', '-h'])('%s is a result', async (flag) => {
    expect(await status([flag])).toMatchObject({
      exitCode: 0,
      stderr: '',
      stdout: expect.stringContaining('record'),
    });
    expect(await status(['build', flag])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('--base-url'),
    });
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
    expect((await status(['-V'])).stdout.trim()).toBe(version);
  });
});
