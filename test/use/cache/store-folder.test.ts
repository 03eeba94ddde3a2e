import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { firstForeign } from '../../../src/use/cache/store-folder.ts';

const made: string[] = [];
afterEach(async () => {
  for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function cacheFolder(...files: readonly string[]): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'mirror-check-store-')), 'docker.io');
  made.push(dirname(folder));
  const store = ['docker/registry/v2/blobs/sha256/00/data', 'docker/registry/v2/repositories/a/_layers/x'];
  for (const file of [...store, 'scheduler-state.json', 'mirror-cache-pulls.json', ...files]) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), '');
  }
  return folder;
}

it('what an earlier cache left is a cache’s, and so is nothing', async () => {
  const folder = await cacheFolder();
  expect([await firstForeign(folder), await firstForeign(join(folder, 'missing'))]).toEqual([null, null]);
});

it.each([
  ...['thesis.txt', 'docker/compose/thesis.txt', 'docker/thesis.txt', 'docker/registry/thesis.txt'],
  ...['docker/registry/v2/thesis.txt', 'docker/registry/v2/blobs/thesis.txt'],
])('%s is somebody’s', async (file) => {
  const found = await firstForeign(await cacheFolder(file));
  expect(found === null ? null : file.startsWith(found.replaceAll('\\', '/'))).toBe(true);
});

it.skipIf(process.platform === 'win32').each(['', 'docker', 'docker/registry', 'docker/registry/v2/blobs'])(
  'a link at "%s" is nobody’s that we know',
  async (at) => {
    const folder = await cacheFolder();
    const elsewhere = await cacheFolder();
    await rm(join(folder, at), { recursive: true });
    await symlink(join(elsewhere, at), join(folder, at));
    expect(await firstForeign(folder)).toBe(at === '' ? '.' : at);
  },
);
