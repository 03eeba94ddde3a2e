import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { entriesOf } from '../../../src/engines/podman/entries.ts';
import { otherEntries } from '../../../src/engines/podman/other-files.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mirror-check-later-'));
  await mkdir(join(folder, 'own'));
});
afterEach(() => rm(folder, { recursive: true }));

const DOCKER = '[[registry]]\nprefix = "docker.io"\nlocation = "m.example"\n';
const hidden = async (): Promise<string | null> => {
  const folders = [join(folder, 'etc'), join(folder, 'own')];
  const ours = join(folder, 'etc', '50-mirror-apply.conf');
  const others = await otherEntries(ours, join(folder, 'etc.conf'), folders);
  const path = others.find(({ later, prefix }) => later && prefix === 'docker.io')?.path;
  return path === undefined ? null : path.slice(folder.length + 1).replaceAll('\\', '/');
};

it.each([
  ['a later one', { 'etc/zz.conf': DOCKER }, 'etc/zz.conf'],
  ['the first of several', { 'etc/60.conf': DOCKER, 'etc/99.conf': DOCKER }, 'etc/60.conf'],
  ['one in a folder that is read behind', { 'own/00.conf': DOCKER }, 'own/00.conf'],
  ['an earlier one', { 'etc/10.conf': DOCKER }, null],
  ['ours', { 'etc/50-mirror-apply.conf': DOCKER }, null],
  ['one that is not read', { 'etc/zz.conf.bak': DOCKER }, null],
  ['one of another registry', { 'etc/zz.conf': DOCKER.replaceAll('docker.io', 'quay.io') }, null],
])('%s', async (_, files, path) => {
  await mkdir(join(folder, 'etc'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  expect(await hidden()).toBe(path);
});

it('no folder: nothing hides', async () => {
  expect(await hidden()).toBeNull();
});

it.each([
  [DOCKER, true],
  ['[[registry]]\nlocation = "docker.io"\n', true],
  ['[[registry]]\nlocation = "quay.io"\n[[registry]]\nprefix = "docker.io"\n', true],
  ['registry = [{prefix = "docker.io"}]\n', true],
  ['[[registry]]\nprefix = "docker.io/library"\n', false],
  ['# [[registry]]\n# prefix = "docker.io"\n', false],
  ['unqualified-search-registries = ["docker.io"]\n', false],
  ['[registry]\nprefix = "docker.io"\n', false],
  ['not TOML', false],
])('%j names docker.io: %s', (text, names) => {
  expect(entriesOf(text).some(({ prefix }) => prefix === 'docker.io')).toBe(names);
});
