import { chmod, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acquireLock, lockSteps } from '../../src/host/lock.ts';
import { lockDirectory } from '../../src/host/lock-directory.ts';
import { createDriver, type Driver } from './support/drive.ts';

let locks = '';
beforeEach(async () => {
  locks = await realpath(await mkdtemp(join(tmpdir(), 'mirror-check-lock-')));
});
afterEach(() => rm(locks, { recursive: true }));

async function take(path: string): Promise<() => Promise<void>> {
  const lock = await acquireLock(locks, path);
  if (lock.kind !== 'locked') throw new Error(lock.kind);
  return lock.release;
}

describe('a lock', () => {
  it('is held by one, who is named, until it is given back', async () => {
    const release = await take('/etc/docker/daemon.json');
    expect(await acquireLock(locks, '/etc/docker/daemon.json')).toMatchObject({
      kind: 'held',
      holder: { pid: process.pid },
      since: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    await release();
    await (await take('/etc/docker/daemon.json'))();
  });

  it('is of one file', async () => {
    const release = await take('/etc/docker/daemon.json');
    await (await take('/etc/docker/other.json'))();
    await release();
  });

  it('leaves one small file behind, however often it is taken', async () => {
    for (let round = 0; round < 5; round++) await (await take('/etc/docker/daemon.json'))();
    expect(await readdir(locks)).toHaveLength(1);
  });

  it('is not taken by one who looked at the directory long ago', async () => {
    const late = lockSteps(locks, '/x');
    expect((await late.next()).value).toBe('looked');
    await (await take('/x'))();
    const release = await take('/x');
    // The number that it saw to be the next one has been taken, given back and swept meanwhile.
    expect((await late.next()).value).toBe('linked');
    expect(await late.next()).toMatchObject({ done: true, value: { kind: 'held' } });
    await release();
    expect(await readdir(locks)).toHaveLength(1);
  });

  it('is taken by one of two who find it free at the same time', async () => {
    const [first, second] = [lockSteps(locks, '/x'), lockSteps(locks, '/x')];
    expect((await first.next()).value).toBe('looked');
    expect((await second.next()).value).toBe('looked');
    expect((await first.next()).value).toBe('linked');
    expect(await second.next()).toMatchObject({ done: true, value: { kind: 'held' } });
    expect(await first.next()).toMatchObject({ done: true, value: { kind: 'locked' } });
  });

  it('of a directory that is not there is a failure', async () => {
    expect(await acquireLock(join(locks, 'none'), '/x')).toMatchObject({
      kind: 'file-failure',
      code: 'not-found',
    });
  });

  it('is nobody’s when its record means nothing', async () => {
    await (await take('/x'))();
    const [name = ''] = await readdir(locks);
    await writeFile(join(locks, name), 'not a record');
    await (await take('/x'))();
  });
});

describe.runIf(process.platform === 'linux')('many processes', () => {
  let driver: Driver;
  beforeAll(async () => {
    driver = await createDriver();
  });
  afterAll(() => driver.remove());

  it('hold it one at a time, and take it over from those that die with it', async () => {
    const order = { does: 'lock', locks, path: '/etc/docker/daemon.json', rounds: 40 };
    const runs = await Promise.all([
      driver.run(order),
      driver.run(order),
      driver.run(order),
      driver.run({ ...order, dieAt: 3 }),
      driver.run({ ...order, dieAt: 17 }),
    ]);
    expect(runs.map(({ code, signal }) => signal ?? code)).toEqual([0, 0, 0, 'SIGKILL', 'SIGKILL']);
    // The marks that two at once would have found are gone, and one record is left.
    const names = (await readdir(locks)).filter((name) => !name.startsWith('done-'));
    expect(names).toHaveLength(1);
  });
});

describe('lockDirectory', () => {
  const uid = process.getuid?.() ?? null;
  const temporary = process.env['TMPDIR'];
  beforeEach(() => {
    process.env['TMPDIR'] = locks;
  });
  afterEach(() => {
    if (temporary === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = temporary;
  });

  it.runIf(uid !== null && uid !== 0)('is in the user’s runtime directory', async () => {
    const found = await lockDirectory({ uid, env: { XDG_RUNTIME_DIR: locks } });
    expect(found).toEqual({ kind: 'directory', path: join(locks, 'mirror-check') });
  });

  it.runIf(uid !== null && uid !== 0).each([{}, { XDG_RUNTIME_DIR: 'run' }, { XDG_RUNTIME_DIR: '/' }])(
    'is a folder of the user’s own where there is no such directory: %o',
    async (env) => {
      const path = join(locks, `mirror-check-${uid}`);
      expect(await lockDirectory({ uid, env })).toEqual({ kind: 'directory', path });
    },
  );

  it.runIf(uid !== null && uid !== 0)('is the user’s own state folder before a shared one', async () => {
    const state = join(locks, '.local', 'state', 'mirror-check');
    expect(await lockDirectory({ uid, env: { HOME: locks } })).toEqual({ kind: 'directory', path: state });
    const other = await realpath(await mkdtemp(join(locks, 'state-')));
    const env = { HOME: locks, XDG_STATE_HOME: other };
    expect(await lockDirectory({ uid, env })).toEqual({
      kind: 'directory',
      path: join(other, 'mirror-check'),
    });
  });

  it.runIf(uid !== null)('is none that another user has made', async () => {
    const other = (uid ?? 0) + 1;
    await mkdir(join(locks, `mirror-check-${other}`));
    expect(await lockDirectory({ uid: other, env: {} })).toMatchObject({
      kind: 'file-failure',
      code: 'not-permitted',
    });
  });

  it.runIf(uid !== null && uid !== 0)('is none that others can write to', async () => {
    const path = join(locks, `mirror-check-${uid}`);
    await mkdir(path);
    await chmod(path, 0o777);
    expect(await lockDirectory({ uid, env: {} })).toMatchObject({
      kind: 'file-failure',
      code: 'not-permitted',
    });
  });

  it.runIf(uid === null)('is in the temporary folder, which is the user’s own', async () => {
    expect(await lockDirectory({ uid, env: {} })).toMatchObject({ kind: 'directory' });
  });
});
