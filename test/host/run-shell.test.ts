import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { runShell } from '../../src/host/run-shell.ts';

it.skipIf(process.platform === 'win32')(
  'a command that takes too long ends with all that it started',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mirror-shell-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'pid');
    // The shell waits for a child of its own.
    const command = `sleep 300 & echo $! >'${file}'; wait`;
    expect(await runShell(command, '', 1_000)).toEqual({ exitCode: null });
    const pid = Number(await readFile(file, 'utf8'));
    expect(pid).toBeGreaterThan(1);
    onTestFinished(() => {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // As it should be.
      }
    });
    // A zombie, until whoever adopted it looks, is no process that runs.
    await vi.waitFor(async () => {
      const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z');
      expect(/\) (\S)/.exec(state)?.[1]).toBe('Z');
    });
  },
);
