import { execFile } from 'node:child_process';
import { chown, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createBackup } from '../../src/host/backup.ts';
import { clearLeftovers } from '../../src/host/clear-leftovers.ts';
import { readFileState } from '../../src/host/file-state.ts';
import { type ReplaceOutcome, replaceFile } from '../../src/host/replace-file.ts';
import { createDriver, type Driver } from '../host/support/drive.ts';
import { killAtRandom, NEW, OLD } from '../host/support/kill-at-random.ts';

/** What only root on a real Linux can show of file replacement. */

const run = promisify(execFile);
const sh = async (script: string): Promise<string> => (await run('sh', ['-c', script])).stdout;

let directory = '';
let path = '';
const mounts: string[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mirror-check-host-'));
  path = join(directory, 'daemon.json');
});
afterEach(async () => {
  await run('chattr', ['-R', '-i', directory]).catch(() => {});
  for (const mount of mounts.splice(0).reverse()) await run('umount', [mount]);
  await rm(directory, { recursive: true });
});

async function mountTmpfs(options: string): Promise<string> {
  const mount = join(directory, 'mount');
  await mkdir(mount);
  await run('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', mount]);
  mounts.push(mount);
  return join(mount, 'daemon.json');
}

async function replace(
  target: string,
  content: string,
  mode: number | null = null,
): Promise<ReplaceOutcome<null>> {
  const expected = await readFileState(target, 16_000_000);
  if (expected.kind === 'file-failure') throw new Error(expected.code);
  const bytes = Buffer.from(content);
  return await replaceFile({
    expected,
    bytes,
    mode,
    owner: null,
    validate: async () => null,
    padding: Buffer.from('\n'),
  });
}

describe('what a replacement keeps', () => {
  test('owner, mode, ACL and extended attributes', async () => {
    await writeFile(path, OLD, { mode: 0o640 });
    await chown(path, 4711, 4712);
    await sh(
      `setfacl -m user:nobody:r,group:4713:rw ${path} && setfattr -n user.origin -v mirror-check ${path}`,
    );
    const look = (): Promise<string> =>
      sh(
        `getfacl --absolute-names --numeric ${path}; getfattr --absolute-names -d -m - ${path}; stat -c '%a %u %g' ${path}`,
      );
    const before = await look();
    expect(before).toContain('user:65534:r--');
    expect(before).toContain('user.origin="mirror-check"');
    expect(await replace(path, NEW)).toMatchObject({ kind: 'replaced', how: 'renamed', lost: [] });
    expect(await readFile(path, 'utf8')).toBe(NEW);
    expect(await look()).toBe(before);
  });

  test('a file with an ACL that is tightened to 0600 can be read by its owner alone', async () => {
    await writeFile(path, OLD);
    await sh(`setfacl -m user:nobody:r ${path}`);
    await replace(path, NEW, 0o600);
    expect((await reading(path, 65534)).status).toBe('refused');
  });

  test('and again by whom the ACL names when its mode is put back', async () => {
    await writeFile(path, OLD);
    await sh(`setfacl -m user:nobody:r ${path} && chmod o= ${path}`);
    const { mode } = await stat(path);
    await replace(path, NEW, 0o600);
    await replace(path, OLD, mode & 0o7777);
    expect((await reading(path, 65534)).status).toBe('read');
  });
});

async function reading(file: string, uid: number): Promise<{ readonly status: 'read' | 'refused' }> {
  await run('chmod', ['755', directory]);
  try {
    await run('setpriv', [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', 'cat', file]);
    return { status: 'read' };
  } catch {
    return { status: 'refused' };
  }
}

describe('what a replacement cannot do, and says', () => {
  test('write to a read-only file system', async () => {
    const target = await mountTmpfs('size=1m');
    await writeFile(target, OLD);
    await run('mount', ['-o', 'remount,ro', join(directory, 'mount')]);
    expect(await replace(target, NEW)).toMatchObject({ kind: 'file-failure', code: 'read-only' });
    expect(await readFile(target, 'utf8')).toBe(OLD);
  });

  test('replace an immutable file', async () => {
    await writeFile(path, OLD);
    await run('chattr', ['+i', path]);
    expect(await replace(path, NEW)).toMatchObject({ kind: 'file-failure', code: 'not-permitted' });
    expect(await readdir(directory)).toEqual(['daemon.json']);
  });

  test('make a file in an immutable directory', async () => {
    await run('chattr', ['+i', directory]);
    expect(await replace(path, NEW)).toMatchObject({ kind: 'file-failure', code: 'not-permitted' });
  });

  test('write to a full disk: the old file stays, and nothing beside it', async () => {
    const target = await mountTmpfs('size=64k');
    await writeFile(target, OLD);
    await sh(`head -c 1000000 /dev/zero > ${join(directory, 'mount/filler')} || true`);
    expect(await replace(target, NEW.repeat(100))).toMatchObject({ kind: 'file-failure', code: 'no-space' });
    expect(await readFile(target, 'utf8')).toBe(OLD);
    expect(await readdir(join(directory, 'mount'))).toEqual(['daemon.json', 'filler']);
  });

  test('write a backup to a full disk: then there is none, not a part of one', async () => {
    const target = await mountTmpfs('size=64k');
    await writeFile(target, OLD);
    await sh(`head -c 1000000 /dev/zero > ${join(directory, 'mount/filler')} || true`);
    const before = await readFileState(target, 16_000_000);
    if (before.kind === 'file-failure') throw new Error(before.code);
    const backup = await createBackup({
      configPath: target,
      createdAt: new Date(),
      reason: 'apply',
      toolVersion: '0.0.0',
      files: [{ before, afterSha256: null }],
    });
    expect(backup).toMatchObject({ kind: 'file-failure', code: 'no-space' });
  });

  test('take a FIFO, a directory or a device for a file', async () => {
    await run('mkfifo', [join(directory, 'fifo')]);
    expect(await readFileState(join(directory, 'fifo'), 100)).toMatchObject({ code: 'not-a-file' });
    expect(await readFileState(directory, 100)).toMatchObject({ code: 'not-a-file' });
    expect(await readFileState('/dev/zero', 100)).toMatchObject({ code: 'not-a-file' });
  });
});

describe('a bind-mounted file', () => {
  async function bindMounted(content: string): Promise<string> {
    const source = join(directory, 'source.json');
    await writeFile(source, content);
    await writeFile(path, '');
    await run('mount', ['--bind', source, path]);
    mounts.push(path);
    return source;
  }

  test.each([
    ['a longer text', NEW, OLD],
    ['a shorter text', OLD, NEW],
  ])('is written in place with %s', async (_, from, to) => {
    const source = await bindMounted(from);
    const { ino } = await stat(path);
    expect(await replace(path, to)).toMatchObject({ kind: 'replaced', how: 'in-place' });
    expect(await readFile(source, 'utf8')).toBe(to);
    expect((await stat(path)).ino).toBe(ino);
    expect(await readdir(directory)).toEqual(['daemon.json', 'source.json']);
  });

  test('cannot be removed', async () => {
    const { removeFile } = await import('../../src/host/remove-file.ts');
    await bindMounted(OLD);
    const expected = await readFileState(path, 16_000_000);
    if (expected.kind !== 'file') throw new Error(expected.kind);
    expect(await removeFile({ expected, directories: [] })).toMatchObject({ code: 'busy' });
  });

  describe('killed', () => {
    let driver: Driver;
    beforeAll(async () => {
      driver = await createDriver();
    });
    afterAll(() => driver.remove());

    test('after each operation: what a reader of JSON sees is the old text or the new one', async () => {
      await bindMounted(OLD);
      const steps = new Set<string>();
      const mended: string[] = [];
      for (let after = 1; ; after++) {
        const { signal, lines } = await driver.run({ does: 'stop', path, content: NEW, after });
        if (signal === null) break;
        steps.add(lines.at(-1) ?? '');
        const left = await readFile(path, 'utf8');
        expect([OLD, NEW]).toContain(JSON.stringify(JSON.parse(left)));
        const cleared = await clearLeftovers(path, 1_000_000);
        const then = await readFile(path, 'utf8');
        expect([OLD, NEW]).toContain(then);
        // Its padding goes, and who has read the file with it has to look again.
        expect(cleared).toMatchObject({ kind: 'cleared', mended: left !== then });
        if (cleared.kind === 'cleared' && cleared.mended) mended.push(lines.at(-1) ?? '');
        expect(await readdir(directory)).toEqual(['daemon.json', 'source.json']);
        await writeFile(path, OLD);
      }
      expect([...steps]).toEqual(expect.arrayContaining(['record-written', 'overwritten', 'cut-to-size']));
      expect(mended).toEqual(['overwritten']);
    });

    test('at 100 random instants', async () => {
      await bindMounted(OLD);
      await killAtRandom(driver, path, 100, () => {});
    });
  });
});

describe('transactions', () => {
  test('killed at 500 random instants', async () => {
    const driver = await createDriver();
    await writeFile(path, OLD);
    await killAtRandom(driver, path, 500, (content) => expect([OLD, NEW]).toContain(content));
    await driver.remove();
  });
});
