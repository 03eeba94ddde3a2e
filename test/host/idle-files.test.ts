import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { emptyFor } from '../../src/host/idle-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'idle-files-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(name: string, text: string, secondsAgo: number): Promise<void> {
  await writeFile(join(folder, name), text);
  const then = Date.now() / 1000 - secondsAgo;
  await utimes(join(folder, name), then, then);
}

it('tells of the empty file that has waited longest, and of no other', async () => {
  await put('Get1', '', 100);
  await put('Get2', '', 400);
  await put('Get3', 'bytes', 900);
  await put('other', '', 900);
  const waited = (await emptyFor(folder, 'Get', 9)) ?? 0;
  expect(Math.floor(waited / 100_000)).toBe(4);
  // No more than it may: Get1 alone.
  expect(Math.floor(((await emptyFor(folder, 'Get', 1)) ?? 0) / 100_000)).toBe(1);
});

it('sees nothing where there is nothing to see', async () => {
  expect(await emptyFor(folder, 'Get', 9)).toBeNull();
  expect(await emptyFor(join(folder, 'none'), 'Get', 9)).toBeNull();
});
