import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNamedTextFile, readTextFile } from '../../src/host/read-text.ts';
import { linesOfLogFile } from '../../src/services/log-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mirror-check-read-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const at = (name: string): string => join(folder, name);
const UNREADABLE = { ok: false, reason: 'unreadable' } as const;

describe('a file that nobody named', () => {
  it('is text up to a bound, by whatever link', async () => {
    await writeFile(at('file'), '\ufefftext');
    await symlink(at('file'), at('link'));
    expect(await readTextFile(at('link'), 100)).toEqual({ ok: true, text: 'text' });
    expect(await readTextFile(at('file'), 3)).toMatchObject({ ok: false, reason: 'too-large' });
    expect(await readTextFile(at('none'), 100)).toMatchObject(UNREADABLE);
  });

  it('is unreadable as a folder', async () => {
    await mkdir(at('folder'));
    expect(await readTextFile(at('folder'), 100)).toMatchObject(UNREADABLE);
  });

  describe.skipIf(process.platform === 'win32')('where it is another thing', () => {
    it('is not waited for: a named pipe that nobody writes', async () => {
      spawnSync('mkfifo', [at('pipe')]);
      expect(await readTextFile(at('pipe'), 100)).toMatchObject(UNREADABLE);
      expect(await linesOfLogFile(at('pipe'), new Date(0))).toEqual([]);
    });

    it('is not opened: a device', async () => {
      await symlink('/dev/zero', at('device'));
      expect(await readTextFile(at('device'), 100)).toMatchObject(UNREADABLE);
    });
  });
});

describe.skipIf(process.platform === 'win32')('a file that was named', () => {
  it('may be a pipe, as a shell makes one', async () => {
    spawnSync('mkfifo', [at('named')]);
    const writer = spawn('sh', ['-c', `printf text > '${at('named')}'`]);
    const ended = once(writer, 'exit');
    expect(await readNamedTextFile(at('named'), 100)).toEqual({ ok: true, text: 'text' });
    await ended;
  });
});
