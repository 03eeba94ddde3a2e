import { expect, it } from 'vitest';
import { containerNames } from '../../../src/engines/docker/api/containers.ts';
import type { PendingKey } from '../../../src/engines/docker/pending.ts';
import type { PlanWarning } from '../../../src/engines/docker/plan/index.ts';
import { dockerWords } from '../../../src/engines/docker/words/index.ts';

const words = await dockerWords('en');
const path = '/etc/docker/daemon.json';
const other = (key: string): PendingKey => ({ key, effect: 'other' });
const pending = (by: 'reload' | 'restart' | 'start', ...keys: readonly PendingKey[]): PlanWarning => ({
  kind: 'pending',
  path,
  keys,
  by,
});
const root: PendingKey = { key: 'data-root', effect: 'data' };

it('what the engine uses now and did not before stays, and is said to hide data where it does', () => {
  const warnings = [pending('restart', root, other('debug'))];
  expect(words.staysInForce?.(warnings, new Set(['debug']), 'restart')).toEqual({
    path,
    keys: ['data-root'],
    hidesData: true,
    mayBe: [],
    told: 'restart',
  });
  expect(words.staysInForce?.(warnings, new Set(['data-root']), 'restart')).toMatchObject({
    keys: ['debug'],
    hidesData: false,
  });
});

it('what still waits, or was never brought along, is not named', () => {
  const warnings = [pending('restart', root), pending('start', other('debug'))];
  expect(words.staysInForce?.(warnings, new Set(['data-root']), 'restart')).toBeNull();
  expect(words.staysInForce?.(warnings, new Set(), 'reload')).toBeNull();
  expect(words.staysInForce?.([], new Set(), 'restart')).toBeNull();
});

it('what cannot be seen is not claimed', () => {
  const unseen: PlanWarning = { kind: 'pending-unseen', path, keys: [other('bip')], by: 'restart' };
  expect(words.staysInForce?.([pending('restart', root), unseen], null, 'restart')).toMatchObject({
    keys: [],
    hidesData: false,
    mayBe: ['data-root', 'bip'],
  });
});

it.each([
  ['an apply', 'apply', ['HTTPS_PROXY']],
  ['an undo, which leaves what others set before us', 'undo', []],
] as const)('tells what is set elsewhere from what is in force: %s', (_, action, left) => {
  const proxies = { httpProxy: null, httpsProxy: 'http://e:1', noProxy: null };
  const expected = { httpProxy: { kind: 'cleared' }, httpsProxy: { kind: 'cleared' } } as const;
  const stages = [
    { files: [], activation: { kind: 'none', why: 'not-needed' }, expect: { proxies: expected } },
  ] as const;
  expect(words.moreInForce?.({ mirrors: [], proxies }, stages, action)).toMatchObject({ left });
});

it.each([
  ['of a wrapper', 'http://env:1', ['HTTPS_PROXY']],
  ['that was set, as Go prints it', 'http://xxxxx:xxxxx@p:1', []],
] as const)('a proxy %s', (_, httpsProxy, left) => {
  for (const set of [{ kind: 'other', than: '' }, { kind: 'any' }] as const) {
    const expected = { httpsProxy: { ...set, wanted: 'HTTP://me:s3cret@P:1/' } };
    const activation = { kind: 'none', why: 'not-needed' } as const;
    const stages = [{ files: [], activation, expect: { proxies: expected } }];
    const shown = { mirrors: [], proxies: { httpProxy: null, httpsProxy, noProxy: null } };
    expect(words.moreInForce?.(shown, stages, 'apply')).toMatchObject({ left });
  }
});

it.each([
  [
    [{ Names: ['/web'] }, { Names: ['/app/db', '/db'] }, { Names: null }, null],
    ['web', 'db'],
  ],
  [[], []],
  [{ message: 'no' }, null],
])('containers of %j', (body, names) => {
  expect(containerNames(body)).toEqual(names);
});

it('a proxy that waits is told with its address, and without its password', () => {
  const values = ['HTTPS_PROXY=http://u:s3cret@p:1'];
  const told = words.warning(pending('restart', { key: 'proxies', values, effect: 'other' }));
  expect(told).toContain('proxies (HTTPS_PROXY=http://xxxxx:xxxxx@p:1)');
  expect(told).not.toContain('s3cret');
});
