import { lstat, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { foreignFolder } from '../../../src/host/foreign-folder.ts';
import { openState } from '../../../src/use/sync/open-state.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'state-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const destination = {
  base: new URL('http://registry.example'),
  prefix: '',
  shown: 'http://registry.example',
};

it.skipIf(process.platform === 'win32')('no lock is taken in a folder that a link leads to', async () => {
  const path = join(folder, 'state.ndjson');
  await mkdir(join(folder, 'elsewhere'));
  await symlink(join(folder, 'elsewhere'), `${path}.lock`);
  expect(await openState(path, destination)).toEqual({
    kind: 'system',
    what: 'state',
    path: expect.stringMatching(/state\.ndjson\.lock$/),
    code: 'FOREIGN_FOLDER',
  });
  await rm(`${path}.lock`);
  const opened = await openState(path, destination);
  expect(opened.kind).toBe('state');
  if (opened.kind === 'state') await opened.close();
});

it.skipIf(process.platform === 'win32')('a folder is foreign by its owner, and by being a link', async () => {
  const own = join(folder, 'own');
  await mkdir(own);
  const { uid } = await lstat(own);
  expect([await foreignFolder(own), await foreignFolder(own, uid + 1)]).toEqual([null, 'FOREIGN_FOLDER']);
  await symlink(own, join(folder, 'link'));
  await writeFile(join(own, 'x'), '');
  expect(await foreignFolder(join(folder, 'link'))).toBe('FOREIGN_FOLDER');
  expect(await foreignFolder(join(folder, 'none'))).toBeNull();
});
