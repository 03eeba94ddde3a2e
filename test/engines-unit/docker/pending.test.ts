import { describe, expect, it } from 'vitest';
import { readDaemonJson } from '../../../src/engines/docker/daemon-json/index.ts';
import { pendingKeys, type RunsWith } from '../../../src/engines/docker/pending.ts';
import { planApply } from '../../../src/engines/docker/plan/index.ts';
import { parseEngineVersion } from '../../../src/engines/docker/version.ts';
import { candidate, engine, expectPlan, planInput } from './plan-input.ts';

const RUNS: RunsWith = {
  rootDir: '/var/lib/docker',
  driver: 'overlay2',
  store: 'classic',
  remapped: false,
  defaultRuntime: 'runc',
  liveRestore: false,
  debug: false,
  labels: ['a=1'],
  logDriver: 'json-file',
  authorization: [],
  execRoot: '/var/run/docker',
  defaults: { dataRoot: '/var/lib/docker', execRoot: '/var/run/docker' },
  wantedRoot: null,
  fileChangedSince: true,
};

function pending(
  file: object,
  runs: Partial<RunsWith> = {},
  by: 'reload' | 'restart' = 'restart',
): readonly string[] {
  const document = readDaemonJson(Buffer.from(JSON.stringify(file)), parseEngineVersion('28.5.2'));
  if (document.kind !== 'document') throw new Error(document.code);
  const root: unknown = Reflect.get(file, 'data-root');
  const wantedRoot = typeof root === 'string' ? root : null;
  return pendingKeys(document, { ...RUNS, wantedRoot, ...runs }, [], by).map(({ key }) => key);
}

describe('what else comes into force', () => {
  it.each([
    ['nothing', {}, {}, []],
    [
      'what it uses',
      { 'data-root': '/var/lib/docker', debug: false, labels: ['a=1'], 'log-driver': 'json-file' },
      {},
      [],
    ],
    ['another data-root', { 'data-root': '/srv/docker' }, {}, ['data-root']],
    ['one that was taken away', {}, { rootDir: '/srv/docker' }, ['data-root']],
    [
      'that of remapped users',
      { 'userns-remap': 'default' },
      { remapped: true, rootDir: '/var/lib/docker/165536.165536' },
      [],
    ],
    ['a remapping', { 'userns-remap': 'default' }, {}, ['userns-remap']],
    ['no remapping any more', {}, { remapped: true }, ['userns-remap']],
    ['another storage driver', { 'storage-driver': 'btrfs' }, {}, ['storage-driver']],
    [
      'the same by its other name',
      { 'storage-driver': 'overlay2' },
      { driver: 'overlayfs', store: 'containerd' },
      [],
    ],
    ['the other store', { features: { 'containerd-snapshotter': true } }, {}, ['features']],
    ['another exec-root', { 'exec-root': '/run/other' }, {}, ['exec-root']],
    ['an exec-root that is not seen', { 'exec-root': '/run/other' }, { execRoot: null }, []],
    [
      'several',
      { debug: true, 'default-runtime': 'x', 'log-driver': 'local' },
      {},
      ['default-runtime', 'debug', 'log-driver'],
    ],
    ['a plugin', { 'authorization-plugins': ['p'] }, {}, ['authorization-plugins']],
    [
      'an engine that has started since',
      { 'data-root': '/srv', debug: true },
      { fileChangedSince: false },
      [],
    ],
    [
      'a user’s own engine, with folders of its own',
      {},
      { rootDir: '/home/li/.local/share/docker', defaults: null },
      [],
    ],
  ] as const)('%s', (_name, file, runs, keys) => {
    expect(pending(file, runs)).toEqual(keys);
  });

  it('a reload takes less', () => {
    const file = {
      'data-root': '/srv/docker',
      'log-driver': 'local',
      debug: true,
      'authorization-plugins': ['p'],
    };
    expect(pending(file, {}, 'reload')).toEqual(['authorization-plugins', 'debug']);
  });
});

describe('a plan', () => {
  const plan = (file: string, wantedRoot: string | null, options: object) =>
    expectPlan(
      planApply(
        planInput(file, {
          candidates: [candidate('https://a.cn')],
          engine: engine('28.5.2', { runs: { ...RUNS, wantedRoot } }),
          options,
        }),
      ),
    );
  const moved = '{"data-root": "/srv/docker"}';

  it('tells what a reload brings along, and wants no consent for what takes nothing away', () => {
    expect(plan('{"debug": true}', null, {})).toMatchObject({
      warnings: [{ kind: 'pending', by: 'reload', keys: [{ key: 'debug', effect: 'other' }] }],
      consent: [],
    });
  });

  it('wants --with-pending where a restart takes containers out of sight, and no reload does', () => {
    const proxies = { proxies: { httpProxy: 'http://p:1' } };
    expect(plan(moved, '/srv/docker', proxies).consent).toEqual([
      { kind: 'pending', keys: ['data-root'], given: false },
    ]);
    const given = plan(moved, '/srv/docker', { ...proxies, withPending: true });
    expect(given.consent).toEqual([{ kind: 'pending', keys: ['data-root'], given: true }]);
    expect(plan(moved, '/srv/docker', {}).consent).toEqual([]);
  });
});
