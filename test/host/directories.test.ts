import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeDirectories } from '../../src/host/directories.ts';

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
