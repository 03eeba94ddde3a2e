import { describe, expect, it } from 'vitest';
import { isAlive, ownIdentity, parseProcessStat, startedAt } from '../../src/host/process-identity.ts';
import { parseTempName, tempName } from '../../src/host/temp-file.ts';

describe('a process', () => {
  it('is alive while it runs, and is not another with its number', async () => {
    const own = await ownIdentity();
    expect(own.pid).toBe(process.pid);
    expect(await isAlive(own)).toBe(true);
    expect(await isAlive({ ...own, bootId: 'f'.repeat(32) })).toBe(false);
    if (process.platform === 'linux') expect(await isAlive({ ...own, startTicks: '1' })).toBe(false);
  });

  // faketime alters what Node calls now, not what the kernel tells of its start.
  const kernelsClock = process.platform === 'linux' && process.env['FAKETIME'] === undefined;
  it.runIf(kernelsClock)('started when it says', async () => {
    const started = (await startedAt(await ownIdentity())) ?? 0;
    // Node tells when it began itself, a moment after the kernel did.
    expect(started).toBeLessThanOrEqual(performance.timeOrigin + 10);
    expect(started).toBeGreaterThan(performance.timeOrigin - 60_000);
  });

  it('is read from a line in which its name may hold anything', () => {
    const rest = 'S 1 100 100 0 -1 4194560 1 0 0 0 1 2 3 4 20 0 1 0 987654 1000 10';
    expect(parseProcessStat(`42 (evil) R (name) ${rest}`)).toEqual({
      state: 'S',
      parentPid: 1,
      startTicks: '987654',
    });
    expect(parseProcessStat('42 (short) S 1')).toBeNull();
  });
});

describe('the name of a temporary file', () => {
  it('tells whose it is', async () => {
    const owner = await ownIdentity();
    expect(parseTempName(tempName('undo', owner))).toEqual({ kind: 'undo', owner });
    expect(tempName('new', owner)).not.toBe(tempName('new', owner));
  });

  it.each([
    'daemon.json',
    '.mirror-check',
    '.mirror-check-1-2-3-000000000000.json',
    '.mirror-check-1-2-3-0.new',
  ])('is not %s', (name) => {
    expect(parseTempName(name)).toBeNull();
  });
});
