import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { shown } from '../../src/registry/shown.ts';
import { writeResult } from '../../src/terminal/streams.ts';
import { type Compiled, compile } from '../support/compile.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'mirror-check-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const isPosix = process.platform !== 'win32';
const isLinux = process.platform === 'linux';

describe('writeResult to a file', () => {
  it('makes the file, and leaves nothing else', async () => {
    expect(await writeResult(shown('one\n'), join(folder, 'new.txt'))).toEqual({ kind: 'written' });
    expect(readFileSync(join(folder, 'new.txt'), 'utf8')).toBe('one\n');
    expect(readdirSync(folder)).toEqual(['new.txt']);
  });

  it('puts another file in the place of the old one, which a reader that has it open keeps whole', async () => {
    const file = join(folder, 'old.txt');
    writeFileSync(file, 'old');
    const before = statSync(file).ino;
    await writeResult(shown('new'), file);
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(statSync(file).ino).not.toBe(before);
  });

  it.runIf(isPosix)('keeps the mode, and the link that led to it', async () => {
    const file = join(folder, 'real.txt');
    const link = join(folder, 'link.txt');
    writeFileSync(file, 'old');
    // More than the usual umask leaves to a new file.
    chmodSync(file, 0o662);
    symlinkSync('real.txt', link);
    await writeResult(shown('new'), link);
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(statSync(file).mode & 0o777).toBe(0o662);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  });

  it('is a failure with the system’s code where there is no such folder, or the name is a folder', async () => {
    const missing = join(folder, 'nowhere', 'x');
    expect(await writeResult(shown('x'), missing)).toEqual({
      kind: 'failed',
      code: 'ENOENT',
      target: missing,
    });
    mkdirSync(join(folder, 'dir'));
    expect(await writeResult(shown('x'), join(folder, 'dir'))).toMatchObject({ kind: 'failed' });
    expect(readdirSync(join(folder, 'dir'))).toEqual([]);
    expect(readdirSync(folder)).toEqual(['dir']);
  });

  it.runIf(isPosix)(
    'writes a named pipe straight: it is there still, and its reader has the text',
    async () => {
      const pipe = join(folder, 'pipe');
      expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
      const reader = spawn('cat', [pipe], { stdio: ['ignore', 'pipe', 'inherit'] });
      const read = textOf(reader.stdout);
      expect(await writeResult(shown('through the pipe\n'), pipe)).toEqual({ kind: 'written' });
      expect(await read).toBe('through the pipe\n');
      expect(lstatSync(pipe).isFIFO()).toBe(true);
    },
  );

  it.runIf(isLinux)('tells of a full device', async () => {
    expect(await writeResult(shown('x'), '/dev/full')).toEqual({
      kind: 'failed',
      code: 'ENOSPC',
      target: '/dev/full',
    });
    expect(existsSync('/dev/full')).toBe(true);
  });
});

describe('writeResult to stdout, in a process of its own', () => {
  let compiled: Compiled;
  beforeAll(async () => {
    compiled = await compile(['src/terminal/streams.ts']);
  });
  afterAll(() => compiled.remove());

  /** Writes so many bytes as a result, then its outcome as a note. */
  const program = (bytes: number, file: string | null = null): string[] => [
    '--input-type=module',
    '--eval',
    `import { writeNote, writeResult } from ${JSON.stringify(pathToFileURL(compiled.pathOf('src/terminal/streams.ts')).href)};
     const outcome = await writeResult('x'.repeat(${bytes - 1}) + '\\n', ${JSON.stringify(file)});
     writeNote(JSON.stringify(outcome));`,
  ];
  const bytes = 4 * 1024 * 1024;

  it('has put all of a large text into a slow pipe when it ends', async () => {
    const child = spawn(process.execPath, program(bytes), { stdio: ['ignore', 'pipe', 'pipe'] });
    const note = textOf(child.stderr);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const text = await textOf(child.stdout);
    expect(text.length).toBe(bytes);
    expect(JSON.parse(await note)).toEqual({ kind: 'written' });
  });

  it('ends in peace when the reader goes away', async () => {
    const child = spawn(process.execPath, program(bytes), { stdio: ['ignore', 'pipe', 'pipe'] });
    const note = textOf(child.stderr);
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    child.stdout.once('data', () => child.stdout.destroy());
    expect(await ended).toBe(0);
    expect(JSON.parse(await note)).toEqual({ kind: 'closed' });
  });

  it('does not mind a stderr that is closed', async () => {
    const child = spawn(process.execPath, program(10), { stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    child.stderr.destroy();
    expect(await textOf(child.stdout)).toBe('xxxxxxxxx\n');
    expect(await ended).toBe(0);
  });

  it.runIf(isLinux)('tells of a full device behind stdout', () => {
    const [node, ...args] = [process.execPath, ...program(1000)];
    const run = spawnSync('sh', ['-c', 'exec "$@" >/dev/full', 'sh', node, ...args], { encoding: 'utf8' });
    expect(JSON.parse(run.stderr)).toEqual({ kind: 'failed', code: 'ENOSPC', target: null });
    expect(run.status).toBe(0);
  });

  it.runIf(isPosix)('tells of a file behind stdout that may not grow any more, however much went in', () => {
    // ulimit -f counts in blocks of 512 or 1024 bytes; a write across the limit is cut short, not refused.
    const script = 'trap \'\' XFSZ; ulimit -f 100; exec "$@" >out';
    const run = spawnSync('sh', ['-c', script, 'sh', process.execPath, ...program(bytes)], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(JSON.parse(run.stderr)).toEqual({ kind: 'failed', code: 'EFBIG', target: null });
    expect(statSync(join(folder, 'out')).size).toBeGreaterThan(0);
  });

  it.runIf(isPosix)('takes /dev/stdout for stdout: a log that it is appended to keeps its beginning', () => {
    writeFileSync(join(folder, 'log'), 'before\n');
    const run = spawnSync(
      'sh',
      ['-c', 'exec "$@" >>log', 'sh', process.execPath, ...program(10, '/dev/stdout')],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    );
    expect(JSON.parse(run.stderr)).toEqual({ kind: 'written' });
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('before\nxxxxxxxxx\n');
  });
});

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
