import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loginAt } from '../../../src/use/sync/credentials.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'mirror-check-logins-'));
  await mkdir(join(home, '.docker'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const destination = { base: new URL('https://registry.example'), prefix: '', shown: '' };
const login = (auth: string): string => JSON.stringify({ auths: { 'registry.example': { auth } } });

it.each([
  ['{"auths":', 'broken'],
  [login('nothing'), 'undecodable'],
])('of a usual file with %j it is told, and the next one is used', async (text, why) => {
  const path = join(home, '.docker', 'config.json');
  await writeFile(path, text);
  const auth = join(home, 'auth.json');
  await writeFile(join(home, 'auth.json'), login(Buffer.from('me:secret').toString('base64')));
  const runtime = join(home, 'run');
  await mkdir(join(runtime, 'containers'), { recursive: true });
  expect(await loginAt(destination, null, {}, home)).toMatchObject({
    credentials: null,
    path: null,
    lacks: [{ why, path }],
  });
  const next = join(runtime, 'containers', 'auth.json');
  await writeFile(next, login(Buffer.from('me:secret').toString('base64')));
  expect(await loginAt(destination, null, { XDG_RUNTIME_DIR: runtime }, home)).toMatchObject({
    credentials: { user: 'me' },
    path: next,
    lacks: why === 'broken' ? [{ why, path }] : [],
  });
  expect(await loginAt(destination, auth, {}, home)).toMatchObject({ path: auth, lacks: [] });
});

it('nobody misses a login in a file that is empty, not there, or of other registries', async () => {
  expect(await loginAt(destination, null, {}, home)).toMatchObject({ lacks: [] });
  for (const text of ['', '{}', login('').replace('registry.example', 'other.example')]) {
    await writeFile(join(home, '.docker', 'config.json'), text);
    expect(await loginAt(destination, null, {}, home)).toMatchObject({ credentials: null, lacks: [] });
  }
});
