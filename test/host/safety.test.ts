import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAlone, isOwnGroup } from '../../src/host/own-group.ts';
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
    expect(unsafeReason(found, owner, (gid, uid) => gid === 1000 && uid === 1000)).toBe(reason);
  });

  const accounts =
    'root:x:0:0::/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\nbob:x:1001:100::/:/bin/sh\n';
  it.each([
    ['as useradd makes it', 'ann:x:1000:\n', accounts, true],
    ['with its user as a member', 'ann:x:1000:ann\n', accounts, true],
    ['under a number that has no name', '', accounts, true],
    ['that has another member', 'ann:x:1000:bob\n', accounts, false],
    ['that has another beside its user', 'ann:x:1000:ann,bob\n', accounts, false],
    ['that is the first of another', 'ann:x:1000:\n', `${accounts}eve:x:1002:1000::/:/bin/sh\n`, false],
    ['of which nobody can tell', null, accounts, false],
    ['where nobody tells of accounts', 'ann:x:1000:\n', null, false],
  ])('a group %s', (_name, group, all, alone) => {
    expect(isAlone(group, all, 1000, 1000)).toBe(alone);
  });

  it('that nobody is in is not a user’s for that', () => {
    expect(isAlone('www:x:33:\n', accounts, 33, 1000)).toBe(false);
    expect(isAlone('www:x:33:ann\n', accounts, 33, 1000)).toBe(true);
    expect(isAlone('users:x:100:\n', accounts, 100, 1001)).toBe(true);
  });

  it.runIf(process.platform === 'linux')("knows the system's groups", () => {
    expect(isOwnGroup(0, 4711)).toBe(false);
    expect(isOwnGroup(47_119, 47_119)).toBe(true);
  });

  it.runIf(process.platform === 'linux')('looks at the file itself where it is to be run', async () => {
    expect(await checkProgramSafety('/usr/bin/env', 0)).toEqual({ kind: 'safe' });
    expect(await checkProgramSafety('/usr/bin/none-of-this-name', 0)).toMatchObject({ code: 'not-found' });
  });
});
