import { chmod, chown, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lockDirectory } from '../../src/host/lock-directory.ts';
import { checkSafety } from '../../src/host/safety.ts';
import { execute } from './support/dockerd-execute.ts';

/** Where root may write, with owners and groups that only root can set up. */

let directory = '';
beforeEach(async () => {
  // /var/lib is root's own, all the way up; the temporary folder is not.
  directory = await mkdtemp('/var/lib/mirror-check-safety-');
  await mkdir(join(directory, 'docker'), { mode: 0o755 });
});
afterEach(() => rm(directory, { recursive: true }));

const path = (): string => join(directory, 'docker', 'daemon.json');
const docker = (): string => join(directory, 'docker');

describe('root writes', () => {
  test('where nobody else can', async () => {
    await writeFile(path(), '{}');
    expect(await checkSafety(path())).toEqual({ kind: 'safe' });
    expect(await checkSafety(join(directory, 'missing', 'daemon.json'))).toEqual({ kind: 'safe' });
  });
});

describe('root does not write', () => {
  test.each<[string, string, () => Promise<void>]>([
    ['a directory of another user', 'foreign-owner', () => chown(docker(), 1000, 0)],
    [
      'a directory of a group',
      'group-writable',
      () => chown(docker(), 0, 1000).then(() => chmod(docker(), 0o775)),
    ],
    ['a directory for all', 'world-writable', () => chmod(docker(), 0o777)],
    ['a sticky directory for all', 'world-writable', () => chmod(docker(), 0o1777)],
    [
      'a directory whose ACL lets another user write',
      'group-writable',
      async () => {
        await execute(['setfacl', '-m', 'user:1000:rwx', docker()]);
      },
    ],
  ])('into %s', async (_, reason, prepare) => {
    await prepare();
    expect(await checkSafety(path())).toMatchObject({ kind: 'unsafe', directory: docker(), reason });
  });

  test('below such a directory, however well kept the last one is', async () => {
    await chown(directory, 1000, 1000);
    expect(await checkSafety(path())).toMatchObject({ kind: 'unsafe', directory, reason: 'foreign-owner' });
  });

  test('through a symlink that leads through one', async () => {
    const home = join(directory, 'home');
    await mkdir(join(home, 'deep'), { recursive: true });
    await writeFile(join(home, 'deep', 'daemon.json'), '{}');
    await symlink('../home/deep/daemon.json', path());
    expect(await checkSafety(path())).toEqual({ kind: 'safe' });
    await chown(home, 1000, 1000);
    expect(await checkSafety(path())).toMatchObject({
      kind: 'unsafe',
      directory: home,
      reason: 'foreign-owner',
    });
  });

  test('along symlinks that go in a circle', async () => {
    await symlink('daemon.json', path());
    expect(await checkSafety(path())).toMatchObject({ kind: 'file-failure', code: 'symlink-loop' });
  });
});

test('root’s locks are in /run, in a folder of its own', async () => {
  expect(await lockDirectory({ uid: 0, env: { XDG_RUNTIME_DIR: directory } })).toEqual({
    kind: 'directory',
    path: '/run/mirror-check',
  });
});
