import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readMemory, writeMemory } from '../../../src/use/watch/memory-file.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mirror-check-watch-memory-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('is read as it was written, by its owner alone', async () => {
  const path = join(folder, 'deep', 'mirrors.json');
  for (const memory of [
    { wanted: ['https://lan.example'], left: ['https://c.example'], unfit: ['https://lan.example'] },
    { wanted: ['https://lan.example'], left: null, unfit: [] },
  ]) {
    await writeMemory(path, memory);
    expect(await readMemory(path)).toEqual(memory);
  }
  if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
});

it.each([
  ['nothing', ''],
  ['a list', '[]'],
  ['other things', '{"wanted": [1], "left": null}'],
])('%s in its place is none', async (_, text) => {
  const path = join(folder, 'mirrors.json');
  await writeFile(path, text);
  expect(await readMemory(path)).toBeNull();
});
