import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkProgramSafety, checkSafety, unsafeReason } from '../../src/host/safety.ts';

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

describe('who may write', () => {
  const entry = (uid: number, gid: number, mode: number) => ({ uid, gid, mode });
  it.each([
    [0, entry(0, 0, 0o755), null],
    [0, entry(0, 0, 0o775), 'group-writable'],
    [0, entry(0, 0, 0o757), 'world-writable'],
    [0, entry(1000, 1000, 0o755), 'foreign-owner'],
    [1000, entry(0, 0, 0o755), null],
    [1000, entry(1000, 1000, 0o755), null],
    [1000, entry(1000, 1000, 0o775), null],
    [1000, entry(1000, 100, 0o775), 'group-writable'],
    [1000, entry(0, 50, 0o2775), 'group-writable'],
    [1000, entry(1001, 1001, 0o755), 'foreign-owner'],
  ] as const)('for %i, %j: %s', (owner, found, reason) => {
    expect(unsafeReason(found, owner)).toBe(reason);
  });

  it.runIf(process.platform === 'linux')('looks at the file itself where it is to be run', async () => {
    expect(await checkProgramSafety('/usr/bin/env', 0)).toEqual({ kind: 'safe' });
    expect(await checkProgramSafety('/usr/bin/none-of-this-name', 0)).toMatchObject({ code: 'not-found' });
  });
});
