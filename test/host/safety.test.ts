import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkSafety } from '../../src/host/safety.ts';

describe('checkSafety', () => {
  it.runIf(process.platform === 'linux')('finds nothing wrong with a directory of root’s own', async () => {
    expect(await checkSafety('/usr/lib/none/at/all.json')).toEqual({ kind: 'safe' });
  });

  it.runIf(process.platform === 'linux')(
    'refuses what lies in a directory that all can write to',
    async () => {
      const directory = await realpath(await mkdtemp(join(tmpdir(), 'mirror-check-safety-')));
      const found = await checkSafety(join(directory, 'daemon.json'));
      expect(found).toMatchObject({
        kind: 'unsafe',
        reason: expect.stringMatching(/^(?:world-writable|foreign-owner)$/),
      });
      await rm(directory, { recursive: true });
    },
  );

  it.runIf(process.platform === 'win32')('has nothing to look at on Windows', async () => {
    expect(await checkSafety('C:\\ProgramData\\docker\\config\\daemon.json')).toEqual({ kind: 'safe' });
  });
});
