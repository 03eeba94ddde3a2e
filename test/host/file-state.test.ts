import { chmod, mkdir, mkdtemp, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FileState, isSameState, readFileState } from '../../src/host/file-state.ts';

const posix = process.platform !== 'win32';
let directory = '';
let path = '';
beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'mirror-check-state-')));
  path = join(directory, 'daemon.json');
});
afterEach(() => rm(directory, { recursive: true }));

async function state(): Promise<FileState> {
  const read = await readFileState(path, 100);
  if (read.kind === 'file-failure') throw new Error(read.code);
  return read;
}

describe('readFileState', () => {
  it('knows the bytes and their digest', async () => {
    await writeFile(path, 'abc');
    expect(await state()).toMatchObject({
      kind: 'file',
      path,
      realPath: path,
      bytes: Buffer.from('abc'),
      // FIPS 180-2, appendix B.1
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      hardLinks: 1,
    });
  });

  it('takes a file that is not there for a state, and names the directories that are missing', async () => {
    path = join(directory, 'a', 'b', 'c.json');
    expect(await state()).toEqual({
      kind: 'absent',
      path,
      realPath: path,
      missingDirectories: [join(directory, 'a'), join(directory, 'a', 'b')],
    });
  });

  it('reads up to its bound and not a byte more', async () => {
    await writeFile(path, 'x'.repeat(100));
    expect(await state()).toMatchObject({ kind: 'file' });
    await writeFile(path, 'x'.repeat(101));
    expect(await readFileState(path, 100)).toMatchObject({ kind: 'file-failure', code: 'too-large' });
  });

  it('does not take a directory for a file, nor a file for a directory', async () => {
    expect(await readFileState(directory, 100)).toMatchObject({
      kind: 'file-failure',
      code: posix ? 'not-a-file' : 'not-permitted',
    });
    await writeFile(path, 'abc');
    const below = await readFileState(join(path, 'x.json'), 100);
    expect(below).toMatchObject(
      posix ? { kind: 'file-failure', code: 'not-a-directory' } : { kind: 'absent' },
    );
  });

  it.runIf(posix)('follows symlinks of the file and of its directories', async () => {
    await mkdir(join(directory, 'real'));
    await writeFile(join(directory, 'real', 'file.json'), 'abc');
    await symlink('real', join(directory, 'link'));
    await symlink(join('link', 'file.json'), path);
    expect(await state()).toMatchObject({
      kind: 'file',
      path,
      realPath: join(directory, 'real', 'file.json'),
    });
  });

  it.runIf(posix)('takes no symlink to nowhere, and none in a circle', async () => {
    await symlink('nowhere.json', path);
    expect(await readFileState(path, 100)).toMatchObject({ code: 'dangling-symlink', path });
    await symlink('circle.json', join(directory, 'circle.json'));
    expect(await readFileState(join(directory, 'circle.json'), 100)).toMatchObject({ code: 'symlink-loop' });
    await symlink('gone', join(directory, 'link'));
    expect(await readFileState(join(directory, 'link', 'x.json'), 100)).toMatchObject({
      code: 'dangling-symlink',
    });
  });

  it.runIf(posix && process.getuid?.() !== 0)('says that it may not read', async () => {
    await writeFile(path, 'abc', { mode: 0 });
    expect(await readFileState(path, 100)).toMatchObject({ code: 'permission-denied' });
  });
});

describe('isSameState', () => {
  it('is true of two looks at the same file', async () => {
    await writeFile(path, 'abc');
    expect(isSameState(await state(), await state())).toBe(true);
    path = join(directory, 'none.json');
    expect(isSameState(await state(), await state())).toBe(true);
  });

  it.each<[string, () => Promise<void>]>([
    ['other bytes of the same length', () => writeFile(path, 'xyz')],
    ['another time', () => utimes(path, new Date(0), new Date(0))],
    ['another file in its place', () => rm(path).then(() => writeFile(path, 'abc'))],
    ['no file in its place', () => rm(path)],
    ...(posix
      ? ([['another mode', () => chmod(path, 0o600)]] satisfies [string, () => Promise<void>][])
      : []),
  ])('sees %s', async (_, change) => {
    await writeFile(path, 'abc', { mode: 0o644 });
    await utimes(path, new Date(1e12), new Date(1e12));
    const before = await state();
    await change();
    expect(isSameState(before, await state())).toBe(false);
  });
});
