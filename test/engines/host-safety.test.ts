import {
  chmod,
  chown,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { lockDirectory } from '../../src/host/lock-directory.ts';
import { renameOutput } from '../../src/host/output-file.ts';
import { openOutputPath } from '../../src/host/output-path.ts';
import { checkSafety, writableByOthers } from '../../src/host/safety.ts';
import { shown } from '../../src/registry/shown.ts';
import { appendToDayFile } from '../../src/status/history/day-file.ts';
import { withHistoryLock } from '../../src/status/history/with-lock.ts';
import { writeSite } from '../../src/status/site/write-site.ts';
import { writeResult } from '../../src/terminal/streams.ts';
import { type Compiled, compile } from '../support/compile.ts';
import { sampleReport } from '../support/sample-report.ts';
import { execute } from './support/dockerd-execute.ts';

const STATUS_BIN = fileURLToPath(new URL('../../bin/mirror-status.js', import.meta.url));

/** Where root may write, with owners and groups that only root can set up. */

let compiled: Compiled;
beforeAll(async () => {
  compiled = await compile(['src/host/lock-directory.ts', 'src/terminal/streams.ts']);
  await chmod(dirname(dirname(compiled.pathOf('src/host/lock-directory.ts'))), 0o755);
});
afterAll(() => compiled.remove());

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

test.each<[string, string | null]>([
  ['true', null],
  ['chmod 664', null],
  ['setfacl -m user:1000:r', null],
  ['setfacl -m user:1000:rw', 'access-list'],
  ['setfacl -m group:1000:rw', 'access-list'],
  ['chgrp 1000', null],
  ['chmod 666', 'world-writable'],
  ['chown 1000', 'foreign-owner'],
])('who else can write into a file of root’s: %s', async (command, reason) => {
  const found = async (): Promise<unknown> => {
    const { uid, gid, mode } = await stat(path());
    return writableByOthers({ realPath: path(), uid, gid, mode });
  };
  await writeFile(path(), '{}', { mode: 0o644 });
  await execute([...command.split(' '), path()]);
  expect(await found()).toBe(reason);
  // What is told to close it does.
  await execute(['chown', '0', path()]);
  await execute(['chmod', 'go-w', path()]);
  expect(await found()).toBeNull();
  await execute(['chgrp', '1000', path()]);
  await execute(['chmod', '664', path()]);
  expect(await found()).toBe(command.startsWith('setfacl') ? 'access-list' : 'group-writable');
});

test('root’s locks are in /run, in a folder of its own', async () => {
  expect(await lockDirectory({ uid: 0, env: { XDG_RUNTIME_DIR: directory } })).toEqual({
    kind: 'directory',
    path: '/run/mirror-check',
  });
});

describe('the locks of a user without a runtime directory', () => {
  const asUser = async (home: string, shared: string): Promise<unknown> => {
    const module = pathToFileURL(compiled.pathOf('src/host/lock-directory.ts')).href;
    const script = `const { lockDirectory } = await import(${JSON.stringify(module)});
      console.log(JSON.stringify(await lockDirectory({ uid: 4711, env: { HOME: ${JSON.stringify(home)} } })));`;
    const { stdout } = await execute([
      ...['setpriv', '--reuid=4711', '--regid=4711', '--clear-groups', 'env', `TMPDIR=${shared}`],
      ...[process.execPath, '--input-type=module', '--eval', script],
    ]);
    return JSON.parse(stdout);
  };

  test('are not lost to somebody who made the folder in /tmp first', async () => {
    const [home, shared] = [join(directory, 'home'), join(directory, 'tmp')];
    await mkdir(home);
    await chown(home, 4711, 4711);
    await mkdir(shared);
    await chmod(shared, 0o1777);
    await mkdir(join(shared, 'mirror-check-4711'));
    await chmod(directory, 0o755);
    const path = join(home, '.local/state/mirror-check');
    expect(await asUser(home, shared)).toEqual({ kind: 'directory', path });
    // Without a home there is no other place.
    expect(await asUser('/nonexistent', shared)).toMatchObject({ code: 'not-permitted' });
  });
});

describe('what root writes for -o', () => {
  const victim = (): string => join(directory, 'victim');
  const shared = (): string => join(directory, 'shared');
  beforeEach(async () => {
    await writeFile(victim(), 'before', { mode: 0o600 });
    await mkdir(shared());
    await chmod(shared(), 0o1777);
  });

  test('does not follow a link that others may have put there', async () => {
    await symlink(victim(), join(shared(), 'report.json'));
    await symlink(directory, join(shared(), 'folder'));
    for (const name of ['report.json', 'folder/victim', 'folder/new']) {
      const file = join(shared(), name);
      expect(await writeResult(shown('after'), file)).toEqual({
        kind: 'failed',
        code: 'FOREIGN_LINK',
        target: file,
      });
    }
    await symlink(join(shared(), 'report.json'), join(directory, 'through'));
    expect(await writeResult(shown('after'), join(directory, 'through'))).toMatchObject({
      code: 'FOREIGN_LINK',
    });
    expect(await readFile(victim(), 'utf8')).toBe('before');
    expect((await readdir(directory)).sort()).toEqual(['docker', 'shared', 'through', 'victim']);
  });

  test('takes the place of a file in such a folder, not that of another name for it', async () => {
    const file = join(shared(), 'report.json');
    await link(victim(), file);
    expect(await writeResult(shown('after'), file)).toEqual({ kind: 'written' });
    expect(await readFile(file, 'utf8')).toBe('after');
    expect(await readFile(victim(), 'utf8')).toBe('before');
    expect(await readdir(shared())).toEqual(['report.json']);
  });

  test('goes where root’s own links point, and to devices and descriptors', async () => {
    await symlink('victim', join(directory, 'own'));
    expect(await writeResult(shown('after'), join(directory, 'own'))).toEqual({ kind: 'written' });
    expect(await readFile(victim(), 'utf8')).toBe('after');
    expect(await writeResult(shown('x'), '/dev/null')).toEqual({ kind: 'written' });
    const module = pathToFileURL(compiled.pathOf('src/terminal/streams.ts')).href;
    const script = `const { writeResult } = await import(${JSON.stringify(module)});
      for (const file of ['/dev/stderr', '/dev/fd/2', '/dev/stdout']) await writeResult(file + '\\n', file);`;
    // Of a pipe: what Node itself gives to a child is a socket, which cannot be opened.
    const { stdout } = await execute([
      ...['sh', '-c', '"$0" --input-type=module --eval "$1" 2>&1 | cat', process.execPath, script],
    ]);
    expect(stdout).toBe('/dev/stderr\n/dev/fd/2\n/dev/stdout\n');
  });

  test('waits in no pipe of another that nobody reads, and ends by a signal where its own waits', async () => {
    const [theirs, own] = [join(shared(), 'theirs'), join(directory, 'own')];
    await execute(['mkfifo', theirs, own]);
    await chown(theirs, 4711, 4711);
    expect(await writeResult(shown('x'), theirs)).toEqual({ kind: 'failed', code: 'ENXIO', target: theirs });
    const reader = execute(['cat', own]);
    expect(await writeResult(shown('x'.repeat(200_000)), own)).toEqual({ kind: 'written' });
    expect((await reader).stdout).toHaveLength(200_000);
    const module = pathToFileURL(compiled.pathOf('src/terminal/streams.ts')).href;
    const script = `const { writeResult } = await import(${JSON.stringify(module)});
      console.log(await writeResult('x', ${JSON.stringify(own)}));`;
    const node = [process.execPath, '--input-type=module', '--eval', script];
    expect(await execute(['timeout', '--kill-after=20', '2', ...node])).toMatchObject({
      code: 124,
      stdout: '',
    });
  });

  test('stays in the folder that was looked at, whatever takes its name meanwhile', async () => {
    const folder = join(shared(), 'mine');
    await mkdir(folder);
    await chown(folder, 4711, 4711);
    const target = await openOutputPath(join(folder, 'victim'));
    await rename(folder, join(shared(), 'moved'));
    await symlink(directory, folder);
    await writeFile(target.path, 'after');
    await target.close();
    expect(await readFile(victim(), 'utf8')).toBe('before');
    expect(await readFile(join(shared(), 'moved/victim'), 'utf8')).toBe('after');
  });
});

describe('a site that root builds into the folder of another', () => {
  const site = (): string => join(directory, 'site');
  const victim = (): string => join(directory, 'etc');
  const build = (): Promise<number> => writeSite(site(), [{ path: 'v/local/index.html', text: 'page' }]);
  beforeEach(async () => {
    await mkdir(victim());
    await writeFile(join(victim(), 'passwd'), 'before');
    await mkdir(site());
    await chown(site(), 4711, 4711);
  });

  test('makes no folder and writes no file where a link there leads', async () => {
    await symlink(victim(), join(site(), 'v'));
    await expect(build()).rejects.toMatchObject({ code: 'FOREIGN_LINK', path: join(site(), 'v') });
    expect(await readdir(victim())).toEqual(['passwd']);
  });

  test('removes nothing there, whatever the list of the last build says', async () => {
    await symlink(victim(), join(site(), 'old'));
    await mkdir(join(site(), 'own'));
    await writeFile(join(site(), 'own/page.html'), '');
    await symlink(join(victim(), 'passwd'), join(site(), 'link.html'));
    await writeFile(join(site(), '.mirror-status-files'), 'old/passwd\nown/page.html\nlink.html\n');
    expect(await build()).toBe(1);
    expect(await readFile(join(victim(), 'passwd'), 'utf8')).toBe('before');
    expect((await readdir(site())).sort()).toEqual(['.mirror-status-files', 'old', 'v']);
  });

  test('that cannot be is told in a sentence', async () => {
    await symlink(victim(), join(site(), 'v'));
    const data = join(directory, 'history');
    const now = new Date().toISOString();
    const report = { ...sampleReport(), startedAt: now, finishedAt: now };
    await writeFile(join(directory, 'report.json'), JSON.stringify(report));
    const status = (...args: readonly string[]) => execute([process.execPath, STATUS_BIN, ...args]);
    const recorded = await status('record', '--data', data, join(directory, 'report.json'));
    expect(recorded.code, recorded.stderr).toBe(0);
    const { code, stderr } = await status('build', '--data', data, '--out', site());
    expect(code, stderr).toBe(3);
    expect(stderr).toContain(`${join(site(), 'v')}: a link on the way`);
  });
});

describe('a history in a folder of another', () => {
  const history = (): string => join(directory, 'shared');
  const victim = (): string => join(directory, 'victim');
  beforeEach(async () => {
    await mkdir(victim());
    await mkdir(history());
    await chown(history(), 4711, 4711);
  });

  test('is not made where a link there leads', async () => {
    await symlink(victim(), join(history(), 'link'));
    const data = join(history(), 'link/data');
    const work = withHistoryLock(data, { uid: 0, env: {} }, async () => 'done');
    await expect(work).rejects.toMatchObject({ code: 'FOREIGN_LINK' });
    expect(await readdir(victim())).toEqual([]);
  });

  test('has nothing renamed out of where a link there leads, or into it', async () => {
    await writeFile(join(victim(), 'file'), 'before');
    await writeFile(join(history(), 'file'), 'theirs');
    await symlink(victim(), join(history(), 'link'));
    for (const [from, to] of [
      ['link/file', 'moved'],
      ['file', 'link/moved'],
    ] as const) {
      const renaming = renameOutput(join(history(), from), join(history(), to));
      await expect(renaming).rejects.toMatchObject({ code: 'FOREIGN_LINK' });
    }
    expect(await readdir(victim())).toEqual(['file']);
    await renameOutput(join(history(), 'file'), join(history(), 'moved'));
    expect((await readdir(history())).sort()).toEqual(['link', 'moved']);
  });
});

test('a recording adds nothing to a file that has another name elsewhere', async () => {
  const runs = join(directory, 'runs');
  await mkdir(runs);
  await chown(runs, 4711, 4711);
  await writeFile(join(directory, 'victim'), 'before');
  const day = join(runs, 'day.ndjson');
  await link(join(directory, 'victim'), day);
  const present = { reports: [], bytes: 6, wholeBytes: 0, strangeLines: 0 };
  await expect(appendToDayFile(day, present, sampleReport())).rejects.toMatchObject({ code: 'FOREIGN_LINK' });
  expect(await readFile(join(directory, 'victim'), 'utf8')).toBe('before');
});
