import { chmod, chown, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkPlaces } from '../../src/change/places.ts';
import { ownFolder } from '../support/own-folder.ts';

const isRoot = process.geteuid?.() === 0;
let folder = '';
beforeEach(async () => {
  folder = await ownFolder('mirror-check-places-');
});
afterEach(() => rm(folder, { recursive: true }));

it('a folder of our own will do, and one that is still to be made', async () => {
  const writer = isRoot ? 'root' : 'user';
  expect(await checkPlaces([join(folder, 'a'), join(folder, 'b', 'c', 'd')], writer)).toBeNull();
});

it.skipIf(process.platform === 'win32').each(['root', 'root-later'] as const)(
  'for root (%s) a folder in which others can write will not do',
  async (writer) => {
    const open = join(folder, 'open');
    await mkdir(open);
    await chmod(open, 0o777);
    const refused = await checkPlaces([join(open, 'daemon.json')], writer);
    // Where the tests' own folder is a user's, that is what comes first.
    expect(refused).toMatchObject({ kind: 'unsafe', ...(isRoot ? { directory: open } : {}) });
  },
);

it.skipIf(!isRoot).each(['root', 'root-later'] as const)(
  'for root (%s) backups in a folder of another user will not do, nor those that others can put there',
  async (writer) => {
    const file = join(folder, 'daemon.json');
    const backups = `${file}.mirror-check-backups`;
    await mkdir(backups, { mode: 0o700 });
    expect(await checkPlaces([file], writer)).toBeNull();
    await chown(backups, 4711, 4711);
    const found = { kind: 'unsafe', reason: 'foreign-owner', directory: backups, uid: 4711 };
    expect(await checkPlaces([file], writer)).toMatchObject(found);
    await chown(backups, 0, 0);
    await chmod(backups, 0o777);
    expect(await checkPlaces([file], writer)).toMatchObject({ reason: 'world-writable' });
  },
);

it.skipIf(process.platform === 'win32' || isRoot)('a folder that its user may not write to', async () => {
  await chmod(folder, 0o500);
  expect(await checkPlaces([join(folder, 'a')], 'user')).toMatchObject({ code: 'permission-denied' });
  await chmod(folder, 0o700);
});
