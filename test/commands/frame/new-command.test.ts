import { spawnSync } from 'node:child_process';
import { openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Compiled, compile } from '../../support/compile.ts';

/** A command that was built from the frame and from nothing else: what it costs, and that it is as whole as the others. */

const NAMES = 'test/commands/frame/mirror-names.ts';
const FAILING = 'test/commands/frame/failing.ts';
let compiled: Compiled;
beforeAll(async () => {
  compiled = await compile([NAMES, FAILING]);
});
afterAll(() => compiled.remove());

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Call {
  readonly env?: Readonly<Record<string, string>>;
  readonly main?: 'mirrorNames' | 'mistaken' | 'refused';
  readonly stdout?: number;
}

function run(args: readonly string[], { env = {}, main = 'mirrorNames', stdout }: Call = {}): Ended {
  const path = compiled.pathOf(main === 'mirrorNames' ? NAMES : FAILING);
  const start = `import(process.argv[1]).then(async ({ ${main} }) => { process.exitCode = await ${main}(process.argv.slice(2)); });`;
  const { PATH = '', SystemRoot = '' } = process.env;
  const ended = spawnSync(process.execPath, ['-e', start, path, ...args], {
    env: { PATH, SystemRoot, ...env },
    stdio: ['ignore', stdout ?? 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  return { code: ended.status, stdout: ended.stdout ?? '', stderr: ended.stderr };
}

describe('a new command', () => {
  it('costs at most 60 lines besides its words', async () => {
    const text = await readFile(fileURLToPath(new URL('./mirror-names.ts', import.meta.url)), 'utf8');
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(60);
  });

  it('asks the mirrors and prints its result', () => {
    const { code, stdout, stderr } = run(['--demo', '--no-throughput', '--separator', ' ']);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^127\.0\.0\.1:\d+( 127\.0\.0\.1:\d+)+\n$/);
    expect(code).toBe(0);
  });

  it('has a help, in the language of who asks', () => {
    const { stdout, code } = run(['--help'], { env: { LANG: 'zh_CN.UTF-8' } });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^用法： *mirror-names /);
    expect(stdout).toContain('--separator <text>');
    expect(stdout).toContain('--probe-proxy <url>');
  });

  it('ends with 2 for wrong usage, all of it told at once', () => {
    const { code, stderr } = run(['--timeout', 'soon', '--lang', 'xx', '--concurrency', '0']);
    expect(code).toBe(2);
    expect(stderr.trimEnd().split('\n')).toHaveLength(4);
    expect(stderr).toContain('"mirror-names --help"');
  });

  it.runIf(process.platform === 'linux')('ends with 3 where the result cannot be written', () => {
    const { code, stderr } = run(['--version'], { stdout: openSync('/dev/full', 'w') });
    expect(stderr).toContain('no space left');
    expect(code).toBe(3);
  });

  it('ends with 3 for what the system refuses, where it says so', () => {
    const { code, stderr } = run([], { main: 'refused' });
    expect([code, stderr]).toEqual([3, '/data: the file system is read-only.\n']);
  });

  it('ends with 70 for a fault of our own, and says where to report it', () => {
    const { code, stderr } = run([], { main: 'mistaken' });
    expect(code).toBe(70);
    expect(stderr).toMatch(/a mistake[\s\S]*\/issues\n$/);
  });

  it('tells an empty value where one names something', () => {
    const { code, stderr } = run(['--list', '', '--ca', 'x', '--ca', ''], { env: { LANG: 'zh_CN.UTF-8' } });
    expect(code).toBe(2);
    expect(stderr.split('\n').slice(0, 2)).toEqual(['--list 的值为空。', '--ca 的值为空。']);
  });

  it('takes no argument that it has not asked for', () => {
    const { code, stderr } = run(['more'], { main: 'mistaken' });
    expect(code).toBe(2);
    expect(stderr).toContain('"more" is one argument too many.');
  });
});
