import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readState, stateFile, writeState } from '../../../src/use/watch/state.ts';
import type { WatchState } from '../../../src/use/watch/types.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mirror-check-watch-'));
});
afterEach(() => rm(folder, { recursive: true }));

const now = Date.now();
const state: WatchState = {
  engine: 'docker',
  lookedAt: now,
  fullAt: now - 86_400_000,
  mirrors: [{ url: 'https://a.cn', state: 'down', verdict: 'dead', code: 'connection-timeout' }],
  awaited: [{ url: 'https://lan.example', state: 'down', verdict: 'dead', code: 'connection-timeout' }],
  last: {
    at: now - 1000,
    why: 'down',
    applied: { kind: 'changed', before: ['https://a.cn'], after: ['https://b.cn'] },
  },
  failure: { at: now, exitCode: 2, why: 'The list https://lists.example/ cannot be read.' },
};

it('is read as it was written, in a folder that is made for it', async () => {
  const path = join(folder, 'deep', 'state.json');
  await writeState(path, state);
  expect(await readState(path)).toEqual(state);
  const never: WatchState = { ...state, lookedAt: null, fullAt: null, last: null, failure: null };
  await writeState(path, never);
  expect(await readState(path)).toEqual(never);
});

it.each([
  ['nothing', ''],
  ['half of it', '{"schemaVersion": 1, "engine": "dock'],
  ['another version', '{"schemaVersion": 2}'],
])('%s in its place is none', async (_, text) => {
  const path = join(folder, 'state.json');
  await writeFile(path, text);
  expect(await readState(path)).toBeNull();
});

it('one of an earlier release, which remembers neither what was taken out nor failures, is read', async () => {
  const path = join(folder, 'state.json');
  await writeState(path, state);
  const { awaited: _, failure: __, ...old } = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify(old));
  expect(await readState(path)).toEqual({ ...state, awaited: [], failure: null });
});

it('is JSON of its schema, which says so', async () => {
  const path = join(folder, 'state.json');
  await writeState(path, state);
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({
    schemaVersion: 1,
    tool: { name: 'mirror-check' },
    lookedAt: new Date(now).toISOString(),
  });
});

it('lies where systemd has the state of the service', () => {
  expect(stateFile({ STATE_DIRECTORY: '/var/lib/x' })).toBe(join('/var/lib/x', 'state.json'));
  expect(stateFile({})).toBe(join('/var/lib/mirror-watch', 'state.json'));
});
