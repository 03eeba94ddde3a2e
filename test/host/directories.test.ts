import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeDirectories, removeEmptyDirectories } from '../../src/host/directories.ts';
import { removeDeadTemps, unlinkIfThere } from '../../src/host/temp-file.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mirror-check-directories-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('folders that two make in the same moment are made, each by one of them', async () => {
  for (let round = 0; round < 20; round += 1) {
    const paths = [join(folder, String(round)), join(folder, String(round), 'b')];
    const made = await Promise.all([1, 2, 3, 4].map(() => makeDirectories(paths, 0o755)));
    expect(made.flat().sort()).toEqual(paths);
    expect((await stat(paths[1] ?? '')).isDirectory()).toBe(true);
  }
});

it('a file where a folder would be stays, and nothing lies below it', async () => {
  const file = join(folder, 'file');
  const empty = join(folder, 'empty');
  await writeFile(file, 'mine');
  await mkdir(empty);
  await removeEmptyDirectories([empty, file, join(file, 'below')]);
  expect((await stat(file)).isFile()).toBe(true);
  await expect(stat(empty)).rejects.toThrow('ENOENT');
  expect(await removeDeadTemps(file)).toEqual([]);
  await expect(unlinkIfThere(join(file, 'below'))).resolves.toBeUndefined();
});
