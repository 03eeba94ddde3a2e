import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RolledBack } from '../../../src/change/roll-back.ts';
import type { Endpoint } from '../../../src/engines/docker/endpoint.ts';
import type { OurKey } from '../../../src/engines/docker/plan/index.ts';
import { type FileState, readFileState } from '../../../src/host/file-state.ts';
import type { ServiceManager, ServiceStatus } from '../../../src/services/index.ts';
import { noManager } from '../../../src/services/none.ts';
import { engine, install, rollBackDocker } from './plan-input.ts';

/** What a roll-back asks of an engine, a peer on the loopback that reads its file as dockerd does: proxies at a start alone. */

const OLD = '{"registry-mirrors": ["https://old.example"], "proxies": {"https-proxy": "http://pending:1"}}\n';
const NEW = OLD.replace('old.example', 'new.example');

let folder = '';
let server: Server;
let endpoint: Endpoint;
let live: { mirrors: string[]; httpsProxy: string };
/** How many of the next looks are answered with an error. */
let deaf = 0;
let status: ServiceStatus = 'active';
let told: string[] = [];
/** A file in whose place a directory stands by now. */
let obstacle: string | null = null;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mirror-check-roll-back-'));
  live = { mirrors: ['https://old.example/'], httpsProxy: '' };
  [deaf, status, told, obstacle] = [0, 'active', [], null];
  server = createServer((_, response) => {
    if (deaf > 0 || status !== 'active') {
      deaf -= 1;
      response.writeHead(500).end('{}');
      return;
    }
    const { mirrors, httpsProxy } = live;
    response.end(JSON.stringify({ RegistryConfig: { Mirrors: mirrors }, HttpsProxy: httpsProxy }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  endpoint = { kind: 'tcp', host: '127.0.0.1', port, tls: false };
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

const config = (): string => join(folder, 'daemon.json');

async function readsFile(withProxies: boolean): Promise<{ readonly kind: 'done' }> {
  const file = JSON.parse(await readFile(config(), 'utf8'));
  const mirrors: string[] | undefined = file['registry-mirrors'];
  if (mirrors !== undefined) live.mirrors = mirrors.map((url) => `${url.replace(/\/$/, '')}/`);
  if (withProxies) live.httpsProxy = file.proxies?.['https-proxy'] ?? '';
  return { kind: 'done' };
}

function service(): ServiceManager {
  const tell = (what: string): void => {
    told.push(what);
  };
  return {
    ...noManager({ pidFile: join(folder, 'none.pid'), find: async () => null, answers: async () => true }),
    kind: 'systemd',
    traits: { restarts: true, readsDropIns: true, hasUnits: true },
    status: async () => status,
    reload: async () => {
      tell('reload');
      return await readsFile(false);
    },
    restart: async () => {
      tell('restart');
      status = 'active';
      return await readsFile(true);
    },
    reloadUnits: async () => {
      tell('reload-units');
      return { kind: 'done' };
    },
  };
}

interface Failed {
  readonly activated: 'reload' | 'restart' | null;
  readonly version?: string;
  readonly keys?: readonly OurKey[];
  /** Of files that stand there now and were not there before. */
  readonly made?: readonly string[];
}

/** daemon.json was OLD and is NEW by now, unless other files are what the run had made. */
async function putBack({ activated, version = '28.5.2', keys, made }: Failed): Promise<RolledBack> {
  const states: FileState[] = [];
  const written = new Map<string, readonly (Uint8Array | null)[]>();
  await writeFile(config(), OLD);
  for (const name of made ?? ['daemon.json']) {
    const path = join(folder, name);
    const state = await readFileState(path, 1000);
    if (state.kind === 'file-failure') throw new Error(state.code);
    states.push(state);
    if (name === obstacle) await mkdir(path);
    else await writeFile(path, NEW);
    written.set(path, [Buffer.from(NEW)]);
  }
  const file = await readFileState(config(), 1000);
  if (file.kind === 'file-failure') throw new Error(file.code);
  return await rollBackDocker({
    inspection: {
      kind: 'inspection',
      endpoint,
      install: { ...install(), configPath: config() },
      engine: engine(version, { runningContainers: 3 }),
      service: service(),
      findDaemon: async () => null,
      asked: true,
      file: states.find(({ path }) => path === config()) ?? file,
      proxyFiles: { dropIn: null, environment: null },
      environment: {},
      openFiles: null,
    },
    states,
    written,
    keys: keys ?? ['registry-mirrors'],
    live: {
      mirrors: ['https://old.example/'],
      proxies: { httpProxy: null, httpsProxy: null, noProxy: null },
    },
    activated,
  });
}

const RESTORED: RolledBack = { restored: true, filesBack: true, edited: [] };

describe('after a reload', () => {
  beforeEach(() => {
    live.mirrors = ['https://new.example/'];
  });

  it('proxies that the engine had not loaded yet are no reason to restart it', async () => {
    expect(await putBack({ activated: 'reload' })).toEqual(RESTORED);
    expect(told).toEqual(['reload']);
    expect(live).toEqual({ mirrors: ['https://old.example/'], httpsProxy: '' });
    expect(await readFile(config(), 'utf8')).toBe(OLD);
  });

  it.each([1, 2])('an engine that leaves %i looks unanswered is slow, not down', async (count) => {
    deaf = count;
    expect(await putBack({ activated: 'reload' })).toEqual(RESTORED);
    expect(told).toEqual(['reload']);
  });

  it.each(['failed', 'inactive'] as const)('an engine that is %s is started again', async (word) => {
    status = word;
    expect(await putBack({ activated: 'reload' })).toEqual(RESTORED);
    expect(told).toContain('restart');
    expect(live.mirrors).toEqual(['https://old.example/']);
  });

  it('a drop-in that it had not read yet is no reason either', async () => {
    live.mirrors = ['https://old.example/'];
    const made = ['proxy.env', 'proxy.conf'];
    expect(await putBack({ activated: 'reload', version: '20.10.24', keys: [], made })).toEqual(RESTORED);
    expect(told).toEqual(['reload-units']);
  });
});

describe('after a restart', () => {
  it.each([
    ['that the engine did not survive', 'failed'],
    ['that made it deaf', 'active'],
  ] as const)('%s, it is brought back with its old file', async (_, word) => {
    live.mirrors = ['https://new.example/'];
    status = word;
    deaf = word === 'active' ? 1 : 0;
    expect(await putBack({ activated: 'restart' })).toEqual(RESTORED);
    expect(told).toContain('restart');
    expect(await readFile(config(), 'utf8')).toBe(OLD);
  });

  it('proxies that the old file had ready are in force, and no second restart takes them back', async () => {
    live = { mirrors: ['https://new.example/'], httpsProxy: 'http://pending:1' };
    expect(await putBack({ activated: 'restart' })).toEqual(RESTORED);
    expect(told).toEqual(['reload']);
    expect(live.mirrors).toEqual(['https://old.example/']);
  });

  it('a drop-in goes with another one', async () => {
    const made = ['proxy.env', 'proxy.conf'];
    live.httpsProxy = 'http://pending:1';
    expect(await putBack({ activated: 'restart', version: '20.10.24', keys: [], made })).toEqual(RESTORED);
    expect(told.slice(0, 2)).toEqual(['reload-units', 'restart']);
  });
});

describe('before anything was activated', () => {
  it('the engine is told nothing', async () => {
    expect(await putBack({ activated: null })).toEqual(RESTORED);
    expect(told).toEqual([]);
    expect(await readFile(config(), 'utf8')).toBe(OLD);
  });

  it('the service manager forgets a drop-in', async () => {
    const made = ['proxy.env', 'proxy.conf'];
    expect(await putBack({ activated: null, version: '20.10.24', keys: [], made })).toEqual(RESTORED);
    expect(told).toEqual(['reload-units']);
  });

  it('a drop-in is gone before the file that it names', async () => {
    // What stands in the way of the drop-in ends the roll-back.
    obstacle = 'proxy.conf';
    const made = ['proxy.env', 'proxy.conf'];
    const { restored } = await putBack({ activated: null, version: '20.10.24', keys: [], made });
    expect(restored).toBe(false);
    expect(await readFile(join(folder, 'proxy.env'), 'utf8')).toBe(NEW);
  });

  it('nor is it restarted for a file that was to be its environment', async () => {
    const made = ['proxy.env'];
    expect(await putBack({ activated: null, version: '20.10.24', keys: [], made })).toEqual(RESTORED);
    expect(told).toEqual([]);
  });
});
