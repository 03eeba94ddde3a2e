import { describe, expect, it } from 'vitest';
import { accountOf } from '../../../src/engines/docker/accounts.ts';
import type { Asker } from '../../../src/engines/docker/find-endpoint.ts';
import { otherUsersEngine } from '../../../src/engines/docker/other-user.ts';

const li = { name: 'li', home: '/home/li' };
const socket = (path: string) => ({ kind: 'unix', path }) as const;
const asker = (uid: number | null, env: Asker['env'] = {}): Asker => ({
  platform: 'linux',
  env,
  home: '/root',
  uid,
});
const ask = (path: string, who: Asker, known: typeof li | null = li) =>
  otherUsersEngine(socket(path), who, async () => known);

describe("a rootless engine is another user's", () => {
  it.each([
    ['for root', asker(0), false],
    ['for another user', asker(1001), false],
    ['for root by sudo of that user', asker(0, { SUDO_UID: '1000' }), true],
    ['for root by sudo of another one', asker(0, { SUDO_UID: '1001' }), false],
    ['for another user who was once called by sudo', asker(1001, { SUDO_UID: '1000' }), false],
  ])('%s', async (_, who, callsSudo) => {
    expect(await ask('/run/user/1000/docker.sock', who)).toEqual({
      kind: 'other-user',
      endpoint: 'unix:///run/user/1000/docker.sock',
      uid: 1000,
      name: 'li',
      callsSudo,
    });
  });

  it('by the old name of the folder too, and without an account', async () => {
    const found = await ask('/var/run/user/1000/docker.sock', asker(0), null);
    expect(found).toMatchObject({ uid: 1000, name: null });
  });
});

it.each([
  ['an own one', '/run/user/1000/docker.sock', asker(1000)],
  ['the one for all', '/var/run/docker.sock', asker(1000)],
  ["Podman's", '/run/user/1000/podman/podman.sock', asker(0)],
  ['one somewhere else', '/srv/run/user/1000/docker.sock', asker(0)],
  ['one where users have no ids', '/run/user/1000/docker.sock', { ...asker(0), platform: 'darwin' as const }],
])('%s is not', async (_, path, who) => {
  expect(await ask(path, who)).toBeNull();
});

it.skipIf(process.platform !== 'linux')('accounts are looked up by their number', async () => {
  expect(await accountOf(0)).toMatchObject({ name: 'root' });
  expect(await accountOf(4_000_000_001)).toBeNull();
});
