import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RolledBack } from '../../../src/change/roll-back.ts';
import { carryOut, type TransactionOutcome } from '../../../src/change/transaction.ts';
import type { Activation } from '../../../src/change/types.ts';
import type { Endpoint } from '../../../src/engines/docker/endpoint.ts';
import { handsOf } from '../../../src/engines/docker/hands.ts';
import { createBackup, listBackups } from '../../../src/host/backup.ts';
import { readFileState } from '../../../src/host/file-state.ts';
import { HOST } from '../../../src/host/limits.ts';
import { noManager } from '../../../src/services/none.ts';
import { DOWN, engine, install, rollBackDocker } from './plan-input.ts';

/** What happened between the plan and its execution, to an engine that is a peer on the loopback. */

let folder = '';
let server: Server;
let containers = { running: 0, paused: 0 };
let liveRestore = false;
let endpoint: Endpoint;
beforeEach(async () => {
  liveRestore = false;
  folder = await mkdtemp(join(tmpdir(), 'mirror-check-transaction-'));
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, folder);
  await writeFile(join(folder, 'daemon.json'), '{}\n');
  server = createServer((request, response) => {
    const { running, paused } = containers;
    const info = { ContainersRunning: running, ContainersPaused: paused, LiveRestoreEnabled: liveRestore };
    response.end(JSON.stringify(request.url === '/info' ? info : { Version: '28.5.2' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  endpoint = { kind: 'tcp', host: '127.0.0.1', port, tls: false };
});
afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

const RESTART: Activation = {
  kind: 'restart',
  why: 'proxies',
  daemonReload: false,
  containers: { stop: 0, liveRestore: 'none-run' },
};

/** A restart that was planned while no container ran. */
async function restart(
  mayStopContainers: boolean,
  activation: Activation = RESTART,
): Promise<TransactionOutcome<unknown>> {
  const path = join(folder, 'daemon.json');
  const file = await readFileState(path, 1000);
  if (file.kind !== 'file') throw new Error('the file is there');
  const inspection = {
    kind: 'inspection' as const,
    endpoint,
    install: { ...install(), configPath: path },
    engine: engine('28.5.2'),
    service: noManager({
      pidFile: join(folder, 'none.pid'),
      find: async () => null,
      answers: async () => true,
    }),
    findDaemon: async () => null,
    asked: true,
    file,
    proxyFiles: { dropIn: null, environment: null },
    environment: {},
    openFiles: null,
  };
  return await carryOut({
    hands: handsOf(inspection, []),
    file,
    stages: [
      {
        files: [
          {
            path,
            judged: true,
            unit: false,
            before: file.bytes,
            after: Buffer.from('{"proxies": {}}\n'),
            mode: 'keep',
          },
        ],
        activation,
        expect: {},
      },
    ],
    reason: 'apply',
    keys: [],
    restore: [],
    verifyPull: null,
    toolVersion: '0.0.0',
    mayStopContainers,
    // As where users have no ids: the lock is in the temporary folder.
    owner: { uid: null, env: {} },
    signal: new AbortController().signal,
    onStep: () => {},
  });
}

it('a container that the next engine would stop is one, though live-restore is on by now', async () => {
  [containers, liveRestore] = [{ running: 2, paused: 0 }, true];
  const outcome = await restart(false);
  expect(outcome).toEqual({ kind: 'not-written', why: { kind: 'containers-started', count: 2 } });
});

it.each([
  ['running', { running: 2, paused: 0 }, 2],
  ['paused', { running: 0, paused: 1 }, 1],
])('a container that is %s by now is not stopped unasked', async (_, now, count) => {
  containers = now;
  const outcome = await restart(false);
  expect(outcome).toEqual({ kind: 'not-written', why: { kind: 'containers-started', count } });
  expect(await readFile(join(folder, 'daemon.json'), 'utf8')).toBe('{}\n');
  expect((await readdir(folder)).filter((name) => name.includes('backup'))).toEqual([]);
});

it.each([
  ['nobody has to be asked where none runs', { running: 0, paused: 0 }, false],
  ['who agreed is not asked again', { running: 2, paused: 0 }, true],
])('%s', async (_, now, agreed) => {
  containers = now;
  // There is no manager here that could restart anything: it comes that far.
  expect(await restart(agreed)).toMatchObject({ mishap: { failure: { kind: 'action-failed' } } });
});

describe('the oldest of ten backups', () => {
  const path = (): string => join(folder, 'daemon.json');
  const old = '20200101T000000000Z';
  beforeEach(async () => {
    const before = await readFileState(path(), 1000);
    if (before.kind === 'file-failure') throw new Error(before.code);
    for (let count = 0; count < HOST.backupsKept; count++) {
      await createBackup({
        configPath: path(),
        createdAt: new Date('2020-01-01T00:00:00.000Z'),
        reason: 'apply',
        toolVersion: '0.0.0',
        files: [{ before, afterSha256: null }],
      });
    }
  });

  it('outlives a run that fails', async () => {
    expect(await restart(true)).toMatchObject({ kind: 'rolled-back' });
    const ids = await listBackups(path());
    expect(ids).toHaveLength(HOST.backupsKept);
    expect(ids).toContain(old);
  });

  it('goes with a run that is done', async () => {
    expect(await restart(true, { kind: 'none', why: 'asked', awaits: 'reload' })).toMatchObject({
      kind: 'done',
    });
    const ids = await listBackups(path());
    expect(ids).toHaveLength(HOST.backupsKept);
    expect(ids).not.toContain(old);
  });
});

it('an engine that cannot be led back finds its old file at the next start all the same', async () => {
  const path = join(folder, 'daemon.json');
  const before = await readFileState(path, 1000);
  if (before.kind !== 'file') throw new Error('the file is there');
  await writeFile(path, '{"registry-mirrors": ["https://new.example"]}\n');
  // Nobody here can be told to reload: it goes on without the mirrors of before.
  const manager = noManager({
    pidFile: join(folder, 'none.pid'),
    find: async () => null,
    answers: async () => true,
  });
  const inspection = {
    kind: 'inspection' as const,
    endpoint,
    install: { ...install(), configPath: path },
    engine: engine('28.5.2'),
    service: { ...manager, reload: manager.restart },
    findDaemon: async () => null,
    asked: true,
    file: before,
    proxyFiles: { dropIn: null, environment: null },
    environment: {},
    openFiles: null,
  };
  const none = { httpProxy: null, httpsProxy: null, noProxy: null };
  const live = { mirrors: ['https://old.example/'], proxies: none };
  const written = new Map([[path, [await readFile(path)]]]);
  const keys = ['registry-mirrors'] as const;
  const outcome = await rollBackDocker({
    inspection,
    states: [before],
    written,
    keys,
    live,
    activated: 'reload',
  });
  expect(outcome).toEqual({ restored: false, filesBack: true, edited: [] });
  expect(await readFile(path, 'utf8')).toBe('{}\n');
});

describe('what somebody else wrote to the file between our writing and the failure', () => {
  const ours = '{"log-level": "warn", "registry-mirrors": ["https://new.example"]}\n';
  const live = { mirrors: [], proxies: { httpProxy: null, httpsProxy: null, noProxy: null } };

  /** The engine is down by now, and somebody keeps it who can start it. */
  async function putBack(edit: string | null, running: boolean, mode = 0o644): Promise<RolledBack> {
    const path = join(folder, 'daemon.json');
    await writeFile(path, '{"log-level": "warn"}\n');
    const before = await readFileState(path, 1000);
    if (before.kind !== 'file') throw new Error('the file is there');
    if (edit === null) await rm(path);
    else await writeFile(path, edit);
    if (edit !== null) await chmod(path, mode);
    const manager = noManager({
      pidFile: join(folder, 'none.pid'),
      find: async () => null,
      answers: async () => true,
    });
    return await rollBackDocker({
      inspection: {
        kind: 'inspection',
        endpoint,
        install: { ...install(), configPath: path },
        engine: engine('28.5.2', running ? {} : DOWN),
        service: { ...manager, reload: async () => ({ kind: 'done' }) },
        findDaemon: async () => null,
        asked: true,
        file: before,
        proxyFiles: { dropIn: null, environment: null },
        environment: {},
        openFiles: null,
      },
      states: [before],
      written: new Map([[path, [Buffer.from(ours)]]]),
      keys: ['registry-mirrors'],
      live: running ? live : null,
      activated: running ? 'reload' : null,
    });
  }

  it.each([
    ['an engine that runs', true],
    ['an engine that is down', false],
  ])('stays, but for our keys, with %s', async (_, running) => {
    const path = join(folder, 'daemon.json');
    const edit = ours.replace('"warn"', '"debug", "mtu": 1400');
    expect(await putBack(edit, running)).toEqual({ restored: true, filesBack: true, edited: [path] });
    expect(await readFile(path, 'utf8')).toBe('{"log-level": "debug", "mtu": 1400}\n');
  });

  it.each([
    ['an engine that runs', true],
    ['an engine that is down', false],
  ])('a mirror that they added beside ours stays, with %s', async (_, running) => {
    const path = join(folder, 'daemon.json');
    const edit = ours.replace('["', '["https://mine.example", "');
    expect(await putBack(edit, running)).toEqual({ restored: true, filesBack: true, edited: [path] });
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
      'log-level': 'warn',
      'registry-mirrors': ['https://mine.example'],
    });
  });

  it.skipIf(process.platform === 'win32').each([
    ['an engine that runs', true],
    ['an engine that is down', false],
  ])('stays as private as they made it, with %s', async (_, running) => {
    const path = join(folder, 'daemon.json');
    const edit = ours.replace('{', '{"proxies": {"http-proxy": "http://u:secret@p"}, ');
    expect(await putBack(edit, running, 0o600)).toEqual({ restored: true, filesBack: true, edited: [path] });
    expect(await readFile(path, 'utf8')).toContain('secret');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('is nothing where the file is what we wrote: the very bytes of before go back', async () => {
    expect(await putBack(ours, true)).toEqual({ restored: true, filesBack: true, edited: [] });
    expect(await readFile(join(folder, 'daemon.json'), 'utf8')).toBe('{"log-level": "warn"}\n');
  });

  it('is not overwritten where it cannot be read', async () => {
    const path = join(folder, 'daemon.json');
    expect(await putBack('{"log-level":', false)).toEqual({
      restored: false,
      filesBack: false,
      edited: [path],
    });
    expect(await readFile(path, 'utf8')).toBe('{"log-level":');
  });

  it('may be that they removed it', async () => {
    const path = join(folder, 'daemon.json');
    expect(await putBack(null, false)).toEqual({ restored: true, filesBack: true, edited: [path] });
    expect(await readdir(folder)).toEqual([]);
  });
});

it('a file that a run did not come to write is not put back', async () => {
  const path = join(folder, 'daemon.json');
  const before = await readFileState(path, 1000);
  if (before.kind !== 'file') throw new Error('the file is there');
  await writeFile(path, '{"debug": true}\n');
  const service = noManager({
    pidFile: join(folder, 'none.pid'),
    find: async () => null,
    answers: async () => true,
  });
  const inspection = {
    kind: 'inspection' as const,
    endpoint,
    install: { ...install(), configPath: path },
    engine: engine('28.5.2', DOWN),
    service,
    findDaemon: async () => null,
    asked: true,
    file: before,
    proxyFiles: { dropIn: null, environment: null },
    environment: {},
    openFiles: null,
  };
  const keys = ['registry-mirrors'] as const;
  const outcome = await rollBackDocker({
    inspection,
    states: [before],
    written: new Map(),
    keys,
    live: null,
    activated: null,
  });
  expect(outcome).toEqual({ restored: true, filesBack: true, edited: [] });
  expect(await readFile(path, 'utf8')).toBe('{"debug": true}\n');
});
