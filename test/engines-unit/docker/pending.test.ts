import { describe, expect, it } from 'vitest';
import { readDaemonJson } from '../../../src/engines/docker/daemon-json/index.ts';
import { flagsOfArguments } from '../../../src/engines/docker/flags.ts';
import type { NextStart } from '../../../src/engines/docker/next-start.ts';
import {
  type CommandLines,
  type PendingKey,
  pendingKeys,
  type RunsWith,
} from '../../../src/engines/docker/pending.ts';
import { type ApplyOptions, planApply } from '../../../src/engines/docker/plan/index.ts';
import { serviceProxies } from '../../../src/engines/docker/service-proxies.ts';
import { remapOf } from '../../../src/engines/docker/subordinate-ids.ts';
import { parseEngineVersion } from '../../../src/engines/docker/version.ts';
import { candidate, engine, expectPlan, nextStart, planInput, textOf } from './plan-input.ts';
import { RUNS } from './runs.ts';

function pending(
  file: object,
  runs: Partial<RunsWith> = {},
  by: 'reload' | 'restart' = 'restart',
  lines: CommandLines = { flags: [], next: { flags: [] } },
): readonly string[] {
  return keysOf(file, runs, by, lines).map(({ key }) => key);
}

function keysOf(
  file: object,
  runs: Partial<RunsWith>,
  by: 'reload' | 'restart',
  lines: CommandLines,
): readonly PendingKey[] {
  const document = readDaemonJson(Buffer.from(JSON.stringify(file)), parseEngineVersion('28.5.2'));
  if (document.kind !== 'document') throw new Error(document.code);
  const root: unknown = Reflect.get(file, 'data-root');
  const wantedRoot = typeof root === 'string' ? root : null;
  return pendingKeys(document, { ...RUNS, wantedRoot, ...runs }, lines, by);
}

describe('what else comes into force', () => {
  it.each([
    ['nothing', {}, {}, []],
    [
      'what it uses',
      { 'data-root': '/var/lib/docker', debug: false, labels: ['a=1'], 'log-driver': 'json-file' },
      { labels: ['a=1'] },
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
      { 'storage-driver': 'overlay2', features: { 'containerd-snapshotter': true } },
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
      { fileChangedSince: false, rootDir: '/srv' },
      [],
    ],
    [
      'a link that leads elsewhere since the start',
      { 'data-root': '/srv/d' },
      { fileChangedSince: false, rootDir: '/srv/a', wantedRoot: '/srv/b' },
      ['data-root'],
    ],
    [
      'a usual folder that is a link, and leads elsewhere since',
      {},
      { fileChangedSince: false, defaults: { dataRoot: '/srv/b', execRoot: '/var/run/docker' } },
      ['data-root'],
    ],
    [
      'a profile that is gone since the start',
      { 'seccomp-profile': '/etc/prof.json' },
      { fileChangedSince: false, wantedSeccomp: 'missing', seccompProfile: '/etc/prof.json' },
      ['seccomp-profile'],
    ],
    [
      'another user’s ids since the start',
      { 'userns-remap': 'bob' },
      {
        fileChangedSince: false,
        remapped: true,
        rootDir: '/var/lib/docker/165536.165536',
        wantedRemap: { uids: [300000], gids: [165536] },
      },
      ['userns-remap'],
    ],
    [
      'the same user’s',
      { 'userns-remap': 'bob' },
      {
        remapped: true,
        rootDir: '/var/lib/docker/165536.165536',
        wantedRemap: { uids: [100000, 165536], gids: [165536] },
      },
      [],
    ],
    [
      'a user without any',
      { 'userns-remap': 'bill' },
      { remapped: true, rootDir: '/var/lib/docker/1.1', wantedRemap: { uids: [], gids: [] } },
      ['userns-remap'],
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

describe('a key that is gone', () => {
  const CONTAINERD = { store: 'containerd', driver: 'overlayfs' } as const;

  it.each([
    ['the image store', {}, CONTAINERD, [['features', 'data']]],
    [
      'the image store, by a list without it',
      { features: { buildkit: true } },
      CONTAINERD,
      [['features', 'data']],
    ],
    ['from 29 on, in a fresh folder', {}, { ...CONTAINERD, containerdByDefault: true, priorDrivers: [] }, []],
    [
      'from 29 on, beside classic data',
      {},
      { ...CONTAINERD, containerdByDefault: true },
      [['features', 'data']],
    ],
    ['from 29 on, the classic store with its data', {}, { containerdByDefault: true }, []],
    ['from 29 on, not seen', {}, { ...CONTAINERD, containerdByDefault: true, priorDrivers: null }, []],
    [
      'another snapshotter',
      { features: { 'containerd-snapshotter': true } },
      { store: 'containerd', driver: 'native' },
      [['storage-driver', 'data']],
    ],
    [
      'vfs, which no engine goes back to',
      {},
      { driver: 'vfs', priorDrivers: [] },
      [['storage-driver', 'data']],
    ],
    ['vfs, beside the data of another', {}, { driver: 'vfs' }, [['storage-driver', 'data']]],
    ['vfs, where nothing better works', {}, { driver: 'vfs', priorDrivers: [], freshDriver: null }, []],
    ['the driver whose data lies there', {}, { driver: 'btrfs', priorDrivers: ['btrfs'] }, []],
    [
      'the one of several that have data',
      {},
      { priorDrivers: ['overlay2', 'btrfs'] },
      [['storage-driver', 'down']],
    ],
    [
      'the data-root, by its old name',
      { graph: '/srv/docker' },
      { wantedRoot: '/srv/docker' },
      [['graph', 'data']],
    ],
    [
      'a data-root by its old name that is used',
      { graph: '/srv/docker' },
      { rootDir: '/srv/docker', wantedRoot: '/srv/docker' },
      [],
    ],
  ] as const)('%s', (_name, file, runs, keys) => {
    const found = keysOf(file, runs, 'restart', { flags: [], next: { flags: [] } });
    expect(found.map(({ key, effect }) => [key, effect])).toEqual(keys);
  });
});

describe('the default runtime', () => {
  const NVIDIA = { 'default-runtime': 'nvidia' } as const;

  it.each([
    ['that nobody defines', NVIDIA, '', {}, 'down'],
    ['that nobody defines any more', NVIDIA, '', { defaultRuntime: 'nvidia' }, 'down'],
    [
      'of the file',
      { ...NVIDIA, runtimes: { nvidia: { path: 'x' } } },
      '',
      { runtimes: [{ name: 'nvidia', path: 'x' }] },
      'other',
    ],
    ['of an option', NVIDIA, '--add-runtime nvidia=/usr/bin/x', {}, 'other'],
    ['of containerd', { 'default-runtime': 'io.containerd.runsc.v1' }, '', {}, 'other'],
    ['its own', { 'default-runtime': 'runc' }, '', { defaultRuntime: 'nvidia' }, 'other'],
  ] as const)('%s', (_name, file, options, runs, effect) => {
    const flags = flagsOfArguments(['dockerd', ...options.split(' ')]);
    const found = keysOf(file, runs, 'reload', { flags, next: { flags } });
    expect(found).toEqual([{ key: 'default-runtime', effect }]);
  });
});

describe('options of the next start', () => {
  it.each([
    [
      'one that is new',
      {},
      '',
      '--data-root /srv/docker',
      { wantedRoot: '/srv/docker' },
      [['--data-root', 'data']],
    ],
    ['by its short name', {}, '', '-s vfs', {}, [['--storage-driver', 'data']]],
    ['the same as now', {}, '--storage-driver=vfs', '--storage-driver=vfs', { driver: 'vfs' }, []],
    [
      'one that is gone',
      {},
      '--storage-driver=vfs',
      '',
      { driver: 'vfs', fileChangedSince: false },
      [['--storage-driver', 'data']],
    ],
    [
      'beside an old file',
      { debug: true },
      '',
      '--userns-remap=default',
      { fileChangedSince: false },
      [['--userns-remap', 'data']],
    ],
    [
      'beside the same key',
      { 'storage-driver': 'overlay2' },
      '',
      '--storage-driver=overlay2',
      {},
      [['--storage-driver', 'down']],
    ],
    [
      'the same, where the link leads elsewhere since',
      {},
      '--data-root=/srv/d',
      '--data-root=/srv/d',
      { rootDir: '/srv/a', wantedRoot: '/srv/b', fileChangedSince: false },
      [['--data-root', 'data']],
    ],
    ['an image store', {}, '', '--feature containerd-snapshotter', {}, [['--feature', 'data']]],
  ] as const)('%s', (_name, file, now, next, runs, keys) => {
    const flags = (text: string) => flagsOfArguments(['dockerd', ...text.split(' ')]);
    const lines = { flags: flags(now), next: { flags: flags(next) } };
    const found = keysOf(file, runs, 'restart', lines);
    expect(found.map(({ key, effect }) => [key, effect])).toEqual(keys);
    expect(keysOf({}, { fileChangedSince: true }, 'reload', lines)).toEqual([]);
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

  it('wants it of anything where the user wants nothing else to change', () => {
    expect(plan('{"debug": true}', null, { unlessPending: true }).consent).toEqual([
      { kind: 'pending', keys: ['debug'], given: false },
    ]);
    expect(plan('{}', null, { unlessPending: true }).consent).toEqual([]);
  });
});

describe('edits whose effect nobody can tell', () => {
  const DOWNLOADS = { 'max-concurrent-downloads': 1 };
  const LOGS = { 'log-opts': { 'max-size': '1m' } };

  it.each<[string, object, Partial<RunsWith>, object, readonly string[] | null, readonly string[]]>([
    ['a reload reads one', DOWNLOADS, {}, {}, ['max-concurrent-downloads'], []],
    [
      'nothing else may change',
      DOWNLOADS,
      {},
      { unlessPending: true },
      ['max-concurrent-downloads'],
      ['max-concurrent-downloads'],
    ],
    ['our own last run left it so', DOWNLOADS, { leftByUs: true }, { unlessPending: true }, null, []],
    [
      'others left it so before our own runs, whose reload read it',
      DOWNLOADS,
      { leftByUs: true, othersWait: true },
      {},
      null,
      [],
    ],
    ['our own last run left what may end it', LOGS, { leftByUs: true }, { activate: 'restart' }, null, []],
    [
      'others left it so before our own runs, and a restart may end it',
      LOGS,
      { leftByUs: true, othersWait: true },
      { activate: 'restart' },
      ['log-opts'],
      ['log-opts'],
    ],
    ['it has started since', DOWNLOADS, { fileChangedSince: false }, { unlessPending: true }, null, []],
    ['no reload reads it', LOGS, {}, { unlessPending: true }, null, []],
    [
      'a feature, which a reload reads',
      { features: { buildkit: false } },
      {},
      { unlessPending: true },
      ['features'],
      ['features'],
    ],
    ['rules between containers', { icc: false }, {}, { activate: 'restart' }, ['icc'], ['icc']],
    ['a restart may end it', LOGS, {}, { activate: 'restart' }, ['log-opts'], ['log-opts']],
    ['a key may be gone', {}, {}, { activate: 'restart' }, [], []],
    [
      'a key may be gone, and nothing else may change',
      {},
      {},
      { activate: 'restart', unlessPending: true },
      [],
      ['/etc/docker/daemon.json'],
    ],
  ])('%s', (_, file, runs, options, told, asked) => {
    const plan = expectPlan(
      planApply(
        planInput(JSON.stringify(file), {
          candidates: [candidate('https://a.cn')],
          engine: engine('28.5.2', { runs: { ...RUNS, labels: [], ...runs } }),
          options,
        }),
      ),
    );
    const warning = plan.warnings.find(({ kind }) => kind === 'pending-unseen');
    expect(warning?.kind === 'pending-unseen' ? warning.keys.map(({ key }) => key) : null).toEqual(told);
    expect(plan.consent.flatMap((one) => (one.kind === 'pending' ? one.keys : []))).toEqual(asked);
  });
});

describe('our own keys, where somebody else wrote them', () => {
  const live = {
    mirrors: ['https://live.cn/'],
    proxies: { httpProxy: null, httpsProxy: null, noProxy: null },
  };
  const same = { 'registry-mirrors': ['https://live.cn'] };
  const HTTP = { proxies: { httpProxy: 'http://p:1' }, noProbe: true } as const;

  it.each<[string, object, Partial<RunsWith>, object, readonly string[]]>([
    ['what is live', same, {}, HTTP, []],
    ['other mirrors', { 'registry-mirrors': ['https://new.cn'] }, {}, HTTP, ['registry-mirrors']],
    ['mirrors that are gone', {}, {}, HTTP, ['registry-mirrors']],
    ['our own last run left them', {}, { leftByUs: true }, HTTP, []],
    [
      'others left them before our own runs',
      {},
      { leftByUs: true, othersWait: true },
      HTTP,
      ['registry-mirrors'],
    ],
    ['it has started since', {}, { fileChangedSince: false }, HTTP, []],
    ['another proxy', { ...same, proxies: { 'https-proxy': 'http://q:1' } }, {}, HTTP, ['proxies']],
    ['the one that this run sets', { ...same, proxies: { 'http-proxy': 'http://q:1' } }, {}, HTTP, []],
    [
      'a proxy, with a restart for mirrors',
      { ...same, proxies: { 'https-proxy': 'http://q:1' } },
      {},
      { activate: 'restart' },
      ['proxies'],
    ],
  ])('%s', (_, file, runs, options, keys) => {
    const plan = (more: object) =>
      expectPlan(
        planApply(
          planInput(JSON.stringify(file), {
            candidates: 'noProbe' in options ? [] : [candidate('https://a.cn')],
            engine: engine('28.5.2', { ...live, runs: { ...RUNS, labels: [], ...runs } }),
            options: { ...options, ...more },
          }),
        ),
      );
    const told = plan({}).warnings.flatMap((one) => (one.kind === 'pending' ? one.keys : []));
    expect(told.map(({ key }) => key)).toEqual(keys);
    const asked = plan({ unlessPending: true }).consent.flatMap((one) =>
      one.kind === 'pending' ? one.keys : [],
    );
    expect(asked).toEqual(expect.arrayContaining([...keys]));
  });
});

describe('metrics-addr, which no engine shows', () => {
  it.each<[string, object, Partial<RunsWith>, readonly PendingKey[]]>([
    ['is in force where it listens there', { 'metrics-addr': '127.0.0.1:2375' }, {}, []],
    ['comes with a restart', { 'metrics-addr': ':9323' }, {}, [{ key: 'metrics-addr', effect: 'other' }]],
    [
      'ends it where another listens there',
      { 'metrics-addr': '[::1]:9090' },
      {},
      [{ key: 'metrics-addr', effect: 'down' }],
    ],
    [
      'ends it where it is no address',
      { 'metrics-addr': 'localhost' },
      {},
      [{ key: 'metrics-addr', effect: 'down' }],
    ],
    ['is nothing where it is empty', { 'metrics-addr': '' }, {}, []],
    ['is not told of where nobody saw who listens', { 'metrics-addr': ':9323' }, { ports: null }, []],
  ])('%s', (_, file, runs, keys) => {
    expect(keysOf(file, runs, 'restart', { flags: [], next: { flags: [] } })).toEqual(keys);
    expect(pending(file, runs, 'reload')).toEqual([]);
  });
});

describe('whom it trusts, what containers may do and where it listens', () => {
  const FILE = {
    'insecure-registries': ['http://old.example:5000', '10.3.2.1/8'],
    runtimes: { nvidia: { path: '/usr/bin/nvidia' } },
    'default-address-pools': [{ base: '10.1.0.0/16', size: 24 }],
  };
  const STARTED = {
    insecureRegistries: ['10.0.0.0/8', 'old.example:5000'],
    runtimes: [...RUNS.runtimes, { name: 'nvidia', path: '/usr/bin/nvidia' }],
    addressPools: ['10.1.0.0/16 24'],
  };
  const LOOPBACK = { addresses: [{ host: '127.0.0.1', port: 2375 }] };
  const ANYWHERE = { addresses: [{ host: '::', port: 2375 }] };
  const NONE = { 'insecure-registries': undefined, runtimes: undefined, 'default-address-pools': undefined };

  it.each<[string, object, Partial<RunsWith>, readonly string[], readonly string[]]>([
    [
      'a registry without TLS',
      { 'insecure-registries': ['10.0.0.0/8', 'old.example:5000', 'new.example'] },
      {},
      ['insecure-registries trust'],
      ['insecure-registries trust'],
    ],
    [
      'one less',
      { 'insecure-registries': ['10.0.0.0/8'] },
      {},
      ['insecure-registries other'],
      ['insecure-registries other'],
    ],
    [
      'keys that are gone, which a reload leaves in force',
      NONE,
      {},
      ['runtimes other', 'default-address-pools other', 'insecure-registries other'],
      [],
    ],
    [
      'another runtime',
      { runtimes: { nvidia: { path: '/usr/bin/nvidia' }, kata: { path: 'kata' } } },
      {},
      ['runtimes other'],
      ['runtimes other'],
    ],
    [
      'a runtime that is another program',
      { runtimes: { nvidia: { path: '/opt/nvidia' } } },
      {},
      ['runtimes other'],
      ['runtimes other'],
    ],
    ['the driver of cgroups', { 'exec-opts': ['native.cgroupdriver=cgroupfs'] }, {}, ['exec-opts other'], []],
    ['no driver of cgroups', { 'exec-opts': ['native.cgroupdriver=foo'] }, {}, ['exec-opts down'], []],
    ['the same driver of cgroups', { 'exec-opts': ['native.cgroupdriver=systemd'] }, {}, [], []],
    ['no new privileges', { 'no-new-privileges': true }, {}, ['no-new-privileges other'], []],
    ['its own profile, by its old name', { 'seccomp-profile': 'default' }, {}, [], []],
    ['no profile', { 'seccomp-profile': 'unconfined' }, {}, ['seccomp-profile other'], []],
    [
      'a profile that is not there',
      { 'seccomp-profile': '/nonexistent.json' },
      { wantedSeccomp: 'missing' },
      ['seccomp-profile down'],
      [],
    ],
    [
      'a profile that it uses, and that is gone',
      { 'seccomp-profile': '/p.json' },
      { wantedSeccomp: 'missing', seccompProfile: '/p.json' },
      ['seccomp-profile down'],
      [],
    ],
    ['its usual socket', { hosts: ['unix:///var/run/docker.sock'] }, {}, [], []],
    ['its usual socket and port', { hosts: ['unix://', 'tcp://127.0.0.1:2375'] }, LOOPBACK, [], []],
    ['another socket', { hosts: ['unix:///run/other.sock'] }, {}, ['hosts moves'], []],
    ['one port more', { hosts: ['unix://', 'tcp://0.0.0.0:4243'] }, {}, ['hosts opens'], []],
    ['one port more of loopback', { hosts: ['unix://', 'tcp://127.0.0.1:4243'] }, {}, ['hosts moves'], []],
    ...['10.77.0.1', '0.0.0.0', '[::]', 'name'].map(
      (host): [string, object, Partial<RunsWith>, readonly string[], readonly string[]] => [
        `loopback’s port at ${host}`,
        { hosts: ['unix://', `tcp://${host}:2375`] },
        LOOPBACK,
        ['hosts opens'],
        [],
      ],
    ),
    ['beside systemd’s', { hosts: ['fd://', 'tcp://0.0.0.0:2375'] }, LOOPBACK, ['hosts opens'], []],
    ['less open', { hosts: ['unix://', 'tcp://127.0.0.1:2375'] }, ANYWHERE, ['hosts moves'], []],
    ['as open', { hosts: ['unix://', 'tcp://0.0.0.0:2375'] }, ANYWHERE, [], []],
    ['a port that goes', { hosts: ['unix://'] }, LOOPBACK, ['hosts moves'], []],
    ['a port of a swarm', {}, { addresses: [{ host: '::', port: 2377 }] }, [], []],
    [
      'a plugin that goes',
      {},
      { authorization: ['p'] },
      ['authorization-plugins access'],
      ['authorization-plugins access'],
    ],
    [
      'one plugin less',
      { 'authorization-plugins': ['p'] },
      { authorization: ['p', 'q'] },
      ['authorization-plugins access'],
      ['authorization-plugins access'],
    ],
    ['the same plugin', { 'authorization-plugins': ['p'] }, { authorization: ['p'] }, [], []],
    ...['http://x/y z', 'a_b', '10.0.0.0/40', 'x:70000', ''].map(
      (entry): [string, object, Partial<RunsWith>, readonly string[], readonly string[]] => [
        `no registry: "${entry}"`,
        { 'insecure-registries': [...FILE['insecure-registries'], entry] },
        {},
        ['insecure-registries down'],
        ['insecure-registries down'],
      ],
    ),
    ...[
      { runc: { path: '/bin/x' } },
      { x: { path: '/bin/x', runtimeType: 'io.containerd.runc.v2' } },
      { x: {} },
    ].map((more): [string, object, Partial<RunsWith>, readonly string[], readonly string[]] => [
      `no runtime: ${JSON.stringify(more)}`,
      { runtimes: { ...FILE.runtimes, ...more } },
      {},
      ['runtimes down'],
      ['runtimes down'],
    ]),
    ...[
      [{ base: '10.0.0.0/8', size: 4 }],
      [{ base: '10.0.0.0/8' }],
      [{ base: '10.0.0.0', size: 24 }],
      [
        { base: '10.0.0.0/8', size: 24 },
        { base: '10.1.0.0/16', size: 24 },
      ],
    ].map((pools): [string, object, Partial<RunsWith>, readonly string[], readonly string[]] => [
      `no pools: ${JSON.stringify(pools)}`,
      { 'default-address-pools': pools },
      {},
      ['default-address-pools down'],
      [],
    ]),
    [
      'other pools',
      { 'default-address-pools': [{ base: '10.0.0.0/8', size: 24 }] },
      {},
      ['default-address-pools other'],
      [],
    ],
    ['a socket that is not told any more', {}, { sockets: ['/run/other.sock'] }, ['hosts moves'], []],
    ['one that systemd hands it', { hosts: ['fd://'] }, {}, [], []],
    ['what nobody saw', { hosts: ['unix:///run/other.sock'] }, { sockets: null }, [], []],
  ])('%s', (_, file, runs, restart, reload) => {
    const none = { flags: [], next: { flags: [] } };
    const told = (by: 'reload' | 'restart') =>
      keysOf({ ...FILE, ...file }, { ...STARTED, ...runs }, by, none).map(
        ({ key, effect }) => `${key} ${effect}`,
      );
    expect(told('restart')).toEqual(restart);
    expect(told('reload')).toEqual(reload);
  });
});

it('a storage-driver that was taken away says nothing where nobody saw what lies in data-root', () => {
  expect(pending({}, { driver: 'btrfs', priorDrivers: null, freshDriver: 'overlay2' })).toEqual([]);
  expect(pending({}, { driver: 'btrfs', priorDrivers: [], freshDriver: 'overlay2' })).toEqual([
    'storage-driver',
  ]);
});

it('keys that are gone, which a restart takes back to the defaults and a reload leaves', () => {
  const live: Partial<RunsWith> = {
    logDriver: 'local',
    labels: ['a=1'],
    debug: true,
    liveRestore: true,
    defaultRuntime: 'kata',
    ports: { own: [9323], others: [] },
  };
  const gone = ['default-runtime', 'live-restore', 'debug', 'labels', 'metrics-addr', 'log-driver'];
  expect(pending({}, live)).toEqual(gone);
  expect(pending({}, live, 'reload')).toEqual([]);
  expect(pending({}, { ...live, fileChangedSince: false, ports: { own: [], others: [] } })).toEqual([]);
});

describe('subordinate ids', () => {
  const passwd = 'bob:x:1001:1001::/home/bob:/bin/sh\nbill:x:1002:1002::/home/bill:/bin/sh\n';
  const subuid = 'bob:165536:65536\n1001:200000:65536\nbill:300000:65536\n';
  const texts = { passwd, subuid, subgid: 'bob:165536:65536\n' };

  it.each([
    ['bill', { uids: [300000], gids: [] }],
    ['bill:bob', { uids: [300000], gids: [] }],
    ['1001', { uids: [200000], gids: [165536] }],
    ['default', null],
    ['nobody-here', null],
  ])('of %s', (user, ids) => {
    expect(remapOf(user, texts)).toEqual(ids);
  });
});

describe('proxies of the service’s environment', () => {
  const unit = (text: string) => ({
    path: '/lib/systemd/system/docker.service',
    text: `[Service]\n${text}\n`,
  });
  const environment = (text: string) => ({ path: '/etc/default/docker', text });

  it.each([
    [
      'a file wins',
      'Environment=HTTP_PROXY=http://a:1\nEnvironmentFile=-/etc/default/docker',
      'http_proxy=http://z:1\nHTTP_PROXY=http://b:1',
      true,
      'http://b:1',
    ],
    [
      'a file that no unit names',
      'Environment=HTTP_PROXY=http://a:1',
      'HTTP_PROXY=http://b:1',
      true,
      'http://a:1',
    ],
    ['an init script’s', '', 'export http_proxy="http://b:1"', false, 'http://b:1'],
    ['none', '', '', true, null],
  ])('%s', (_, service, text, systemd, proxy) => {
    const files = systemd ? [unit(service), environment(text)] : [environment(text)];
    expect(serviceProxies({ systemd, files })).toEqual({ httpProxy: proxy, httpsProxy: null, noProxy: null });
  });

  it.each<[string, object, string | null, object, readonly string[]]>([
    ['are told of', {}, null, { activate: 'restart' }, ['HTTP_PROXY']],
    ['are in force', {}, 'http://e:1', { activate: 'restart' }, []],
    [
      'are beaten by daemon.json',
      { proxies: { 'http-proxy': 'http://f:1' } },
      'http://f:1',
      { activate: 'restart' },
      [],
    ],
    ['are set by this run', {}, null, { proxies: { httpProxy: 'http://p:1' } }, []],
    ['are not read by a reload', {}, null, {}, []],
  ])('%s', (_, file, live, options, keys) => {
    const { warnings, consent } = expectPlan(
      planApply(
        planInput(JSON.stringify(file), {
          candidates: [candidate('https://a.cn')],
          engine: engine('28.5.2', {
            runs: { ...RUNS, fileChangedSince: false },
            proxies: { httpProxy: live, httpsProxy: null, noProxy: null },
            next: nextStart({ proxies: { httpProxy: 'http://e:1', httpsProxy: null, noProxy: null } }),
          }),
          options: { ...options, unlessPending: true },
        }),
      ),
    );
    expect(warnings.flatMap((one) => (one.kind === 'pending' ? one.keys.map(({ key }) => key) : []))).toEqual(
      keys,
    );
    expect(consent.flatMap((one) => (one.kind === 'pending' ? one.keys : []))).toEqual(keys);
  });

  describe('that a restart takes away', () => {
    const none = { httpProxy: null, httpsProxy: null, noProxy: null };
    const shown = { httpProxy: 'http://e:1', httpsProxy: null, noProxy: '.corp' };
    type Changes = {
      readonly next?: Partial<NextStart>;
      readonly runs?: Partial<RunsWith>;
      readonly options?: Partial<ApplyOptions>;
      readonly text?: string;
    };
    const plan = ({ next = {}, runs = {}, options = {}, text = '{}' }: Changes) =>
      expectPlan(
        planApply(
          planInput(text, {
            engine: engine('28.5.2', {
              runs: { ...RUNS, fileChangedSince: false, ...runs },
              proxies: shown,
              next: nextStart({ proxies: none, othersProxies: none, allProxies: none, ...next }),
            }),
            options: { activate: 'restart', unlessPending: true, ...options },
          }),
        ),
      );

    it.each<[string, Changes, readonly string[]]>([
      ['of the service', {}, ['HTTP_PROXY', 'NO_PROXY']],
      ['of daemon.json', { runs: { fileChangedSince: true } }, ['proxies']],
      ['that this run sets', { options: { proxies: { httpProxy: 'http://p:1' } } }, ['NO_PROXY']],
      [
        'that an option gives',
        { next: { flags: flagsOfArguments(['dockerd', '--http-proxy=http://e:1']) } },
        ['NO_PROXY'],
      ],
      ['that the service still gives', { next: { proxies: shown, allProxies: shown } }, []],
      ['that our own file gives', { next: { allProxies: shown } }, []],
      ['that our own run took out', { runs: { fileChangedSince: true, leftByUs: true } }, []],
      ['that a script may give', { next: { script: '/usr/local/bin/start' } }, []],
      ['of files that nobody saw', { next: { allProxies: null } }, []],
      ['that daemon.json has', { text: '{"proxies":{"http-proxy":"http://e:1","no-proxy":".corp"}}' }, []],
    ])('%s', (_, changes, keys) => {
      const asked = plan(changes).consent.flatMap((one) => (one.kind === 'pending' ? one.keys : []));
      expect(asked).toEqual(keys);
    });

    it('is not among what a build is told to export, nor written for good', () => {
      const { afterwards, stages } = plan({ options: { proxies: { httpProxy: 'http://p:1' } } });
      expect(afterwards).toContainEqual({
        kind: 'build-token',
        variables: [{ name: 'HTTP_PROXY', value: 'http://p:1' }],
      });
      expect(
        JSON.stringify(stages.flatMap(({ files }) => files.map(({ after }) => textOf(after)))),
      ).not.toContain('.corp');
    });
  });
});
